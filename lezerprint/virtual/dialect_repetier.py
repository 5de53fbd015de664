"""Repetier-Firmware 1.0: gcode.cpp, Commands.cpp, Communication.cpp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.virtual import line_rules
from lezerprint.virtual.commands import HANDLERS
from lezerprint.virtual.commands_factors import factors
from lezerprint.virtual.dialect import AfterHalt, Dialect, ExtruderRule, Halt
from lezerprint.virtual.line_rules import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.heaters import Heaters
    from lezerprint.virtual.machine import Machine
    from lezerprint.virtual.options import BoardOptions
    from lezerprint.virtual.planner import Point
    from lezerprint.virtual.settings import Settings

_LACKS = frozenset({"M113", "M154", "M75", "M76", "M77", "M412", "M420", "M900"})

_REQUESTS = {"pause": "RequestPause:", "resume": "RequestContinue:", "cancel": "RequestStop:"}


def _identity(options: BoardOptions) -> Iterator[str]:
    yield (
        "FIRMWARE_NAME:Repetier_1.0.4 COMPILED:Jan  1 2024 "
        "FIRMWARE_URL:https://github.com/repetier/Repetier-Firmware/ PROTOCOL_VERSION:1.0 "
        f"MACHINE_TYPE:LezerPrint Virtual EXTRUDER_COUNT:{options.known_extruders} REPETIER_PROTOCOL:3"
    )
    for name, present in (
        ("PROGRESS", True),
        ("AUTOREPORT_TEMP", options.autoreport),
        ("HOST_RESCUE", True),
        ("EEPROM", True),
        ("AUTOLEVEL", True),
        ("Z_PROBE", True),
        ("SOFTWARE_POWER", False),
        ("TOGGLE_LIGHTS", False),
        ("PAUSESTOP", True),
        ("PREHEAT", True),
        ("EMERGENCY_PARSER", options.emergency_parser),
    ):
        yield f"Cap:{name}:{present:d}"


def _temperatures(heaters: Heaters) -> str:
    hotend, bed = heaters.reported_hotend, heaters.bed
    several = "".join(
        f" T{number}:{heater.celsius:.2f} /{heater.target_celsius:.0f} @{number}:{2 * heater.pwm}"
        for number, heater in enumerate(heaters.hotends)
    )
    return (
        f"T:{hotend.celsius:.2f} /{hotend.target_celsius:.0f} B:{bed.celsius:.2f} /{bed.target_celsius:.0f} "
        f"B@:{2 * bed.pwm} @:{2 * hotend.pwm}{several if len(heaters.hotends) > 1 else ''}"
    )


def _position(machine: Machine, _motors: Point, _settings: Settings) -> str:
    logical = machine.logical
    return f"X:{logical['X']:.2f} Y:{logical['Y']:.2f} Z:{logical['Z']:.3f} E:{logical['E']:.4f}"


def _refuse(refusal: Refusal, last: int) -> Iterator[str]:
    if refusal is Refusal.CHECKSUM:
        yield "Error:Wrong checksum"
    else:
        yield f"Error:expected line {last + 1} got another"
    yield ""
    yield f"Resend:{last + 1}"


def _unknown(command: Command) -> Iterator[str]:
    yield f"Unknown command:{command.text}"


def _boot(cause: str) -> Iterator[str]:
    yield from ("start", f"Info:{cause.strip()}", "Free RAM:3487")


def _ask_host(action: str) -> str:
    return _REQUESTS.get(action, f"//action:{action}")


def _stopped(_cause: str) -> Iterator[str]:
    yield from ()


def _fault(_cause: str) -> Iterator[str]:
    yield (
        "fatal:Heater/sensor error - Printer stopped and heaters disabled due to this error. "
        "Fix error and restart with M999."
    )


def _echo(board: Board, command: Command) -> None:
    """M118: the text ends at the first space."""
    board.say(f"Echo:{command.arguments.partition(' ')[0]}")


REPETIER = Dialect(
    name="repetier",
    rules=line_rules.REPETIER,
    handlers={
        **{code: handler for code, handler in HANDLERS.items() if code not in _LACKS},
        **factors(sets_100=True),
        "M118": _echo,
    },
    extruder=ExtruderRule.EITHER,
    identity=_identity,
    temperatures=_temperatures,
    position=_position,
    refusal=_refuse,
    unknown=_unknown,
    boot=_boot,
    stop=Halt(words=_stopped, then=AfterHalt.RESTARTS),
    heater_fault=Halt(
        words=_fault,
        then=AfterHalt.REFUSES,
        refused=_fault,
        still_done=frozenset({"M105", "M110", "M112", "M115"}),
        ended_by=frozenset({"M999"}),
        ended_words=("info:Continue from fatal state",),
    ),
    answers_on_ok=frozenset(),
    acts_at_once=frozenset({"M108", "M112"}),
    oks_on_arrival=True,
    oks_with_number=True,
    any_case=True,
    busy="busy:{}",
    ask_host=_ask_host,
    no_such_tool=lambda _code, _tool: (),
    idle_word="wait",
    defaults={"job_timer_autostart": False, "runout_sensor": False, "command_queue_size": 1},
)
