"""The firmware's settings (EEPROM): which command sets which values, and how M503 lists them.

The settings are data: a row a command, a value a letter. Defaults are those of a common bed slinger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEFAULTS: Mapping[str, Mapping[str, float]] = {
    "M92": {"X": 80.0, "Y": 80.0, "Z": 400.0, "E": 93.0},
    "M203": {"X": 500.0, "Y": 500.0, "Z": 12.0, "E": 60.0},
    "M201": {"X": 3000.0, "Y": 3000.0, "Z": 100.0, "E": 5000.0},
    "M204": {"P": 1000.0, "R": 1000.0, "T": 1000.0},
    "M205": {"B": 20000.0, "S": 0.0, "T": 0.0, "J": 0.013, "X": 8.0, "Y": 8.0, "Z": 0.4, "E": 5.0},
    "M206": {"X": 0.0, "Y": 0.0, "Z": 0.0},
    "M420": {"S": 0.0, "Z": 0.0},
    "M301": {"P": 22.2, "I": 1.08, "D": 114.0},
    "M304": {"P": 97.1, "I": 1.41, "D": 1675.16},
    "M851": {"X": -40.0, "Y": -10.0, "Z": -1.2},
    "M900": {"K": 0.0},
    "M412": {"S": 1.0},
}
"""Steps a mm, highest speeds in mm/s, accelerations in mm/s² and so on, as in Marlin."""

_TITLES = {
    "M92": "Steps per unit:",
    "M203": "Max feedrates (units/s):",
    "M201": "Max Acceleration (units/s2):",
    "M204": "Acceleration (units/s2) (P<print-accel> R<retract-accel> T<travel-accel>):",
    "M205": "Advanced (B<min_segment_time_us> S<min_feedrate> T<min_travel_feedrate> J<junc_dev>):",
    "M206": "Home offset:",
    "M420": "Auto Bed Leveling:",
    "M301": "Hotend PID:",
    "M304": "Bed PID:",
    "M851": "Z-Probe Offset:",
    "M900": "Linear Advance:",
    "M412": "Filament runout sensor:",
}


class Settings:
    """The values in force."""

    def __init__(self) -> None:
        self._values = {code: dict(row) for code, row in DEFAULTS.items()}

    def value(self, code: str, letter: str) -> float:
        """One value; raises KeyError for what the firmware does not have."""
        return self._values[code][letter]

    def set(self, code: str, words: Mapping[str, float | None]) -> None:
        """Take the values of a command; letters it does not know are ignored, as the firmware does."""
        row = self._values[code]
        row.update({letter: value for letter, value in words.items() if letter in row and value is not None})

    def reset(self) -> None:
        """Back to what the firmware was built with."""
        self._values = {code: dict(row) for code, row in DEFAULTS.items()}

    def load(self, saved: Mapping[str, Mapping[str, float]]) -> None:
        """Take what was saved; rows and letters that are unknown are ignored."""
        self.reset()
        for code in DEFAULTS:
            self.set(code, saved.get(code, {}))

    def saved(self) -> dict[str, dict[str, float]]:
        """A copy to be kept."""
        return {code: dict(row) for code, row in self._values.items()}

    def lines(self) -> Iterator[str]:
        """What M503 says."""
        yield "echo:; Linear Units:"
        yield "echo:  G21 ; (mm)"
        yield "echo:; Temperature Units:"
        yield "echo:  M149 C ; Units in Celsius"
        for code, row in self._values.items():
            yield f"echo:; {_TITLES[code]}"
            yield f"echo:  {code} " + " ".join(f"{letter}{value:.2f}" for letter, value in row.items())
