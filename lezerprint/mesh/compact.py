"""A model as viewers in a browser want it: few triangles, shared vertices, 16 bits a coordinate.

The format, all numbers little endian:

    offset  type        meaning
    0       4 bytes     "LZPM"
    4       uint16      version, 1
    6       uint16      length of this header in bytes, 72; the positions follow it
    8       uint32      number of vertices, v
    12      uint32      number of triangles, t
    16      float64[3]  origin in millimetres, x y z
    40      float64[3]  step in millimetres, x y z
    64      uint32      number of triangles of the model before it was simplified
    68      uint32      0
    72      uint16[3v]  positions: a coordinate is origin + step * number
            2 bytes     0, where v is odd, so that what follows is aligned
            uint32[3t]  indices of vertices, counter-clockwise as seen from outside
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.mesh.topology import mixed
from lezerprint.mesh.triangles import IndexedTriangles, bounds_of, crossed, in_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.mesh.triangles import Bounds, Triangles

DEFAULT_TRIANGLES: Final = 200_000
FEWEST_TRIANGLES: Final = 100

_HEADER: Final = struct.Struct("<4sHHII3d3dII")
_MAGIC: Final = b"LZPM"
_VERSION: Final = 1
_ALIGNMENT: Final = 4
_STEPS: Final = 2**16 - 1
_FINEST_CELLS: Final = 2**20
_LEAST_COARSER: Final = 1.05
_CELL_AREAS_PER_TRIANGLE: Final = 0.5
_AXIS_BITS: Final = 21


def compact(triangles: Triangles, most_triangles: int = DEFAULT_TRIANGLES) -> bytes:
    """The model in the format above, with at most so many triangles.

    What has more is simplified by clustering its vertices in ever larger cells (Rossignac and Borrel, 1993);
    triangles whose corners fall together vanish.

    Raises:
        MeshError: There are no triangles, or a coordinate is not finite or absurdly large.
        ValueError: `most_triangles` is below `FEWEST_TRIANGLES`.
    """
    if most_triangles < FEWEST_TRIANGLES:
        raise ValueError(f"a model of at most {most_triangles} triangles: it needs {FEWEST_TRIANGLES}")
    bounds = bounds_of(triangles)
    model = _simplified(triangles, bounds, most_triangles)
    step = np.where(bounds.size > 0, bounds.size, 1.0) / _STEPS
    positions = np.round((model.vertices - bounds.minimum) / step).clip(0, _STEPS).astype("<u2")
    header = _HEADER.pack(
        *(_MAGIC, _VERSION, _HEADER.size, len(positions), len(model)),
        *(*bounds.minimum.tolist(), *step.tolist(), len(triangles), 0),
    )
    padding = bytes(-positions.nbytes % _ALIGNMENT)
    return b"".join((header, positions.tobytes(), padding, model.faces.astype("<u4").tobytes()))


def _simplified(triangles: Triangles, bounds: Bounds, most_triangles: int) -> IndexedTriangles:
    cell_mm = float(bounds.size.max()) / _FINEST_CELLS
    if len(triangles) > most_triangles:
        area = sum(
            float(np.linalg.norm(crossed(corners), axis=1).sum()) / 2 for _, corners in in_blocks(triangles)
        )
        cell_mm = max(cell_mm, (area * _CELL_AREAS_PER_TRIANGLE / most_triangles) ** 0.5)
    model = _clustered(triangles, bounds, cell_mm)
    while len(model) > most_triangles:
        cell_mm *= max((len(model) / most_triangles) ** 0.5, _LEAST_COARSER)
        model = _clustered(model, bounds, cell_mm)
    return model


def _clustered(triangles: Triangles, bounds: Bounds, cell_mm: float) -> IndexedTriangles:
    """The triangles with one vertex for each cell, in the middle of all that are in it."""
    kept = [np.zeros((0, 3, 3))]
    keys = [np.zeros((0, 3), np.int64)]
    for _, corners in in_blocks(triangles):
        points = corners.astype(np.float64) - bounds.minimum
        cells = (points / (cell_mm or 1.0)).astype(np.int64)
        key = (cells[..., 0] << 2 * _AXIS_BITS) | (cells[..., 1] << _AXIS_BITS) | cells[..., 2]
        is_whole = (key[:, 0] != key[:, 1]) & (key[:, 1] != key[:, 2]) & (key[:, 2] != key[:, 0])
        kept.append(points[is_whole])
        keys.append(key[is_whole])
    points = np.concatenate(kept).reshape(-1, 3)
    clusters, indices = np.unique(np.concatenate(keys).reshape(-1), return_inverse=True)
    counts = np.bincount(indices, minlength=len(clusters))
    sums = [np.bincount(indices, points[:, axis], len(clusters)) for axis in range(3)]
    vertices = np.column_stack(sums) / counts[:, None] + bounds.minimum
    return IndexedTriangles(vertices, _without_repeats(indices.reshape(-1, 3).astype(np.int32)))


def _without_repeats(faces: NDArray[np.int32]) -> NDArray[np.int32]:
    """Each face once, whichever of its corners it begins with."""
    turns = (faces.argmin(axis=1)[:, None] + np.arange(3)) % 3
    turned = np.take_along_axis(faces, turns, axis=1)
    _, first = np.unique(mixed(turned.astype(np.uint64)), return_index=True)
    return faces[np.sort(first)]
