"""RepRapFirmware 3 on a Duet's USB, compatible with Marlin: GCodes.cpp, GCodes2.cpp, StringParser.cpp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.virtual import line_rules
from lezerprint.virtual.commands import HANDLERS
from lezerprint.virtual.commands_factors import factors
from lezerprint.virtual.dialect import Dialect, ExtruderRule, Halt
from lezerprint.virtual.equipment import Chamber

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Waiting
    from lezerprint.virtual.heaters import Heaters
    from lezerprint.virtual.line_rules import Refusal
    from lezerprint.virtual.machine import Machine
    from lezerprint.virtual.options import BoardOptions
    from lezerprint.virtual.planner import Point
    from lezerprint.virtual.settings import Settings

_LACKS = frozenset(
    {"M113", "M154", "M155", "M876", "M410", "M75", "M76", "M77", "M302", "M420", "M851", "M412"}
)
_NEAR_CELSIUS = 2.5
_REPORT_SECONDS = 1.0
_LOOK_SECONDS = 0.02


def _identity(_options: BoardOptions) -> Iterator[str]:
    yield (
        "FIRMWARE_NAME: RepRapFirmware for Duet 2 WiFi/Ethernet FIRMWARE_VERSION: 3.5.4 "
        "ELECTRONICS: Duet WiFi 1.02 or later FIRMWARE_DATE: 2024-11-24 10:41:26"
    )


def _temperatures(heaters: Heaters) -> str:
    hotends = ((f"T{number}", heater) for number, heater in enumerate(heaters.hotends))
    chamber = () if heaters.equipment is Chamber.NONE else (("C", heaters.chamber),)
    named = (("T", heaters.hotend), *hotends, ("B", heaters.bed), *chamber)
    return " ".join(f"{name}:{heater.celsius:.1f} /{heater.target_celsius:.1f}" for name, heater in named)


def _position(machine: Machine, motors: Point, settings: Settings) -> str:
    logical = machine.logical
    planned = " ".join(f"{axis}:{value:.3f}" for axis, value in logical.items())
    steps = (round(place * settings.value("M92", axis)) for axis, place in zip("XYZ", motors, strict=False))
    native = machine.native
    return (
        f"{planned} E0:{logical['E']:.1f} Count {' '.join(map(str, steps))} "
        f"Machine {native.x:.3f} {native.y:.3f} {native.z:.3f} Bed comp 0.000"
    )


def _refusal(_refusal: Refusal, _last: int) -> Iterator[str]:
    yield from ()


def _unknown(command: Command) -> Iterator[str]:
    if command.code:
        yield f"Warning: {command.code}: Command is not supported"
    else:
        yield f"Error: Bad command: {command.text}"


def _boot(_cause: str) -> Iterator[str]:
    yield "RepRapFirmware for Duet 2 WiFi/Ethernet is up and running."


def _fault(fault: str) -> Iterator[str]:
    yield f"Error: Heater 1 fault: {fault}"


def _pause(board: Board, command: Command) -> None:
    del command
    board.say("Error: use M226 and M601 only within a file being printed")


def _wait_for_heaters(board: Board, command: Command) -> Waiting:
    """M116: until all that is heated is near its target, with a report each second."""
    del command
    board.wait_for_heatup = True
    report_at = board.now + _REPORT_SECONDS
    heaters = board.heaters.all
    while board.wait_for_heatup and any(
        heater.target_celsius and abs(heater.celsius - heater.target_celsius) > _NEAR_CELSIUS
        for heater in heaters
    ):
        if board.now >= report_at:
            report_at = board.now + _REPORT_SECONDS
            board.say(board.dialect.temperatures(board.heaters))
        yield min(report_at, board.now + _LOOK_SECONDS)
    board.wait_for_heatup = False


def _tool_offsets(board: Board, command: Command) -> None:
    """G10 P S R, M568: S is the tool's active temperature."""
    tool = command.value("P")
    number = board.heaters.selected if tool is None else int(tool)
    if not 0 <= number < board.options.tools:
        board.say(f"Error: {command.code}: Invalid tool number {number}")
    elif (target := command.value("S")) is not None:
        board.heaters.set_hotend(number, max(target, 0.0))


def _no_such_tool(code: str, tool: int) -> Iterator[str]:
    yield f"Error: {code}: Invalid tool number {tool}"


def _message(board: Board, command: Command) -> None:
    """M118 P0 S"text": needs its S."""
    _, has_text, text = command.arguments.partition("S")
    board.say(text.strip('"') if has_text else "Error: M118: missing parameter 'S'")


REPRAPFIRMWARE = Dialect(
    name="reprapfirmware",
    rules=line_rules.REPRAPFIRMWARE,
    handlers={
        **{code: handler for code, handler in HANDLERS.items() if code not in _LACKS},
        **factors("Speed factor: {:.1f}%", "Extrusion factor(s) for current tool: {:.1f}%"),
        "G10": _tool_offsets,
        "M568": _tool_offsets,
        "M116": _wait_for_heaters,
        "M118": _message,
        "M226": _pause,
        "M600": _pause,
        "M601": _pause,
    },
    extruder=ExtruderRule.INDEPENDENT,
    identity=_identity,
    temperatures=_temperatures,
    position=_position,
    refusal=_refusal,
    unknown=_unknown,
    boot=_boot,
    stop=Halt(words=lambda _cause: ("Emergency Stop! Reset the controller to continue.",)),
    heater_fault=Halt(words=_fault),
    any_case=True,
    no_such_tool=_no_such_tool,
    defaults={
        "job_timer_autostart": False,
        "runout_sensor": False,
        "emergency_parser": False,
        "keepalive": False,
        "autoreport": False,
        "receive_ring_bytes": 1024,
        "command_queue_size": 1,
    },
)
