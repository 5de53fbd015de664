"""Smoothieware: GcodeDispatch.cpp, SerialConsole.cpp, Robot.cpp, TemperatureControl.cpp."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lezerprint.virtual import line_rules
from lezerprint.virtual.commands import HANDLERS
from lezerprint.virtual.commands_factors import factors
from lezerprint.virtual.dialect import AfterHalt, Dialect, ExtruderRule, Halt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lezerprint.virtual.command import Command
    from lezerprint.virtual.heaters import Heaters
    from lezerprint.virtual.line_rules import Refusal
    from lezerprint.virtual.machine import Machine
    from lezerprint.virtual.options import BoardOptions
    from lezerprint.virtual.planner import Point
    from lezerprint.virtual.settings import Settings

_KNOWN = (
    *("G0", "G1", "G2", "G3", "G4", "G20", "G21", "G28", "G90", "G91", "G92"),
    *("M17", "M18", "M82", "M83", "M84", "M92", "M104", "M105", "M106", "M107", "M109", "M112", "M114"),
    *("M115", "M117", "M140", "M190", "M203", "M204", "M205", "M211", "M220", "M221", "M301", "M400"),
    *("M500", "M501", "M502", "M503", "T"),
)
_NEXT_COMMAND = re.compile(r"(?<=..)[GM]", re.DOTALL)


def _identity(_options: BoardOptions) -> Iterator[str]:
    yield (
        "FIRMWARE_NAME:Smoothieware, FIRMWARE_URL:http%3A//smoothieware.org, "
        "X-SOURCE_CODE_URL:https://github.com/Smoothieware/Smoothieware, FIRMWARE_VERSION:edge-bb41e99, "
        "PROTOCOL_VERSION:1.0, X-FIRMWARE_BUILD_DATE:Jan  1 2024 00:00:00, X-SYSTEM_CLOCK:120MHz, X-AXES:4, "
        "X-GRBL_MODE:0, X-ARCS:1, X-CNC:0, X-MSD:1"
    )


def _temperatures(heaters: Heaters) -> str:
    others = ((f"T{number}", heater) for number, heater in enumerate(heaters.hotends) if number)
    named = (("T", heaters.hotends[0]), *others, ("B", heaters.bed))
    return "".join(
        f"{name}:{heater.celsius:3.1f} /{heater.target_celsius:3.1f} @{2 * heater.pwm} "
        for name, heater in named
    )


def _position(machine: Machine, _motors: Point, _settings: Settings) -> str:
    return "C: " + " ".join(f"{axis}:{value:1.4f}" for axis, value in machine.logical.items()) + " "


def _refuse(_refusal: Refusal, last: int) -> Iterator[str]:
    yield f"rs N{last + 1}"


def _unknown(_command: Command) -> Iterator[str]:
    yield from ()


def _boot(_cause: str) -> Iterator[str]:
    yield from ("Smoothie", "ok")


def _split(line: str) -> list[str]:
    """Every further G or M begins a command of its own, in a text too; M117 alone takes the whole line."""
    text, _, _ = line.partition("*")
    number = re.match(r"N[-0-9., ]*", text)
    body = text[number.end() :] if number else text
    if re.match(r"M117(?!\d)", body):
        return [line]
    begins = [0, *(found.start() for found in _NEXT_COMMAND.finditer(body))]
    ends = [*begins[1:], len(body)]
    first, *others = (body[begin:end] for begin, end in zip(begins, ends, strict=True))
    return [(number[0] if number else "") + first, *others]


_STILL_DONE = frozenset({"M30", "M105", "M106", "M107", "M114", "M115", "M119", "M503"})


def _halt_words(fault: str) -> Iterator[str]:
    yield f"ERROR: {fault}"
    yield "HALT asserted - reset or M999 required"


def _halt(words: Callable[[str], Iterable[str]]) -> Halt:
    return Halt(
        words=words,
        then=AfterHalt.REFUSES,
        refused=lambda _cause: ("!!",),
        refused_gets_ok=False,
        still_done=_STILL_DONE,
        ended_by=frozenset({"M999"}),
        ended_words=("WARNING: After HALT you should HOME as position is currently unknown",),
    )


SMOOTHIEWARE = Dialect(
    name="smoothieware",
    rules=line_rules.SMOOTHIEWARE,
    handlers={
        **{code: HANDLERS[code] for code in _KNOWN},
        **factors("Speed factor at {:6.2f} %", "Flow rate at {:6.2f} %"),
    },
    extruder=ExtruderRule.FOLLOWS_AXES,
    identity=_identity,
    temperatures=_temperatures,
    position=_position,
    refusal=_refuse,
    unknown=_unknown,
    boot=_boot,
    stop=_halt(lambda _cause: ("ok Emergency Stop Requested - reset or M999 required to exit HALT state",)),
    heater_fault=_halt(_halt_words),
    answers_on_ok=frozenset({"M105", "M114"}),
    split=_split,
    no_such_tool=lambda _code, _tool: (),
    defaults={
        "job_timer_autostart": False,
        "runout_sensor": False,
        "emergency_parser": False,
        "keepalive": False,
        "autoreport": False,
        "receive_ring_bytes": 256,
        "command_queue_size": 1,
    },
)
