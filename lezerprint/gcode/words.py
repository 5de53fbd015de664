"""The words (a letter and a number) of a batch's commands, axis by axis, and what the modes make of them.

An axis is a series of words that either set it (absolute, G92, G28) or add to it (relative). Where it stands
before a line is the last set before it plus the sum of what was added since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.batch import CleanBatch, code_of
from lezerprint.gcode.numbers import LONGEST_NUMBER_BYTES, has_number, numbers_at
from lezerprint.marlin.firmware import ExtruderMode
from lezerprint.marlin.motion import MILLIMETRES_PER_INCH, MOVES, MachineState, homed_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_MOVES: Final = [code_of("G", number) for number in MOVES]
_HOME: Final = code_of("G", 28)
_SET_POSITION: Final = code_of("G", 92)
_AXES_MODES: Final = {code_of("G", 90): 1.0, code_of("G", 91): 0.0}
_EXTRUDER_MODES: Final = {code_of("M", 82): 1.0, code_of("M", 83): 0.0}
_LAST_TOLD: Final = {**dict.fromkeys(_AXES_MODES, 1.0), **dict.fromkeys(_EXTRUDER_MODES, 0.0)}
_UNITS: Final = {code_of("G", 20): MILLIMETRES_PER_INCH, code_of("G", 21): 1.0}
_SPACE: Final = ord(" ")


@dataclass(frozen=True, slots=True)
class Steps:
    """A value that some lines change: `values` has one more than `lines`, the one before them all."""

    lines: NDArray[np.int64]
    values: NDArray[np.float64]

    def before(self, lines: NDArray[np.int64]) -> NDArray[np.float64]:
        """The value just before each of the given lines."""
        return self.values[np.searchsorted(self.lines, lines)]


@dataclass(frozen=True, slots=True)
class Words:
    """n words, ascending by line.

    Attributes:
        lines: int64[n], the index of each word's command.
        starts: int64[n], where in `data` its number stands.
        sets: bool[n], whether it sets its axis or adds to it.
        data: The text of the batch.
        units: Millimetres per unit.
    """

    lines: NDArray[np.int64]
    starts: NDArray[np.int64]
    sets: NDArray[np.bool_]
    data: NDArray[np.uint8]
    units: Steps

    def values(self) -> NDArray[np.float64]:
        """float64[n], in millimetres."""
        return self._values(np.arange(len(self.lines)))

    def before(self, lines: NDArray[np.int64], initial: float) -> NDArray[np.float64]:
        """Where the axis stands just before each of the given lines; `initial` is where it started.

        Of the numbers that set the axis only those that matter are read: most files need hardly any.
        """
        adds = np.flatnonzero(~self.sets)
        added = np.zeros(len(self.lines) + 1)
        added[adds + 1] = self._values(adds)
        sums = np.cumsum(added)
        numbered = np.where(self.sets, np.arange(1, len(self.lines) + 1), 0)
        last_set = np.concatenate(([0], np.maximum.accumulate(numbered)))
        count = np.searchsorted(self.lines, lines)
        base = last_set[count]
        positions = np.full(len(base), initial)
        positions[base > 0] = self._values(base[base > 0] - 1)
        return np.asarray(positions + (sums[count] - sums[base]))

    def _values(self, indices: NDArray[np.int64]) -> NDArray[np.float64]:
        return numbers_at(self.data, self.starts[indices]) * self.units.before(self.lines[indices])


class WordReader:
    """Reads a batch whose modes begin as `before` has them.

    Attributes:
        absolute_axes: 1 where X, Y and Z are absolute, 0 where they are relative.
        extruder_told: 1 after M82, 0 after M83.
        axes_told_last: 1 where the last of these modes was of the axes, 0 where it was of the extruder.
        units: Millimetres per unit.
    """

    def __init__(self, batch: CleanBatch, before: MachineState) -> None:
        self._batch = batch
        self._zero_at = len(batch.text)
        padded = batch.text.upper() + b"0" + bytes(LONGEST_NUMBER_BYTES)
        self._data = np.frombuffer(padded, np.uint8)
        self._is_move = np.isin(batch.codes, _MOVES)
        self._is_set_position = batch.codes == _SET_POSITION
        self.absolute_axes = self._steps(_AXES_MODES, before.absolute_axes)
        self.extruder_told = self._steps(_EXTRUDER_MODES, before.extruder_told_absolute)
        self.axes_told_last = self._steps(_LAST_TOLD, before.axes_told_last)
        self.units = self._steps(_UNITS, before.millimetres_per_unit)

    def extruder(self) -> dict[ExtruderMode, Words]:
        """The words of E: of moves and G92, by each rule of what is relative; alike ones are one object."""
        lines, starts = self._find("E", self._is_move | self._is_set_position)
        axes, told = self.absolute_axes.before(lines) > 0, self.extruder_told.before(lines) > 0
        follows = np.where(self.axes_told_last.before(lines) > 0, axes, told)
        found: dict[ExtruderMode, Words] = {}
        for mode, absolute in (
            (ExtruderMode.FOLLOWS_AXES, follows),
            (ExtruderMode.EITHER, told & axes),
            (ExtruderMode.INDEPENDENT, told),
        ):
            sets = absolute | self._is_set_position[lines]
            alike = (words for words in found.values() if np.array_equal(words.sets, sets))
            found[mode] = next(alike, None) or Words(lines, starts, sets, self._data, self.units)
        return found

    def axis(self, letter: str) -> Words:
        """The words of X, Y or Z: of moves and G92, and the zeros of G28."""
        lines, starts = self._find(letter, self._is_move | self._is_set_position)
        sets = (self.absolute_axes.before(lines) > 0) | self._is_set_position[lines]
        homed = self._homed(letter)
        if len(homed):
            lines = np.concatenate((lines, homed))
            order = np.argsort(lines, kind="stable")
            lines = lines[order]
            starts = np.concatenate((starts, np.full(len(homed), self._zero_at)))[order]
            sets = np.concatenate((sets, np.ones(len(homed), np.bool_)))[order]
        return Words(lines, starts, sets, self._data, self.units)

    def feed_rates(self) -> Words:
        """The feed rates that moves set, per minute; Marlin ignores those that are not above zero."""
        lines, starts = self._find("F", self._is_move)
        positive = numbers_at(self._data, starts) > 0
        lines, starts = lines[positive], starts[positive]
        return Words(lines, starts, np.ones(len(lines), np.bool_), self._data, self.units)

    def _steps(self, values_by_code: Mapping[int, float], initial: float) -> Steps:
        lines = np.flatnonzero(np.isin(self._batch.codes, list(values_by_code)))
        values = [values_by_code[code] for code in self._batch.codes[lines].tolist()]
        return Steps(lines, np.array([initial, *values], np.float64))

    def _find(self, letter: str, wanted: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Lines and places of the numbers after a letter, in the lines that are wanted."""
        places = np.flatnonzero(self._data == ord(letter))
        lines = np.searchsorted(self._batch.offsets, places, side="right") - 1
        starts = places + 1
        starts += self._data[starts] == _SPACE
        usable = wanted[lines] & has_number(self._data, starts)
        return lines[usable], starts[usable]

    def _homed(self, axis: str) -> NDArray[np.int64]:
        lines = np.flatnonzero(self._batch.codes == _HOME).tolist()
        return np.array([line for line in lines if axis in homed_by(self._batch.body(line))], np.int64)
