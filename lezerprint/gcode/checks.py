"""What is to be known of a file before it is printed, whatever the printer: each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lezerprint.gcode.tokens import CODES_A_LETTER, NO_CODE, code_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lezerprint.gcode.chords import Moves
    from lezerprint.gcode.heating import Heat
    from lezerprint.gcode.moves import Block
    from lezerprint.gcode.tokens import WordTable

COLDEST_EXTRUSION_CELSIUS: Final = 170.0
"""Marlin's EXTRUDE_MINTEMP."""

_CODES: Final = code_of("Z", 0) + CODES_A_LETTER
_ALLOW_COLD: Final = [code_of("M", number) for number in (302, 568)]
"""M302 does on purpose; M568 is RepRapFirmware's, which heats otherwise too, as by G10 with P."""

_G10: Final = code_of("G", 10)
_NO_MACRO: Final = re.compile(rb".\d|@|T[?cx]")
"""A command with a point, an order to the host, or a tool that is chosen at the printer."""

_MOST_COMMANDS: Final = 500


@dataclass(frozen=True, slots=True)
class Place:
    """How far something goes, or how hot, and in which line."""

    value: float
    line: int


@dataclass(slots=True)
class Farthest:
    """Where moves go farthest, by side, such as `max x`."""

    sides: dict[str, Place] = field(default_factory=dict)

    def add(self, moves: Moves, lines: NDArray[np.int64], chosen: NDArray[np.int64] | None = None) -> None:
        """Take in where these moves end; None: all of them."""
        if not len(lines if chosen is None else chosen):
            return
        for axis, column in (("x", moves.x), ("y", moves.y), ("z", moves.z)):
            ends = column if chosen is None else column[chosen]
            for side, index in ((f"min {axis}", int(ends.argmin())), (f"max {axis}", int(ends.argmax()))):
                value, known = float(ends[index]), self.sides.get(side)
                is_farther = known is None or (
                    value < known.value if side.startswith("min") else value > known.value
                )
                if is_farther:
                    at = index if chosen is None else int(chosen[index])
                    self.sides[side] = Place(value, int(lines[at]))


class Checks:
    """Reads a file block by block.

    Attributes:
        printed: Where it prints, from the first layer on.
        reached: Where the head goes at all.
        commands: The first line and the count of each command, by its letter and number.
        macro: The first line that is no command, if there is one.
        cold: The first line that extrudes below `COLDEST_EXTRUSION_CELSIUS`, with the target then.
        hottest: The highest target of each heater.
        modes_differ_line: The first line where firmwares disagree whether E is relative.
    """

    def __init__(self) -> None:
        self.printed = Farthest()
        self.reached = Farthest()
        self.commands: dict[str, tuple[int, int]] = {}
        self.macro: tuple[int, str] | None = None
        self.cold: Place | None = None
        self.hottest: dict[str, Place] = {}
        self.modes_differ_line: int | None = None
        self._counts = np.zeros(_CODES, np.int64)
        self._targets: dict[int, float] = {}
        self._last_target: float | None = None
        self._allows_cold = False

    def read_commands(self, table: WordTable, row_count: int) -> None:
        """Count the commands of a block, before which there are so many rows."""
        counts = np.bincount(table.codes, minlength=_CODES)
        new = np.flatnonzero((counts > 0) & (self._counts == 0))
        self._counts += counts
        for code in new.tolist():
            if code != NO_CODE and len(self.commands) < _MOST_COMMANDS:
                row = int(table.rows[int(np.argmax(table.codes == code))])
                self.commands[_name(code)] = row_count + row + 1, code
        self._allows_cold |= bool(counts[_ALLOW_COLD].any())
        if counts[_G10] and not self._allows_cold:
            of_g10 = table.codes[table.commands] == _G10
            self._allows_cold = bool((of_g10 & (table.letters == ord("P"))).any())

    def note_macros(self, table: WordTable, rows: bytes, row_ends: NDArray[np.int64], row_count: int) -> None:
        """Note the first line that is neither a command nor one with a point."""
        if self.macro is not None:
            return
        foreign = np.flatnonzero(table.codes == NO_CODE)
        for command in foreign[:100].tolist():
            row = int(table.rows[command])
            start = int(row_ends[row - 1]) + 1 if row else 0
            text = rows[start : int(row_ends[row])].partition(b";")[0].strip()
            if _NO_MACRO.match(text):
                continue
            self.macro = row_count + row + 1, text[:40].decode("utf-8", "replace")
            return

    def read_heat(
        self, block: Block, heats: Sequence[Heat], lines: NDArray[np.int64], row_count: int
    ) -> None:
        """Follow targets, and find what is extruded cold; `lines` are those of the block's moves."""
        moves, tools = block.moves, block.timelines["tool"]
        changes: list[tuple[int, int, Heat | int]] = [(heat.command, 1, heat) for heat in heats]
        selected = zip(tools.commands.tolist(), tools.values.tolist(), strict=True)
        changes += [(command, 0, int(tool)) for command, tool in selected]
        changes.sort(key=lambda change: change[:2])
        tool, start = int(tools.initial), 0
        for command, _, change in changes:
            end = int(np.searchsorted(moves.commands, command))
            self._find_cold(moves.de[start:end], lines[start:end], tool)
            start = end
            if isinstance(change, int):
                tool = change
            else:
                self._heat(change, row_count)
        self._find_cold(moves.de[start:], lines[start:], tool)

    def _heat(self, heat: Heat, row_count: int) -> None:
        known = self.hottest.get(heat.heater)
        if known is None or heat.celsius > known.value:
            self.hottest[heat.heater] = Place(heat.celsius, row_count + heat.row + 1)
        if heat.heater == "hotend":
            self._targets[heat.tool] = self._last_target = heat.celsius

    def _find_cold(self, fed: NDArray[np.float64], lines: NDArray[np.int64], tool: int) -> None:
        # Where a macro or the start of another file may have heated, nothing is known.
        target = self._targets.get(tool, self._last_target)
        if target is None and self.macro is None:
            target = 0.0
        if self.cold is not None or self._allows_cold or target is None:
            return
        if target >= COLDEST_EXTRUSION_CELSIUS or not (fed > 0).any():
            return
        self.cold = Place(target, int(lines[int(np.argmax(fed > 0))]))

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "printed": _places(self.printed.sides),
            "reached": _places(self.reached.sides),
            "commands": {
                name: {"line": line, "count": int(self._counts[code])}
                for name, (line, code) in self.commands.items()
            },
            "macro": self.macro and {"line": self.macro[0], "text": self.macro[1]},
            "cold": self.cold and {"celsius": self.cold.value, "line": self.cold.line},
            "hottest": _places(self.hottest),
            "modesDifferLine": self.modes_differ_line,
        }


def _places(places: dict[str, Place]) -> dict[str, dict[str, float]]:
    return {name: {"value": place.value, "line": place.line} for name, place in places.items()}


def _name(code: int) -> str:
    letter, number = divmod(code, CODES_A_LETTER)
    return f"{chr(letter + ord('A'))}{number}"
