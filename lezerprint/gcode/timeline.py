"""Values that some commands of a block change, and what they are at any other command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.tokens import code_of
from lezerprint.marlin.motion import MILLIMETRES_PER_INCH, MachineState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lezerprint.gcode.limits import MachineLimits
    from lezerprint.gcode.tokens import WordTable

AXES: Final = "xyze"

_MODES: Final = {
    "plane": {code_of("G", 17): 0.0, code_of("G", 18): 1.0, code_of("G", 19): 2.0},
    "scale": {code_of("G", 20): MILLIMETRES_PER_INCH, code_of("G", 21): 1.0},
    "absolute_axes": {code_of("G", 90): 1.0, code_of("G", 91): 0.0},
    "extruder_told": {code_of("M", 82): 1.0, code_of("M", 83): 0.0},
    "axes_told_last": {
        code_of("G", 90): 1.0,
        code_of("G", 91): 1.0,
        code_of("M", 82): 0.0,
        code_of("M", 83): 0.0,
    },
}
_FIRST_TOOL: Final = code_of("T", 0)
_LAST_TOOL: Final = code_of("T", 255)

_WORDS: Final[dict[str, tuple[tuple[str, int, str], ...]]] = {
    **{f"acceleration_{axis}": (("M", 201, axis.upper()),) for axis in AXES},
    **{f"speed_{axis}": (("M", 203, axis.upper()),) for axis in AXES},
    **{f"jerk_{axis}": (("M", 205, axis.upper()),) for axis in AXES},
    "printing": (("M", 204, "S"), ("M", 204, "P")),
    "retracting": (("M", 204, "R"),),
    "travelling": (("M", 204, "S"), ("M", 204, "T")),
    "junction_deviation": (("M", 205, "J"),),
    "feed_factor_percent": (("M", 220, "S"),),
    "retraction": (("M", 207, "S"),),
    "retraction_speed": (("M", 207, "F"),),
    "recovery_speed": (("M", 208, "F"),),
}
_VOLUMETRIC: Final = code_of("M", 200)
_COPYING: Final = code_of("M", 605)
_COPYING_MODES: Final = (2.0, 3.0)
"""Duplication and mirroring (Marlin's DualXMode): the second carriage does what the first does."""

_PER_MINUTE: Final = {"retraction_speed", "recovery_speed"}
_SETTING_CODES: Final = sorted(
    {code_of(letter, number) for where in _WORDS.values() for letter, number, _ in where}
)
_STRONGEST: Final = 1e6

IS_CHANGE: Final = np.zeros(code_of("Z", 0) + 1024, np.bool_)
"""bool, by code: whether a command changes a value of a timeline."""

IS_CHANGE[[*_SETTING_CODES, *(code for codes in _MODES.values() for code in codes)]] = True
IS_CHANGE[[_VOLUMETRIC, _COPYING]] = True
IS_CHANGE[_FIRST_TOOL : _LAST_TOOL + 1] = True


@dataclass(frozen=True, slots=True)
class Timeline:
    """One value: what it is before the block, and what the given commands (ascending) make it."""

    initial: float
    commands: NDArray[np.int64]
    values: NDArray[np.float64]

    def at(self, commands: NDArray[np.int64]) -> NDArray[np.float64]:
        """The value at each of the given commands (ascending), which are none of those that change it.

        Where none does, one value for all comes back: an array without dimensions, which costs nothing.
        """
        if not len(self.commands):
            return np.array(self.initial)
        changes = np.searchsorted(commands, self.commands)
        values = np.concatenate(([self.initial], self.values))
        return np.repeat(values, np.diff(changes, prepend=0, append=len(commands)))

    @property
    def final(self) -> float:
        """The value after the block."""
        return float(self.values[-1]) if len(self.values) else self.initial


def initial_values(limits: MachineLimits) -> dict[str, float]:
    """What holds before the first command: Marlin's modes, and the machine's limits.

    A junction deviation of 0 stands for none: then jerk limits.
    """
    axes = {
        "acceleration": limits.acceleration_mm_s2,
        "speed": limits.speed_mm_s,
        "jerk": limits.jerk_mm_s,
    }
    return {
        "plane": 0.0,
        "copying": 0.0,
        "scale": 1.0,
        "absolute_axes": 1.0,
        "extruder_told": 1.0,
        "axes_told_last": 0.0,
        "volumetric": 0.0,
        "filament_diameter": 1.75,
        "tool": 0.0,
        **{f"{name}_{axis}": getattr(values, axis) for name, values in axes.items() for axis in AXES},
        "printing": limits.printing_mm_s2,
        "retracting": limits.retracting_mm_s2,
        "travelling": limits.travelling_mm_s2,
        "junction_deviation": limits.junction_deviation_mm or 0.0,
        "feed_factor_percent": 100.0,
        "retraction": limits.retraction_mm,
        "retraction_speed": limits.retraction_mm_s,
        "recovery_speed": limits.recovery_mm_s,
    }


class Timelines:
    """All values of a block, by name; `initial` are those before it."""

    def __init__(self, table: WordTable, initial: Mapping[str, float]) -> None:
        self._initial = initial
        self._timelines: dict[str, Timeline] = {}
        changes = np.flatnonzero(IS_CHANGE[table.codes])
        if len(changes):
            self._read_codes(changes, table.codes[changes])
            self._read_words(table)
            self._read_volumetric(table, changes[table.codes[changes] == _VOLUMETRIC])
            self._read_copying(table, changes[table.codes[changes] == _COPYING])

    def __getitem__(self, name: str) -> Timeline:
        timeline = self._timelines.get(name)
        return timeline or Timeline(self._initial[name], np.zeros(0, np.int64), np.zeros(0))

    def final(self) -> dict[str, float]:
        """The values after the block."""
        return {name: self[name].final for name in self._initial}

    def _read_codes(self, changes: NDArray[np.int64], codes: NDArray[np.int64]) -> None:
        for name, by_code in _MODES.items():
            here = np.flatnonzero(np.isin(codes, list(by_code)))
            if len(here):
                values = [by_code[code] for code in codes[here].tolist()]
                self._set(name, changes[here], np.array(values))
        here = np.flatnonzero((codes >= _FIRST_TOOL) & (codes <= _LAST_TOOL))
        if len(here):
            self._set("tool", changes[here], (codes[here] - _FIRST_TOOL).astype(np.float64))

    def _read_words(self, table: WordTable) -> None:
        """Take the settings that words give; Marlin has no use for those that are not above zero."""
        is_setting = np.isin(table.codes, _SETTING_CODES)
        words = np.flatnonzero(is_setting[table.commands] & (table.values > 0))
        codes = table.codes[table.commands[words]]
        letters = table.letters[words]
        for name, places in _WORDS.items():
            wanted = np.zeros(len(words), np.bool_)
            for letter, number, argument in places:
                wanted |= (codes == code_of(letter, number)) & (letters == ord(argument))
            here = words[wanted]
            if len(here):
                values = np.minimum(table.values[here], _STRONGEST) / (60.0 if name in _PER_MINUTE else 1.0)
                self._set(name, table.commands[here], values)

    def _read_volumetric(self, table: WordTable, commands: NDArray[np.int64]) -> None:
        """Follow M200 as `MachineState` does: rare enough for a loop."""
        if not len(commands):
            return
        state = MachineState(
            volumetric=self._initial["volumetric"] > 0,
            filament_diameter_mm=self._initial["filament_diameter"],
        )
        values = []
        for command in commands.tolist():
            words = np.flatnonzero((table.commands == command) & table.numbered)
            arguments = "".join(
                f" {chr(letter)}{value:f}"
                for letter, value in zip(table.letters[words], table.values[words], strict=True)
                if chr(letter) in "DS"
            )
            state.apply(f"M200{arguments}".encode())
            values.append((float(state.volumetric), state.filament_diameter_mm))
        volumetric, diameters = np.array(values).T
        self._set("volumetric", commands, volumetric)
        self._set("filament_diameter", commands, diameters)

    def _read_copying(self, table: WordTable, commands: NDArray[np.int64]) -> None:
        """Follow M605 S, which also selects the first tool where the second is to copy it."""
        words = np.flatnonzero(
            np.isin(table.commands, commands) & (table.letters == ord("S")) & table.numbered
        )
        if not len(words):
            return
        told = table.commands[words]
        copying = np.isin(np.floor(table.values[words]), _COPYING_MODES)
        self._set("copying", told, copying.astype(np.float64))
        tools = self["tool"]
        commands = np.concatenate((tools.commands, told[copying]))
        values = np.concatenate((tools.values, np.zeros(int(copying.sum()))))
        order = np.argsort(commands, kind="stable")
        self._set("tool", commands[order], values[order])

    def _set(self, name: str, commands: NDArray[np.int64], values: NDArray[np.float64]) -> None:
        self._timelines[name] = Timeline(self._initial[name], commands, values)
