"""Waiting for heat on the host's side, knowing what is hot, and which heaters are missing from the reports.

The host waits itself, so that cancel and emergency stop need not wait behind M109. The rule is
Marlin's own (`temperature.cpp`, wait_for_hotend): reached within a window, then staying near for a while.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING, Any, Final

from lezerprint.marlin.commands import sets_target
from lezerprint.port.contract.heaters import HeaterReading
from lezerprint.port.tools import KnownTools

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lezerprint.marlin.commands import Wait
    from lezerprint.marlin.replies import Reading, Temperatures

_WINDOW_CELSIUS: Final = 1.0
_HYSTERESIS_CELSIUS: Final = 3.0
_MISSED_REPORTS: Final = 3
_MISSED_SECONDS: Final = 5.0
"""One report may be garbled; several in a row, over some time, are not."""


class HeatWait:
    """One wait, from the moment the firmware has the target; for another heater `also`, if one is given."""

    def __init__(self, wait: Wait, residency_seconds: float, also: HeatWait | None = None) -> None:
        self.wait = wait
        self.unreported = False
        """Whether the firmware reports no such tool, so that the tool in use is looked at in its place."""
        self.also = also
        self._residency_seconds = residency_seconds
        self._since: float | None = None
        self._reached_at: float | None = None

    @property
    def begun(self) -> bool:
        """Whether the firmware has the target, so that what it reports counts."""
        return self._since is not None

    def is_over(self, heaters: Heaters, now: float) -> bool:
        """Whether the print may go on, by reports that came after the first call of this."""
        also_over = self.also is None or self.also.is_over(heaters, now)
        return self._is_over(heaters, now) and also_over

    def _is_over(self, heaters: Heaters, now: float) -> bool:
        if self._since is None:
            self._since = now
        if heaters.heard_at <= self._since:
            return False
        reading = heaters.reading(self.wait.heater, self.wait.tool)
        self.unreported = self.wait.heater == "hotend" and not heaters.reports(self.wait.tool)
        if reading is not None and heaters.is_missing(self.wait.heater, self.wait.tool):
            return False
        if reading is None:
            return self.wait.heater == "chamber"  # a printer that has none does not know M191 either
        target = self._target(reading)
        if target <= 0:
            return True
        if not self._near(reading.actual_celsius, target):
            self._reached_at = None
            return False
        if self._reached_at is None:
            self._reached_at = now
        return now - self._reached_at >= self._residency_seconds

    def _target(self, reading: Reading) -> float:
        """The firmware's own, since it may set a limit and the user another; but 0 ends no wait for heat.

        Of a chamber it does: many have a sensor and no heater, and a print in a cold one does no harm. And of
        the tool in use, where the wait is for one without a heater of its own: the firmware has refused the
        target, or keeps it until that tool is selected (Marlin's SINGLENOZZLE_STANDBY_TEMP).
        """
        wanted, reported = self.wait.target_celsius, reading.target_celsius or 0.0
        if (self.wait.heater == "chamber" or self.unreported) and reading.target_celsius is not None:
            return reported
        return reported if wanted is None or (wanted > 0 and reported > 0) else wanted

    def _near(self, actual: float, target: float) -> bool:
        margin = _WINDOW_CELSIUS if self._reached_at is None else _HYSTERESIS_CELSIUS
        too_hot = self.wait.cooling and actual > target + margin
        return actual >= target - margin and not too_hot

    def describe(self) -> str:
        """What is being waited for, for people."""
        numbered = self.wait.heater == "hotend" and self.wait.tool and not self.unreported
        heater = f"hotend {self.wait.tool}" if numbered else f"the {self.wait.heater}"
        return f"{heater} to reach {self.wait.target_celsius or 0:.0f} °C"


@dataclass(slots=True)
class Sensors:
    """Which heaters are missing, by name (tool0, bed, chamber). `silent`: for long nothing was reported.

    What M109 and M190 say while they wait (Marlin 1: the hotend alone) is no report of all heaters.
    """

    silent: bool = False
    _heard_at: dict[str, float] = field(default_factory=dict)
    _missed: dict[str, int] = field(default_factory=dict)
    _now: float = 0.0

    def heard(self, names: Iterable[str], now: float) -> None:
        """A report of all heaters has these."""
        self._now = now
        self._missed = {name: missed + 1 for name, missed in self._missed.items()}
        for name in names:
            self._heard_at[name], self._missed[name] = now, 0

    def age(self, now: float, after_seconds: float) -> None:
        """See whether anything was reported lately."""
        self.silent = bool(self._heard_at) and now - self._now > after_seconds

    def is_missing(self, name: str) -> bool:
        """Whether this was reported, and is no longer."""
        gone = (
            self._missed.get(name, 0) >= _MISSED_REPORTS
            and self._now - self._heard_at[name] >= _MISSED_SECONDS
        )
        return gone or (self.silent and name in self._heard_at)

    def forget(self) -> None:
        """Reports begin anew."""
        self._heard_at.clear()
        self._missed.clear()
        self.silent = False


@dataclass(slots=True)
class Heaters:
    """The latest temperatures; what the firmware last said each heater's target is.

    `heard_at` is when targets were last heard (or anything, of a firmware that reports none); `active` is
    what the firmware calls plain `T`; a printer of which it says nothing else has it as tool 0. `known` is
    which tools there are.
    """

    tools: dict[int, Reading] = field(default_factory=dict)
    bed: Reading | None = None
    chamber: Reading | None = None
    active: Reading | None = None
    heard_at: float = 0.0
    known: KnownTools = field(default_factory=KnownTools)
    sensors: Sensors = field(default_factory=Sensors)
    _left_hot: bool = False

    def update(self, report: Temperatures, now: float) -> None:
        """Take a report; one without targets (M109's) keeps those known."""
        if report.active is not None:
            self.active = _with_target(report.active, self.active)
        tools = self.known.by_tool(report)
        for tool, reading in tools.items():
            self.tools[tool] = _with_target(reading, self.tools.get(tool))
        if report.bed is not None:
            self.bed = _with_target(report.bed, self.bed)
        if report.chamber is not None:
            self.chamber = _with_target(report.chamber, self.chamber)
        if not report.waiting and (tools or report.bed):
            self.sensors.heard(_names(tools, report.bed, report.chamber), now)
        heard = [*tools.values(), report.bed, report.chamber]
        if _any_target(heard) or not _any_target(self._readings):
            self.heard_at = now
            self._left_hot = False

    @property
    def _readings(self) -> list[Reading | None]:
        return [*self.tools.values(), self.bed, self.chamber]

    def reading(self, heater: str, tool: int | None) -> Reading | None:
        """The latest of this heater; of the tool in use where none is named, or it is not reported."""
        if heater == "bed":
            return self.bed
        if heater == "chamber":
            return self.chamber
        if tool is None and self.active is not None:
            return self.active
        if self.reports(tool):
            return self.tools.get(self.known.selected if tool is None else tool)
        only = next(iter(self.tools.values())) if len(self.tools) == 1 else None
        return self.tools.get(self.known.selected) or self.active or only

    def is_missing(self, heater: str, tool: int | None) -> bool:
        """Whether the reports have this heater no longer."""
        number = self.known.selected if tool is None else tool
        name = heater if heater != "hotend" else f"tool{number if number in self.tools else 0}"
        return self.sensors.is_missing(name)

    def reports(self, tool: int | None) -> bool:
        """Whether the firmware reports this tool's heater by its number (None: the tool's in use)."""
        return (self.known.selected if tool is None else tool) in (self.known.numbered or {0})

    def clear(self) -> None:
        """The firmware has switched all off, as far as can be proved."""
        self.known.board_started()
        self._left_hot = False
        self._forget()

    def lose_sight(self, *, doubtful: bool = False) -> None:
        """Nothing is known now: what was on is taken for on until another report comes.

        Args:
            doubtful: Whether more may be on than was reported.
        """
        self._left_hot = self.on or doubtful
        self._forget()

    def board_started(self, *, doubtful: bool) -> None:
        """The board was reset: its reports will say that all is off."""
        self.known.board_started()
        self.lose_sight(doubtful=doubtful)

    def note(self, body: bytes) -> bool:
        """A command goes out; whether more is known of the tools now."""
        self._left_hot = self._left_hot or sets_target(body) > 0
        return self.known.note(body)

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        return {"tools": self.known.kept(), "hot": self.on}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """As a predecessor left it."""
        self.known.restore(kept.get("tools", {}))
        self._left_hot = bool(kept.get("hot"))

    def _forget(self) -> None:
        self.sensors.forget()
        self.tools.clear()
        self.bed = self.chamber = self.active = None

    @property
    def on(self) -> bool:
        """Whether any heater has a target above zero, or may have."""
        return self._left_hot or any(
            reading is not None and (reading.target_celsius or 0) > 0 for reading in self._readings
        )

    def off_commands(self) -> list[bytes]:
        """What switches every heater off that was ever named or reported."""
        return self.known.off_commands(self.tools, chamber=self.chamber is not None)

    def report(self) -> dict[str, HeaterReading]:
        """For the snapshot; what cannot be read or is missing has no actual temperature."""
        readings = {f"tool{tool}": reading for tool, reading in sorted(self.tools.items())}
        readings |= {"bed": self.bed} if self.bed is not None else {}
        readings |= {"chamber": self.chamber} if self.chamber is not None else {}
        return {
            name: _report(reading, missing=self.sensors.is_missing(name))
            for name, reading in readings.items()
        }


def _with_target(reading: Reading, known: Reading | None) -> Reading:
    if reading.target_celsius is not None or known is None:
        return reading
    return type(reading)(reading.actual_celsius, known.target_celsius, reading.power)


def _any_target(readings: list[Reading | None]) -> bool:
    return any(reading is not None and reading.target_celsius is not None for reading in readings)


def _names(tools: Iterable[int], bed: Reading | None, chamber: Reading | None) -> list[str]:
    names = [f"tool{tool}" for tool in tools]
    return names + ["bed"] * (bed is not None) + ["chamber"] * (chamber is not None)


def _report(reading: Reading, *, missing: bool) -> HeaterReading:
    actual = reading.actual_celsius
    return HeaterReading(None if missing or isnan(actual) else actual, reading.target_celsius)
