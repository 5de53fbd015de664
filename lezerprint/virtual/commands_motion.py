"""Moves, homing, probing, coordinates and motors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.virtual import reports
from lezerprint.virtual.handler import until_motion_ends, until_time_passes
from lezerprint.virtual.machine import AXES, MM_PER_INCH, arc_length_mm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Handler, Waiting
    from lezerprint.virtual.planner import Block, Point

_HOMING_SPEED_MM_S = {"X": 50.0, "Y": 50.0, "Z": 4.0}
_HOMING_BUMP_SECONDS = 1.5
_PROBE_SECONDS = 0.8
_USUAL_PROBES = 10
_UNKNOWN_DISTANCE_MM = 20.0
"""How far an axis is taken to be from its endstop before it was homed."""


def _linear_move(board: Board, command: Command) -> Waiting | None:
    machine = board.machine
    machine.set_feed_rate(command.words)
    end = _without_cold_extrusion(board, machine.destination(command.words))
    return _enter(board, machine.block_to(end, board.settings))


def _arc_move(board: Board, command: Command) -> Waiting | None:
    machine = board.machine
    machine.set_feed_rate(command.words)
    end = _without_cold_extrusion(board, machine.destination(command.words))
    words = {letter: (value or 0.0) * machine.unit_mm for letter, value in command.words.items()}
    if not words.keys() & {"I", "J", "R"}:
        board.say("echo:G2/G3 bad parameters")
        return None
    path = arc_length_mm(machine.native, end, words, clockwise=command.code == "G2")
    return _enter(board, machine.block_to(end, board.settings, path))


def _without_cold_extrusion(board: Board, end: Point) -> Point:
    """Drop the filament's part of a move while the nozzle is cold; E counts as moved all the same."""
    machine = board.machine
    too_cold = board.heaters.hotend.celsius < board.lowest_extrusion_celsius
    if end.e == machine.native.e or not too_cold or board.cold_extrusion_allowed:
        return end
    board.say(reports.COLD_EXTRUSION)
    board.counts.cold_extrusions += 1
    machine.native = machine.native._replace(e=end.e)
    return end


def _enter(board: Board, block: Block | None) -> Waiting | None:
    """Give a block to the planner, at once if there is room."""
    if block is None:
        return None
    if board.planner.free_blocks > 0:
        board.planner.add(block, board.now)
        return None
    return _enter_when_there_is_room(board, block)


def _enter_when_there_is_room(board: Board, block: Block) -> Waiting:
    while board.planner.free_blocks <= 0:
        yield board.planner.next_event
    board.planner.add(block, board.now)


def _dwell(board: Board, command: Command) -> Waiting:
    yield from until_motion_ends(board)
    milliseconds, seconds = command.value("P") or 0.0, command.value("S")
    yield from until_time_passes(board, milliseconds / 1000 if seconds is None else seconds)


def _home(board: Board, command: Command) -> Waiting:
    yield from until_motion_ends(board)
    machine = board.machine
    axes = "".join(axis for axis in "XYZ" if axis in command.words) or "XYZ"
    for axis in axes:
        distance = abs(machine.native[AXES.index(axis)])
        if axis not in machine.homed:
            distance = max(distance, _UNKNOWN_DISTANCE_MM)
        machine.motors_on = True
        yield from until_time_passes(board, distance / _HOMING_SPEED_MM_S[axis] + _HOMING_BUMP_SECONDS)
        machine.home(axis)
        board.planner.place(machine.native)
    if "Z" in axes:
        board.planner.trail.clear()


def _probe_bed(board: Board, command: Command) -> Waiting:
    del command
    yield from until_motion_ends(board)
    if not board.machine.homed >= set("XYZ"):
        board.say(reports.HOME_FIRST)
        return
    board.say("G29 Auto Bed Leveling")
    for _ in range(reports.MESH_POINTS**2):
        yield from until_time_passes(board, _PROBE_SECONDS)
    for line in reports.mesh():
        board.say(line)
    board.settings.set("M420", {"S": 1.0})


def _measure_repeatability(board: Board, command: Command) -> Waiting:
    """M48: probes one place again and again."""
    yield from until_motion_ends(board)
    if not board.machine.homed >= set("XYZ"):
        board.say(reports.HOME_FIRST)
        return
    points = int(command.value("P") or _USUAL_PROBES)
    for point in range(1, points + 1):
        yield from until_time_passes(board, _PROBE_SECONDS)
        board.say(f"{point} of {points}: z: 0.002 mean: 0.0021 sigma: 0.000312 min: 0.001 max: 0.003")
    board.say("Finished!")
    board.say("Mean: 0.002100 Min: 0.001 Max: 0.003 Range: 0.002")
    board.say("Standard Deviation: 0.000312")


def _bed_leveling(board: Board, command: Command) -> None:
    board.settings.set("M420", command.words)
    if "V" in command.words:
        for line in reports.mesh():
            board.say(line)
    state = "ON" if board.settings.value("M420", "S") else "OFF"
    board.say(f"echo:Bed Leveling {state}")


def _use_inches(board: Board, command: Command) -> None:
    del command
    board.machine.unit_mm = MM_PER_INCH


def _use_millimetres(board: Board, command: Command) -> None:
    del command
    board.machine.unit_mm = 1.0


def _all_absolute(board: Board, command: Command) -> None:
    del command
    board.machine.set_relative(relative=False)


def _all_relative(board: Board, command: Command) -> None:
    del command
    board.machine.set_relative(relative=True)


def _extruder_absolute(board: Board, command: Command) -> None:
    del command
    board.machine.relative_extruder = False


def _extruder_relative(board: Board, command: Command) -> None:
    del command
    board.machine.relative_extruder = True


def _set_position(board: Board, command: Command) -> None:
    board.machine.set_position(command.words)


def _report_position(board: Board, command: Command) -> None:
    del command
    board.answer("M114", board.dialect.position(board.machine, board.motors(), board.settings))


def _finish_moves(board: Board, command: Command) -> Waiting:
    del command
    return until_motion_ends(board)


def _quick_stop(board: Board, command: Command) -> None:
    del command
    board.quick_stop()


def _motors_on(board: Board, command: Command) -> None:
    del command
    board.machine.motors_on = True


def _motors_off(board: Board, command: Command) -> Waiting | None:
    seconds = command.value("S")
    if seconds is None:
        return _motors_off_after_motion(board)
    board.motor_timeout_seconds = max(seconds, 0.0)
    return None


def _motors_off_after_motion(board: Board) -> Waiting:
    yield from until_motion_ends(board)
    board.machine.motors_on = False


def _soft_endstops(board: Board, command: Command) -> None:
    if (wanted := command.value("S")) is not None:
        board.machine.soft_endstops = bool(wanted)
    board.say(f"echo:Soft endstops: {'ON' if board.machine.soft_endstops else 'OFF'}")


HANDLERS: Mapping[str, Handler] = {
    "G0": _linear_move,
    "G1": _linear_move,
    "G2": _arc_move,
    "G3": _arc_move,
    "G4": _dwell,
    "G20": _use_inches,
    "G21": _use_millimetres,
    "G28": _home,
    "G29": _probe_bed,
    "M48": _measure_repeatability,
    "G90": _all_absolute,
    "G91": _all_relative,
    "G92": _set_position,
    "M17": _motors_on,
    "M18": _motors_off,
    "M82": _extruder_absolute,
    "M83": _extruder_relative,
    "M84": _motors_off,
    "M114": _report_position,
    "M211": _soft_endstops,
    "M400": _finish_moves,
    "M410": _quick_stop,
    "M420": _bed_leveling,
}
