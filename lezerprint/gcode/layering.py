"""Where layers begin: at the slicer's markers, or where it prints at another height."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.markers import MarkerReader

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.chords import Moves

_SAME_HEIGHT_MM: Final = 0.005
_THINNEST_LAYER_MM: Final = 0.04
_NEWLINE: Final = ord("\n")
_SEMICOLON: Final = ord(";")


def comment_places(rows: bytes) -> NDArray[np.int64]:
    """Where in the rows comments begin that are a row of their own."""
    data = np.frombuffer(rows, np.uint8)
    semicolons = np.flatnonzero(data == _SEMICOLON)
    begins_row = data[semicolons - 1] == _NEWLINE
    if len(semicolons) and semicolons[0] == 0:
        begins_row[0] = True
    return np.asarray(semicolons[begins_row])


def has_layer_markers(head: bytes) -> bool:
    """Whether there are a slicer's layer markers in the first rows of a file."""
    reader = MarkerReader()
    reader.read_comments(head, comment_places(head), lambda places: places)
    return bool(reader.layers)


class LayersByHeight:
    """Finds layers where there are no markers.

    A layer begins with a printing move at another height than that of the layer before. A move that climbs
    while it prints (spiral vase) begins one only when it has climbed by as much as the layer before was high.
    """

    def __init__(self) -> None:
        self._z_mm = 0.0
        self._height_mm = 0.0
        self._is_first = True

    def starts(self, moves: Moves) -> NDArray[np.int64]:
        """The indices of those of a block's moves that begin layers."""
        printing = np.flatnonzero(moves.is_printing)
        ends = moves.z[printing]
        climbs = np.abs(moves.dz[printing]) > 0
        is_new = np.abs(np.diff(ends, prepend=np.nan)) > _SAME_HEIGHT_MM
        is_new[:1] = True
        candidates = np.flatnonzero(is_new | climbs)
        found = [
            index
            for index, z, climbing in zip(
                printing[candidates].tolist(),
                ends[candidates].tolist(),
                climbs[candidates].tolist(),
                strict=True,
            )
            if self._begins(z, climbing=climbing)
        ]
        return np.array(found, np.int64)

    def _begins(self, z_mm: float, *, climbing: bool) -> bool:
        change = z_mm - self._z_mm
        least = max(self._height_mm, _THINNEST_LAYER_MM) - _SAME_HEIGHT_MM if climbing else _SAME_HEIGHT_MM
        if not self._is_first and abs(change) <= least:
            return False
        if change > 0 and not (climbing and self._height_mm):
            self._height_mm = change
        self._z_mm = z_mm
        self._is_first = False
        return True
