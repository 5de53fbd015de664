"""Heaters, fan and temperature reports."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lezerprint.virtual.commands_tools import named_tool
from lezerprint.virtual.equipment import Chamber
from lezerprint.virtual.job_timer import target_was_set

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Handler, Waiting
    from lezerprint.virtual.heaters import Heater

_WINDOW_CELSIUS = 1.0
_HYSTERESIS_CELSIUS = 3.0
_RESIDENCY_SECONDS = 2.0
_REPORT_SECONDS = 1.0
_LOOK_SECONDS = 0.02
_FULL_FAN = 255.0
_LONGEST_REPORT_INTERVAL_SECONDS = 60.0
_TUNED_BED = -1
_USUAL_HOTEND_CELSIUS = 150.0
_USUAL_BED_CELSIUS = 70.0
_USUAL_CYCLES = 5
_TUNING_ROOM_CELSIUS = 15.0
_TUNING_REPORT_SECONDS = 2.0
_CYCLE_SECONDS = 25.0
_TUNED_VALUES = (" Kp: 20.35", " Ki: 1.67", " Kd: 61.90")
_OF_HOTEND = frozenset({"M104", "M109"})
_OF_CHAMBER = frozenset({"M141", "M191"})


def _heated(board: Board, command: Command, celsius: float) -> Heater | None:
    """The heater of a command, which now has this target; None, and a word about it, where there is none."""
    heaters = board.heaters
    if command.code in _OF_CHAMBER and board.options.chamber is not Chamber.HEATED:
        board.say_unknown(command)
        return None
    if command.code in _OF_HOTEND:
        tool = named_tool(board, command)
        if tool is None:
            return None
        heaters.set_hotend(tool, celsius)
        return heaters.of_tool(tool)
    heater = heaters.chamber if command.code in _OF_CHAMBER else heaters.bed
    heater.set_target(celsius)
    return heater


def _set_target(board: Board, command: Command) -> None:
    target = command.value("S")
    if target is not None and _heated(board, command, target) is not None:
        target_was_set(board, can_start=False, can_stop=command.code != "M141")


def _set_target_and_wait(board: Board, command: Command) -> Waiting | None:
    heating, also_cooling = command.value("S"), command.value("R")
    target = also_cooling if heating is None else heating
    heater = None if target is None else _heated(board, command, target)
    if heater is None:
        return None
    target_was_set(board, can_start=True, can_stop=command.code == "M109")
    if heating is not None and heater.celsius > heater.target_celsius:
        return None
    return _until_there(board, heater)


def _until_there(board: Board, heater: Heater) -> Waiting:
    """Until it is there; its hotend is what is called plain `T` meanwhile, as in Marlin's M109."""
    hotends = board.heaters.hotends
    board.heaters.shown = hotends.index(heater) if heater in hotends else None
    yield from _until_steady(board, heater)
    board.heaters.shown = None


def _until_steady(board: Board, heater: Heater) -> Waiting:
    """Until the temperature has stayed near its target for a while, or an M108 ends it."""
    board.wait_for_heatup = True
    residency = board.options.real_seconds(_RESIDENCY_SECONDS)
    reached_at = report_at = -math.inf
    while board.wait_for_heatup:
        away = abs(heater.target_celsius - heater.celsius)
        if reached_at == -math.inf and away <= _WINDOW_CELSIUS:
            reached_at = board.now
        elif away > _HYSTERESIS_CELSIUS:
            reached_at = -math.inf
        is_reached = reached_at > -math.inf
        if is_reached and board.now >= reached_at + residency:
            break
        if board.now >= report_at:
            report_at = board.now + _REPORT_SECONDS
            left = f"{reached_at + residency - board.now:.0f}" if is_reached else "?"
            countdown = f" W:{left}" if board.dialect.counts_down else ""
            board.say(board.dialect.temperatures(board.heaters) + countdown)
        yield board.now + _LOOK_SECONDS
    board.wait_for_heatup = False


def _tune(board: Board, command: Command) -> Waiting | None:
    """M303: swings around a temperature some times, tells the values, and leaves the heater off."""
    tool = int(command.value("E") or 0)
    heaters = board.heaters
    heater = (
        heaters.bed if tool == _TUNED_BED else heaters.hotends[min(max(tool, 0), len(heaters.hotends) - 1)]
    )
    usual = _USUAL_BED_CELSIUS if tool == _TUNED_BED else _USUAL_HOTEND_CELSIUS
    celsius, cycles = command.value("S") or usual, int(command.value("C") or _USUAL_CYCLES)
    board.say("PID Autotune start")
    if celsius > heater.model.maximum_celsius - _TUNING_ROOM_CELSIUS:
        board.say("PID Autotune failed! Temperature too high")
        return None
    heater.set_target(celsius)
    return _swing(board, heater, celsius, cycles, "bed" if tool == _TUNED_BED else "")


def _swing(board: Board, heater: Heater, celsius: float, cycles: int, name: str) -> Waiting:
    board.wait_for_heatup = True
    cycle = 0
    cycle_ends_at = report_at = -math.inf
    while board.wait_for_heatup and cycle < cycles:
        if board.now >= report_at:
            report_at = board.now + _TUNING_REPORT_SECONDS
            board.say(board.dialect.temperatures(board.heaters))
        if abs(heater.celsius - celsius) <= _WINDOW_CELSIUS and board.now >= cycle_ends_at:
            if cycle_ends_at > -math.inf:
                cycle += 1
                board.say(" bias: 92 d: 92 min: 196.56 max: 203.47 Ku: 33.92 Tu: 24.33")
                for line in (" Classic PID", *_TUNED_VALUES):
                    board.say(line)
            cycle_ends_at = board.now + board.options.real_seconds(_CYCLE_SECONDS)
        yield board.now + _LOOK_SECONDS
    heater.set_target(0.0)
    if board.wait_for_heatup:
        board.say(
            "PID Autotune finished! Put the last Kp, Ki and Kd constants from below into Configuration.h"
        )
        for value in _TUNED_VALUES:
            board.say(f"#define DEFAULT_{name}{value.strip().replace(':', '')}")
    board.wait_for_heatup = False


def _report_temperatures(board: Board, command: Command) -> None:
    del command
    board.answer("M105", board.dialect.temperatures(board.heaters))


def _report_interval(command: Command) -> float:
    return min(max(command.value("S") or 0.0, 0.0), _LONGEST_REPORT_INTERVAL_SECONDS)


def _temperature_reports(board: Board, command: Command) -> None:
    if board.options.autoreport:
        board.temperature_report.set(_report_interval(command), board.now)
    else:
        board.say_unknown(command)


def _position_reports(board: Board, command: Command) -> None:
    if board.options.autoreport:
        board.position_report.set(_report_interval(command), board.now)
    else:
        board.say_unknown(command)


def _fan_on(board: Board, command: Command) -> None:
    speed = command.value("S")
    if not command.value("P"):
        board.machine.fan = min(max(_FULL_FAN if speed is None else speed, 0.0), _FULL_FAN) / _FULL_FAN


def _fan_off(board: Board, command: Command) -> None:
    if not command.value("P"):
        board.machine.fan = 0.0


def _cold_extrusion(board: Board, command: Command) -> None:
    if (lowest := command.value("S")) is not None:
        board.lowest_extrusion_celsius = lowest
        board.cold_extrusion_allowed = lowest == 0
    if (allowed := command.value("P")) is not None:
        board.cold_extrusion_allowed = bool(allowed)


HANDLERS: Mapping[str, Handler] = {
    "M104": _set_target,
    "M105": _report_temperatures,
    "M106": _fan_on,
    "M107": _fan_off,
    "M109": _set_target_and_wait,
    "M140": _set_target,
    "M141": _set_target,
    "M154": _position_reports,
    "M155": _temperature_reports,
    "M190": _set_target_and_wait,
    "M191": _set_target_and_wait,
    "M302": _cold_extrusion,
    "M303": _tune,
}
