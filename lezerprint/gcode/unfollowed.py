"""What the analysis does not follow, or firmwares understand differently, with the first line that has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.position_rows import KINDS
from lezerprint.gcode.timeline import IS_CHANGE
from lezerprint.gcode.tokens import CODES_A_LETTER, NO_CODE, code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from lezerprint.gcode.timeline import Timelines
    from lezerprint.gcode.tokens import WordTable

_CODES: Final = code_of("Z", 0) + 1024
_IS_MOVE: Final = np.zeros(_CODES, np.bool_)
_IS_MOVE[[code_of("G", number) for number in (0, 1, 2, 3, 5, 92)]] = True
_ARCS: Final = [code_of("G", number) for number in (2, 3)]
_BEZIER: Final = code_of("G", 5)
_COPYING: Final = code_of("M", 605)
_ARGUMENTS: Final = np.isin(np.arange(256), list(b"XYZEFIJKPQR"))
_COMMANDS: Final = np.isin(np.arange(256), list(b"GMT"))

_ELSEWHERE: Final = {
    **dict.fromkeys((code_of("G", number) for number in range(53, 60)), "other coordinate systems"),
    code_of("G", 61): "the return to a saved position",
    code_of("G", 68): "rotation",
    code_of("M", 206): "offsets of the home position",
    code_of("M", 428): "offsets of the home position",
}
_IS_WATCHED: Final = np.zeros(_CODES, np.bool_)
_IS_WATCHED[[NO_CODE, *_ARCS, _BEZIER, _COPYING, *_ELSEWHERE]] = True
_SHOWN_BYTES: Final = 40


class Unfollowed:
    """Reads a file block by block; of each kind the first line and the count are kept.

    Attributes:
        subcode_count: How many commands such as `G28.2` there were.
    """

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str, int]] = {}
        self.subcode_count = 0

    def read(
        self, table: WordTable, timelines: Timelines, rows: bytes, row_ends: NDArray[np.int64], row_count: int
    ) -> None:
        """Read a block of whole rows, before which there are `row_count`."""

        def note(kind: str, commands: NDArray[np.int64]) -> None:
            if not len(commands):
                return
            row = int(table.rows[commands[0]])
            start = int(row_ends[row - 1]) + 1 if row else 0
            text = rows[start : int(row_ends[row])].partition(b";")[0].strip()[:_SHOWN_BYTES]
            line, shown, count = self._found.get(kind, (0, "", 0))
            if not count:
                line, shown = row_count + row + 1, text.decode("utf-8", "replace")
            self._found[kind] = line, shown, count + len(commands)

        _note_words(table, note)
        watched = np.flatnonzero(_IS_WATCHED[table.codes])
        if len(watched):
            self._read_watched(table, timelines, watched, note)

    def _read_watched(
        self,
        table: WordTable,
        timelines: Timelines,
        watched: NDArray[np.int64],
        note: Callable[[str, NDArray[np.int64]], None],
    ) -> None:
        codes = table.codes[watched]
        subcodes = _subcodes(table, watched[codes == NO_CODE])
        self.subcode_count += len(subcodes)
        note("code", _followed(table, subcodes))
        for code, what in _ELSEWHERE.items():
            note(what, watched[codes == code])
        note("turns", _with_word(table, watched[np.isin(codes, _ARCS)], "P", 1))
        note("copies", _with_word(table, watched[codes == _COPYING], "S", 2))
        planes, curves = timelines["plane"], watched[codes == _BEZIER]
        note("curves", curves[np.broadcast_to(planes.at(curves), len(curves)) > 0])

    def met(self) -> Iterator[tuple[int, int, str]]:
        """Of each kind that was met the first line, the count, and a sentence."""
        for kind, (line, shown, count) in self._found.items():
            yield line, count, _SENTENCES.get(kind, _NOT_FOLLOWED).format(kind=kind, shown=shown)

    def warnings(self) -> Iterator[str]:
        """The sentences, each with its line."""
        for line, count, sentence in self.met():
            more = f" (and {count - 1:,} more)" if count > 1 else ""
            yield f"line {line}{more}: {sentence}"


_NOT_FOLLOWED: Final = "{shown!r}: {kind} are not followed, so figures and places after it may be wrong"
_SENTENCES: Final = {
    "no number": "{shown!r} has a word without a number, which is ignored",
    "odd number": "{shown!r} has a malformed number, of which only the beginning counts",
    "code": "{shown!r} is not followed: Marlin drops the point and what follows it, other firmware does not",
    "turns": "{shown!r} is an arc of several turns, which firmware without ARC_P_CIRCLES drives as one",
    "copies": "{shown!r} makes a second carriage copy the first, whose place is not checked",
    "curves": "{shown!r} is a curve in another plane than XY, which Marlin refuses",
    "the return to a saved position": "{shown!r}: the return to a saved position is not followed",
    "rotation": "{shown!r}: rotation is not followed, so places after it may be wrong",
}


def _subcodes(table: WordTable, commands: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the commands without a code whose number has a point."""
    if not len(commands):
        return commands
    first = np.searchsorted(table.commands, commands)
    values = table.values[first]
    found = _COMMANDS[table.letters[first]] & table.numbered[first] & (values != np.floor(values))
    with_point: NDArray[np.int64] = commands[found & (values < CODES_A_LETTER)]
    return with_point


def _followed(table: WordTable, subcodes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those that would be followed without their point."""
    first = np.searchsorted(table.commands, subcodes)
    codes = (table.letters[first].astype(np.int64) - ord("A")) * CODES_A_LETTER
    codes += np.floor(table.values[first]).astype(np.int64)
    return subcodes[IS_CHANGE[codes] | (KINDS[codes] > 0)]


def _note_words(table: WordTable, note: Callable[[str, NDArray[np.int64]], None]) -> None:
    suspects = np.flatnonzero(table.odd | ~table.numbered)
    if not len(suspects):
        return
    commands = table.commands[suspects]
    in_move = _IS_MOVE[table.codes[commands]] & _ARGUMENTS[table.letters[suspects]]
    without = in_move & ~table.numbered[suspects]
    note("no number", np.unique(commands[without]))
    note("odd number", np.unique(commands[in_move & ~without]))


def _with_word(table: WordTable, commands: NDArray[np.int64], letter: str, least: float) -> NDArray[np.int64]:
    """Those of the commands that have a letter with at least this number."""
    if not len(commands):
        return commands
    words = np.flatnonzero((table.letters == ord(letter)) & (table.values >= least))
    return np.intersect1d(commands, table.commands[words])
