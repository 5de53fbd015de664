"""The common form of all models: triangles as an array of corners, taken in blocks so that memory stays flat.

A block is float32 or float64, shaped (triangles, corner 0 to 2, axis x y z), in millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from lezerprint.mesh.errors import MeshError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

MAX_TRIANGLES: Final = 16_000_000
"""Half as many again as the largest upload has as a binary STL."""

LARGEST_COORDINATE_MM: Final = 1e7
"""Ten kilometres: beyond it a file is damaged or not in the unit that it claims."""

_BLOCK_TRIANGLES: Final = 1 << 17
_CORNERS: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class IndexedTriangles:
    """Triangles that share their vertices; taking some gives their corners, as from an array.

    Attributes:
        vertices: float64[v, 3], in millimetres.
        faces: int32[n, 3], indices of vertices, all in range.
    """

    vertices: NDArray[np.float64]
    faces: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.faces)

    def __getitem__(self, key: slice | NDArray[np.int64]) -> NDArray[np.float64]:
        return self.vertices[self.faces[key]]


Corners: TypeAlias = "NDArray[np.float32] | NDArray[np.float64]"
Triangles: TypeAlias = "Corners | IndexedTriangles"


def in_blocks(triangles: Triangles, step: int = 1) -> Iterator[tuple[int, NDArray[np.floating[Any]]]]:
    """Every `step`-th triangle, in blocks: the number of each block's first, and its corners."""
    for start in range(0, len(triangles), _BLOCK_TRIANGLES * step):
        yield start, triangles[start : start + _BLOCK_TRIANGLES * step : step]


def crossed(corners: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """float64[n, 3]: across each triangle, twice its area long, outward where it runs counter-clockwise."""
    a, b, c = np.moveaxis(corners.astype(np.float64, copy=False), 1, 0)
    return np.cross(b - a, c - a)


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """The box around a model, float64[3] each, in millimetres."""

    minimum: NDArray[np.float64]
    maximum: NDArray[np.float64]

    @property
    def size(self) -> NDArray[np.float64]:
        """Its three edges."""
        return self.maximum - self.minimum

    @property
    def centre(self) -> NDArray[np.float64]:
        """Its middle."""
        return (self.minimum + self.maximum) / 2


def bounds_of(triangles: Triangles) -> Bounds:
    """The box around a model, after a look at every coordinate.

    Raises:
        MeshError: There are no triangles or too many, or a coordinate is not finite or absurdly large.
    """
    if not len(triangles):
        raise MeshError("the model has no triangles")
    check_count(len(triangles))
    minimum = np.full(3, np.inf)
    maximum = np.full(3, -np.inf)
    for start, corners in in_blocks(triangles):
        points = corners.reshape(-1, 3)
        low, high = points.min(axis=0), points.max(axis=0)
        # A coordinate that is not a number makes both of them none.
        if not (np.abs([low, high]) <= LARGEST_COORDINATE_MM).all():
            _refuse_coordinates(start, corners)
        minimum = np.minimum(minimum, low)
        maximum = np.maximum(maximum, high)
    return Bounds(minimum, maximum)


def check_count(count: int) -> None:
    """Refuse more triangles than are worked with, before anything is allocated for them.

    Raises:
        MeshError: There are too many.
    """
    if count > MAX_TRIANGLES:
        raise MeshError(f"the model has {count:,} triangles, more than {MAX_TRIANGLES:,}: simplify it")


def _refuse_coordinates(start: int, corners: NDArray[np.floating[Any]]) -> None:
    values = corners.reshape(len(corners), -1)
    wrong = ~(np.abs(values) <= LARGEST_COORDINATE_MM)
    index = int(np.flatnonzero(wrong.any(axis=1))[0])
    place = int(np.flatnonzero(wrong[index])[0])
    value = float(values[index, place])
    what = f"of {value:g} mm: is the unit right?" if np.isfinite(value) else f"that is {value}"
    axis = "XYZ"[place % _CORNERS]
    raise MeshError(f"triangle {start + index + 1:,} has a coordinate {axis} {what}")
