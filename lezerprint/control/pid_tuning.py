"""The result of M303: the PID values of a heater, and the commands that would keep them.

Marlin and its relatives tell the values of every cycle (`Kp: 20.35 Ki: 1.67 Kd: 61.90`, in one line or in
three), and most of them at the end as `#define DEFAULT_Kp 20.35`, for the bed `DEFAULT_bedKp`. The last ones
count, and only when the tuning was not given up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.commands import command_code, words

if TYPE_CHECKING:
    from collections.abc import Iterable

_TUNES: Final = ("M", 303)
_VALUE: Final = re.compile(
    r"(?:\b|_)(?:bed|chamber)?_?K_?(?P<which>[pid])\b\s*[:=]?\s*(?P<value>\d+(?:\.\d+)?)", re.IGNORECASE
)
_GIVEN_UP: Final = re.compile(r"pid autotune failed", re.IGNORECASE)
_BED: Final = -1
_CHAMBER: Final = -2


@dataclass(frozen=True, slots=True)
class PidValues:
    """Of one heater.

    Attributes:
        heater: As temperatures name it: tool0, tool1, …, bed, chamber.
        kp: Proportional.
        ki: Integral.
        kd: Derivative.
        commands: What sets and keeps them.
    """

    heater: str
    kp: float
    ki: float
    kd: float
    commands: tuple[str, ...]


def pid_values(body: bytes, lines: Iterable[str]) -> PidValues | None:
    """What a command has found out, by what the firmware said to it; None where that is nothing."""
    if command_code(body) != _TUNES:
        return None
    found: dict[str, float] = {}
    for line in lines:
        if _GIVEN_UP.search(line):
            return None
        for match in _VALUE.finditer(line):
            found[match["which"].lower()] = float(match["value"])
    if found.keys() != {"p", "i", "d"}:
        return None
    given = words(body)
    tool = int(given.get("E", given.get("H", 0.0)))
    values = f"P{found['p']:g} I{found['i']:g} D{found['d']:g}"
    heater, sets = _set_by(tool)
    return PidValues(heater, found["p"], found["i"], found["d"], (f"{sets} {values}", "M500"))


def _set_by(tool: int) -> tuple[str, str]:
    if tool == _BED:
        return "bed", "M304"
    if tool == _CHAMBER:
        return "chamber", "M309"
    return f"tool{max(tool, 0)}", f"M301 E{tool}" if tool > 0 else "M301"
