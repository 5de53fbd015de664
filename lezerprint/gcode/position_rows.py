"""The commands of a block that move something or set a position, and their words by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.tokens import code_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.timeline import Timelines
    from lezerprint.gcode.tokens import WordTable

_G: Final = ord("G")


class Kind:
    """What a command does; those from LINE to CURVE are moves.

    Plain numbers: numpy compares an array with a member of an enumeration six times as slowly.
    """

    OTHER: Final = 0
    LINE: Final = 1
    CLOCKWISE: Final = 2
    COUNTERCLOCKWISE: Final = 3
    CURVE: Final = 4
    SET: Final = 5
    HOME: Final = 6
    RETRACT: Final = 7
    RECOVER: Final = 8


KINDS: Final = np.zeros(code_of("Z", 0) + 1024, np.int8)
for _number, _kind in (
    (0, Kind.LINE), (1, Kind.LINE), (5, Kind.CURVE), (2, Kind.CLOCKWISE), (3, Kind.COUNTERCLOCKWISE),
    (92, Kind.SET), (28, Kind.HOME), (10, Kind.RETRACT), (11, Kind.RECOVER),
):  # fmt: skip
    KINDS[code_of("G", _number)] = _kind


class PositionRows:
    """The commands of a block that set positions, and their words by letter; p of them."""

    def __init__(self, table: WordTable, timelines: Timelines) -> None:
        kinds = KINDS[table.codes]
        self.commands = np.flatnonzero(kinds)
        self.kinds = kinds[self.commands]
        self.scale = timelines["scale"].at(self.commands)
        slots = np.full(len(kinds), -1)
        slots[self.commands] = np.arange(len(self.commands))
        word_slots = slots[table.commands]
        words = np.flatnonzero((word_slots >= 0) & (table.letters != _G))
        self._letters = table.letters[words]
        self._values = table.values[words]
        self._numbered = table.numbered[words]
        self._slots = word_slots[words]

    def __len__(self) -> int:
        return len(self.commands)

    def column(self, letter: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The numbers after a letter in millimetres, float64[p], 0 where there is none; and where one is."""
        words = np.flatnonzero((self._letters == ord(letter)) & self._numbered)
        slots = self._slots[words]
        values = np.zeros(len(self))
        values[slots] = self._values[words]
        given = np.zeros(len(self), np.bool_)
        given[slots] = True
        return values * self.scale, given

    def has(self, letter: str) -> NDArray[np.bool_]:
        """bool[p], where a letter stands, with a number or without."""
        found = np.zeros(len(self), np.bool_)
        found[self._slots[self._letters == ord(letter)]] = True
        return found
