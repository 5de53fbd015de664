"""What slicers tell in comments: where layers begin, how high they are, how long the print takes.

Known are PrusaSlicer, SuperSlicer, OrcaSlicer, Bambu Studio, Cura, ideaMaker, Simplify3D and KISSlicer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.bounds import MOST_SECONDS, within

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lezerprint.gcode.batch import CleanBatch

_MARKER: Final = re.compile(
    rb"""(?:
      (?P<change>LAYER_CHANGE|CHANGE_LAYER|BEFORE_LAYER_CHANGE)[ ]*$
    | LAYER:[ ]*(?P<number>-?\d+)[ ]*$
    | layer[ ](?P<spoken>\d+),[ ]Z[ ]=[ ](?P<spoken_z>\d{1,9}(?!\d)\.?\d*)
    | BEGIN_LAYER_OBJECT[ ]z=(?P<object_z>\d{1,9}(?!\d)\.?\d*)
    | (?:Z|Z_HEIGHT):[ ]*(?P<z>\d{1,9}(?!\d)\.?\d*)
    | (?:LAYER_COUNT:|total[ ]layers[ ]count[ ]=|total[ ]layer[ ]number:)[ ]*(?P<count>\d{1,9})(?!\d)
    | (?:TIME|Print[ ]Time):[ ]*(?P<seconds>\d{1,9}(?!\d)\.?\d*)[ ]*$
    | (?:estimated[ ]printing[ ]time(?:[ ]\(normal[ ]mode\))?[ ]=
        | (?:model[ ]printing[ ]time:[^;\n]*;[ ]*)?total[ ]estimated[ ]time:
        | (?:Estimated[ ]|Calculated-during-export[ ])?Build[ ]time:
      )(?P<duration>[^\n;]*)
    )""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_FIRST_AND_THIRD: Final = (b"LY", b"CA", b"BF", b"BG", b"TT", b"TM", b"PI", b"ET", b"MD", b"BI", b"CL")
"""Of the markers' first words; what begins with Z is read in any case."""

_MOST_SPACES: Final = 4
_UPPER_CASE: Final = 0xDF
_DURATION_PART: Final = re.compile(rb"(?<!\d)(\d{1,9}(?!\d)\.?\d*) *([dhms])")
_SECONDS: Final = {b"d": 86400, b"h": 3600, b"m": 60, b"s": 1}
_KINDS: Final = ("change", "number", "spoken", "object_z")

_PRINTING_MOVE: Final = re.compile(rb"^[Gg] ?0*[123] ?(?=[^E\n]*[XY])[^E\n]*E", re.MULTILINE)


@dataclass(slots=True)
class LayerStart:
    """The index of the first command of a layer, and the layer's height if known."""

    line: int
    z_mm: float | None


class MarkerReader:
    """Reads the comments of a file batch by batch.

    Attributes:
        layers: Those found so far, in the order of printing.
        estimated_seconds: The slicer's estimate of the printing time, if the file has one.
        declared_layer_count: What the file says of itself.
    """

    def __init__(self) -> None:
        self.layers: list[LayerStart] = []
        self.estimated_seconds: float | None = None
        self.declared_layer_count = 0
        self._kind: bytes | None = None
        self._without_height: list[LayerStart] = []

    def read(self, batch: CleanBatch, first_line: int) -> None:
        """Read the comments of the next batch; `first_line` is the index of its first command."""

        def line_of(places: NDArray[np.int64]) -> NDArray[np.int64]:
            rows = np.searchsorted(batch.row_ends, places)
            return np.searchsorted(batch.kept_rows, rows) + first_line

        self.read_comments(batch.rows, batch.comments, line_of)

    def read_comments(
        self,
        rows: bytes,
        comments: NDArray[np.int64],
        line_of: Callable[[NDArray[np.int64]], NDArray[np.int64]],
    ) -> None:
        """Read the comments of the next rows.

        Args:
            rows: Whole rows.
            comments: Where in `rows` comments begin, one a row at most.
            line_of: Gives for places in `rows` what `LayerStart.line` shall be.
        """
        places = _worth_reading(rows, comments)
        for place, line in zip(places.tolist(), line_of(places).tolist(), strict=True):
            match = _MARKER.match(rows, place)
            if match:
                self._take(match, line)

    def printing_lines(self, batch: CleanBatch, first_line: int) -> list[tuple[LayerStart, int]]:
        """The layers still without a height, each with the line of this batch that first prints in it."""
        self._without_height = [layer for layer in self._without_height if layer.z_mm is None]
        found = []
        match = None
        for layer in self._without_height:
            start = int(batch.offsets[min(max(layer.line - first_line, 0), len(batch))])
            if match is None or match.start() < start:
                match = _PRINTING_MOVE.search(batch.text, start)
            if match is None:
                break
            found.append((layer, int(np.searchsorted(batch.offsets, match.start()))))
        return found

    def _take(self, match: re.Match[bytes], line: int) -> None:
        kind = next((name for name in _KINDS if match[name]), None)
        if kind is not None:
            self._take_layer(match, kind, line)
        elif match["z"]:
            if self.layers and self.layers[-1].z_mm is None:
                self.layers[-1].z_mm = float(match["z"])
        elif match["count"]:
            self.declared_layer_count = int(match["count"])
        elif self.estimated_seconds is None:
            self.estimated_seconds = _seconds(match)

    def _take_layer(self, match: re.Match[bytes], kind: str, line: int) -> None:
        """A file may carry the markers of two conventions; the one met first counts."""
        convention = match["change"].upper() if kind == "change" else kind.encode()
        self._kind = self._kind or convention
        if self._kind != convention:
            return
        z_mm = match["spoken_z"] or match["object_z"]
        layer = LayerStart(line, float(z_mm) if z_mm else None)
        self.layers.append(layer)
        if layer.z_mm is None:
            self._without_height.append(layer)


def _worth_reading(rows: bytes, comments: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the words begin of those comments whose first and third letter may be a marker's."""
    data = np.frombuffer(rows + bytes(_MOST_SPACES + 3), np.uint8)
    places: NDArray[np.int64] = comments + 1
    for _ in range(_MOST_SPACES):
        places = places + (data[places] == ord(" "))
    first = data[places] & _UPPER_CASE
    pairs = first.astype(np.uint16) << 8 | data[places + 2] & _UPPER_CASE
    wanted = np.isin(pairs, [int.from_bytes(pair, "big") for pair in _FIRST_AND_THIRD])
    return places[np.flatnonzero(wanted | (first == ord("Z")))]


def _seconds(match: re.Match[bytes]) -> float | None:
    if match["seconds"]:
        return within(float(match["seconds"]), MOST_SECONDS)
    parts = _DURATION_PART.findall(match["duration"].lower())
    return within(sum(float(number) * _SECONDS[unit] for number, unit in parts), MOST_SECONDS) or None
