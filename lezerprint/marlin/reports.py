"""Lines that tell how the machine is now: temperatures, position, fans, buffers, progress.

Each function returns None for a line that is no such report. Numbers are read whole or not at all: with
noise right behind it, a number may well have lost digits.
"""

from __future__ import annotations

import re
from math import nan
from typing import Final

from lezerprint.marlin.replies import (
    Buffers,
    FanSpeed,
    Progress,
    Reading,
    ReportedPosition,
    Target,
    Temperatures,
)

_NUMBER: Final = r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|(?i:nan))(?![^\s/()])"

_ACTUAL: Final = r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|(?i:nan|inf))(?![^\s/()])"
_LOWEST_CELSIUS: Final = -40.0
_HIGHEST_CELSIUS: Final = 1000.0
_READING: Final = re.compile(
    rf"(?<!\S)(?P<heater>T[0-9]{{0,2}}|[ABCLMPRSX]):\s*(?P<actual>{_ACTUAL})"
    rf"(?:\s*/\s*(?P<target>{_NUMBER}))?"
    r"(?:\s*@(?P<power>[0-9]{1,3})(?!\S))?"  # Smoothieware
)
_POWER: Final = re.compile(r"(?<!\S)([A-Z]{0,3})@([0-9]{0,2}):\s*([0-9]{1,3})")
_WAITS_FOR_TOOL: Final = re.compile(r"\sE:([0-9]{1,2})(?!\S)")
_WAIT: Final = re.compile(r"\sW:([0-9]{1,6}|\?)(?!\S)")
_TARGET: Final = re.compile(rf"Target(?:Extr([0-9]{{1,2}})|Bed):\s*({_NUMBER})")


def parse_temperatures(text: str, *, autoreport: bool = False) -> Temperatures | None:
    """Read `T:201 /202 B:117 /120 @:55` and its many relatives, skipping what is not understood."""
    found = {match["heater"]: match for match in _READING.finditer(text)}
    if not found:
        return None
    powers = {(heater or "T") + index: int(power) for heater, index, power in _POWER.findall(text)}
    numbered = [heater for heater in found if heater[0] == "T" and heater != "T"]
    if numbered == ["T0"] and "T" in powers:
        powers.setdefault("T0", powers["T"])
    readings = {heater: _reading(match, powers.get(heater)) for heater, match in found.items()}
    tools = {int(heater[1:]): readings.pop(heater) for heater in numbered}
    active = readings.pop("T", None)
    tool = _WAITS_FOR_TOOL.search(text)
    if active is not None and not tools:
        tools = {int(tool[1]) if tool else 0: active}
    elif active is not None and 0 not in tools:  # as Smoothieware calls its heaters
        tools, active = {0: active, **tools}, None
    wait = _WAIT.search(text)
    waiting = wait is not None or tool is not None
    return Temperatures(
        tools=tools,
        bed=readings.pop("B", None),
        chamber=readings.pop("C", None),
        others=readings,
        active=active,
        waiting=waiting,
        wait_seconds=int(wait[1]) if wait and wait[1] != "?" else None,
        autoreport=autoreport and not waiting,
    )


def _reading(match: re.Match[str], power: int | None) -> Reading:
    target, own_power = match["target"], match["power"]
    return Reading(
        actual_celsius=_plausible(float(match["actual"])),
        target_celsius=float(target) if target else None,
        power=int(own_power) if own_power else power,
    )


def _plausible(celsius: float) -> float:
    """NaN for what no heater can have: inf, and the numbers by which firmware means a broken sensor.

    Smoothieware says -100 for it, Repetier -333 and -444; an open thermocouple reads 1024.
    """
    return celsius if _LOWEST_CELSIUS <= celsius <= _HIGHEST_CELSIUS else nan


def parse_target(text: str) -> Target | None:
    """Read Repetier's `TargetExtr0:195` or `TargetBed:60`."""
    match = _TARGET.match(text)
    return match and Target(int(match[1]) if match[1] else None, float(match[2]))


_PLACE: Final = r"[+-]?[0-9]{1,9}(?:\.[0-9]{0,9})?(?![^\s/()])"
_POSITION: Final = re.compile(rf"(?:C:\s*)?(?=X:\s*{_PLACE}\s+Y:\s*{_PLACE})")
_AXIS: Final = re.compile(rf"(?<!\S)([A-Z]{{1,2}}[0-9]?):\s*({_PLACE})")


def parse_position(text: str) -> ReportedPosition | None:
    """Read `X:1.00 Y:2.00 Z:0.30 E:0.00 Count X:80 Y:160 Z:120`; X and Y must be there and well."""
    match = _POSITION.match(text)
    if match is None:
        return None
    here, _, counts = text[match.end() :].partition("Count")
    axes = _axes(here)
    return ReportedPosition(axes["X"], axes["Y"], axes.get("Z"), axes.get("E", axes.get("E0")), _axes(counts))


def _axes(text: str) -> dict[str, float]:
    return {axis: float(value) for axis, value in _AXIS.findall(text)}


_FAN_RPM: Final = re.compile(r"(?<!\S)([A-Z]{1,4}[0-9]):([0-9]{1,6}) RPM")
_FAN_POWER: Final = re.compile(r"(?<!\S)([A-Z]{1,4}[0-9])@:([0-9]{1,3})")


def parse_fan_speed(text: str) -> FanSpeed | None:
    """Read Prusa's `E0:3240 RPM PRN1:4560 RPM E0@:255 PRN1@:255`."""
    rpm = {fan: int(value) for fan, value in _FAN_RPM.findall(text)}
    power = {fan: int(value) for fan, value in _FAN_POWER.findall(text)}
    return FanSpeed(rpm, power) if rpm else None


_BUFFERS: Final = re.compile(r"D576 P:{0} {0} \({0}\) B:{0} {0} \({0}\)".format("([0-9]{1,10})"))
_UNSIGNED: Final = 1 << 32


def parse_buffers(text: str) -> Buffers | None:
    """Read `D576 P:15 0 (0) B:3 0 (0)`; some versions print their counts negative, in 32 bits unsigned."""
    match = _BUFFERS.match(text)
    numbers = [int(number) for number in match.groups()] if match else [_UNSIGNED]
    if max(numbers) >= _UNSIGNED:
        return None
    return Buffers(*(min(number, _UNSIGNED - number) for number in numbers))


_PRUSA_PROGRESS: Final = re.compile(
    r"(\w+) MODE: Percent done: (-?[0-9]{1,3})"
    r"(?:; print time remaining in mins: (-?[0-9]{1,6}))?(?:; Change in mins: (-?[0-9]{1,6}))?",
    re.ASCII,
)
_MARLIN_PROGRESS: Final = re.compile(
    r"M73 Progress: ([0-9]{1,3}(?:\.[0-9]{1,2})?)%;"
    r"(?: Time left: ([0-9]{1,6})m;)?(?: Change: ([0-9]{1,6})m;)?"
)


def parse_progress(text: str) -> Progress | None:
    """Read Prusa's `NORMAL MODE: Percent done: 5; …`, or Marlin's `M73 Progress: 5%; …` (M73_REPORT)."""
    prusa = _PRUSA_PROGRESS.match(text)
    if prusa is not None:
        percent, remaining, change = (_told(value) for value in prusa.groups()[1:])
        return Progress(prusa[1], percent, remaining, change)
    marlin = _MARLIN_PROGRESS.match(text)
    return marlin and Progress("", float(marlin[1]), _told(marlin[2]), _told(marlin[3]))


def _told(number: str | None) -> int | None:
    """Prusa prints -1 for what it was not told."""
    return int(number) if number and number[0] != "-" else None
