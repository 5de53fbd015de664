"""Comments that say of what kind, how wide and how high the lines after them are.

PrusaSlicer, SuperSlicer, OrcaSlicer, Cura and ideaMaker write `;TYPE:`, Bambu Studio `; FEATURE:`, Simplify3D
`; feature`, KISSlicer a name in quotation marks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.toolpaths.line_kinds import kind_named

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.measuring import ReadBlock

_REMARK: Final = re.compile(
    rb"""[ ]?(?:
      (?:TYPE|FEATURE):[ ]*(?P<kind>[^\n]+)
    | feature[ ](?P<feature>[^\n]+)
    | '(?P<quoted>[A-Z][^'\n]*)'
    | (?:LINE_)?WIDTH:[ ]*(?P<width>\d{1,3}(?:\.\d*)?)
    | (?:LAYER_)?HEIGHT:[ ]*(?P<height>\d{1,3}(?:\.\d*)?)
    )""",
    re.VERBOSE,
)
_FIRST_BYTES: Final = np.isin(np.arange(256), list(b"TFf'LWH"))
_LONGEST_BYTES: Final = 48
_MOST_REMEMBERED: Final = 10_000
_MICROMETRES: Final = 1000
_WIDEST_UM: Final = 2**16 - 1

KIND, WIDTH, HEIGHT = range(3)


class RemarkReader:
    """Reads blocks in order, and carries what holds from one to the next.

    Attributes:
        kinds_told: Whether a kind was told at all.
    """

    def __init__(self) -> None:
        self.kinds_told = False
        self._holding = [-1, 0, 0]
        self._known: dict[bytes, tuple[int, int] | None] = {}

    def at(self, read: ReadBlock, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
        """What holds at these rows of a block (ascending): kind (-1: not told), width and height in µm.

        Of width and height 0 stands for not told.
        """
        places, remarks = self._remarks(read)
        told_rows = np.searchsorted(read.row_ends, places)
        columns = []
        for what in (KIND, WIDTH, HEIGHT):
            here = np.flatnonzero(remarks[:, 0] == what)
            values = np.concatenate(([self._holding[what]], remarks[here, 1]))
            columns.append(values[np.searchsorted(told_rows[here], rows)])
            self._holding[what] = int(values[-1])
        return tuple(columns)

    def _remarks(self, read: ReadBlock) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where remarks are, and int64[r, 2], what each says: of what, and the value."""
        data = np.frombuffer(read.rows + bytes(_LONGEST_BYTES + 2), np.uint8)
        after = read.comments + 1
        first = data[after + (data[after] == ord(" "))]
        places = read.comments[_FIRST_BYTES[first]]
        texts = data[places[:, None] + np.arange(1, _LONGEST_BYTES + 1)]
        texts = np.where(np.maximum.accumulate(texts == ord("\n"), axis=1), 0, texts).astype(np.uint8)
        different, which = np.unique(texts.reshape(-1).view(f"S{_LONGEST_BYTES}"), return_inverse=True)
        meanings = [self._meaning(text) for text in different.tolist()]
        values = np.array([meaning or (-1, 0) for meaning in meanings], np.int64).reshape(-1, 2)[which]
        kept = values[:, 0] >= 0
        return places[kept], values[kept]

    def _meaning(self, text: bytes) -> tuple[int, int] | None:
        if text in self._known:
            return self._known[text]
        match = _REMARK.match(text)
        meaning = None
        if match is not None:
            if number := match["width"] or match["height"]:
                micrometres = min(round(float(number) * _MICROMETRES), _WIDEST_UM)
                meaning = (WIDTH if match["width"] else HEIGHT, micrometres)
            else:
                name = match["kind"] or match["feature"] or match["quoted"]
                meaning = (KIND, int(kind_named(name.decode("ascii", "replace"))))
                self.kinds_told = True
        if len(self._known) < _MOST_REMEMBERED:
            self._known[text] = meaning
        return meaning
