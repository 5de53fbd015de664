"""Waiting for heat on the host's side, and knowing what is hot.

The host waits itself, so that cancel and emergency stop need not wait behind M109. The rule is
Marlin's own (`temperature.cpp`, wait_for_hotend): reached within a window, then staying near for a while.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lezerprint.marlin.commands import Wait
    from lezerprint.marlin.replies import Reading, Temperatures

_WINDOW_CELSIUS: Final = 1.0
_HYSTERESIS_CELSIUS: Final = 3.0


class HeatWait:
    """One wait, from the moment the target was sent."""

    def __init__(self, wait: Wait, residency_seconds: float) -> None:
        self.wait = wait
        self._residency_seconds = residency_seconds
        self._reached_at: float | None = None

    def is_over(self, heaters: Heaters, now: float) -> bool:
        """Whether the print may go on, given the latest temperatures."""
        reading = heaters.reading(self.wait.heater, self.wait.tool)
        if reading is None:
            return False
        target = self.wait.target_celsius
        if target is None:
            target = reading.target_celsius or 0.0
        if target <= 0:
            return True
        if not self._near(reading.actual_celsius, target):
            self._reached_at = None
            return False
        if self._reached_at is None:
            self._reached_at = now
        return now - self._reached_at >= self._residency_seconds

    def _near(self, actual: float, target: float) -> bool:
        margin = _WINDOW_CELSIUS if self._reached_at is None else _HYSTERESIS_CELSIUS
        too_hot = self.wait.cooling and actual > target + margin
        return actual >= target - margin and not too_hot

    def describe(self) -> str:
        """What is being waited for, for people."""
        name = "the bed" if self.wait.heater == "bed" else "the hotend"
        return f"{name} to reach {self.wait.target_celsius or 0:.0f} °C"


@dataclass(slots=True)
class Heaters:
    """The latest temperatures; what the firmware last said each heater's target is."""

    tools: dict[int, Reading]
    bed: Reading | None = None
    chamber: Reading | None = None
    heard_at: float = 0.0

    def update(self, report: Temperatures, now: float) -> None:
        """Take a report; one without targets (M109's) keeps those known."""
        for tool, reading in report.tools.items():
            self.tools[tool] = _with_target(reading, self.tools.get(tool))
        if report.bed is not None:
            self.bed = _with_target(report.bed, self.bed)
        if report.chamber is not None:
            self.chamber = _with_target(report.chamber, self.chamber)
        self.heard_at = now

    def reading(self, heater: str, tool: int | None) -> Reading | None:
        """The latest of this heater; the first tool's where none is named."""
        if heater == "bed":
            return self.bed
        return self.tools.get(tool or 0)

    def clear(self) -> None:
        """The firmware has switched all off, or is another one."""
        self.tools.clear()
        self.bed = self.chamber = None

    @property
    def on(self) -> bool:
        """Whether any heater has a target above zero."""
        readings = [*self.tools.values(), self.bed, self.chamber]
        return any(reading is not None and (reading.target_celsius or 0) > 0 for reading in readings)

    def off_commands(self) -> list[bytes]:
        """What switches every known heater off."""
        commands = (
            [b"M104 T%d S0" % tool for tool in sorted(self.tools)] if len(self.tools) > 1 else [b"M104 S0"]
        )
        commands.append(b"M140 S0")
        if self.chamber is not None:
            commands.append(b"M141 S0")
        return commands

    def as_data(self) -> dict[str, object]:
        """For the snapshot, in degrees Celsius."""
        data: dict[str, object] = {
            f"tool{tool}": _as_data(reading) for tool, reading in sorted(self.tools.items())
        }
        if self.bed is not None:
            data["bed"] = _as_data(self.bed)
        if self.chamber is not None:
            data["chamber"] = _as_data(self.chamber)
        return data


def _with_target(reading: Reading, known: Reading | None) -> Reading:
    if reading.target_celsius is not None or known is None:
        return reading
    return type(reading)(reading.actual_celsius, known.target_celsius, reading.power)


def _as_data(reading: Reading) -> dict[str, float | None]:
    return {"actual": reading.actual_celsius, "target": reading.target_celsius}
