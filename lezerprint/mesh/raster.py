"""A depth buffer, and triangles drawn into it many at once.

A triangle is drawn row by row: where its edges cross the middle of a row of pixels its span begins and ends.
The triangles, rows and pixels of a block are worked on together, in pieces that bound the memory. What has no
pixel's middle in it costs next to nothing, so that a model of millions of tiny triangles is quick as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lezerprint.mesh.runs import counting, pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DEPTH_STEPS: Final = 2**32 - 1
_DEPTH_SHIFT: Final = np.uint64(32)
_NUMBER_MASK: Final = np.uint64(2**32 - 1)
_EMPTY: Final = np.uint64(2**64 - 1)
_SMALLEST_AREA: Final = 1e-12


class DepthBuffer:
    """For each pixel of a square picture the nearest thing drawn there: its depth, and its number.

    Pixels count from the upper left; the middle of the first is at (0.5, 0.5). Depths are from 0, the
    nearest, to 1. Numbers are below 2^32 - 1.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._keys = np.full(size * size, _EMPTY, np.uint64)

    def add(self, pixels: NDArray[Any], depths: NDArray[np.float64], numbers: NDArray[Any]) -> None:
        """Keep the things that are nearer than what the pixels have; pixels are row * size + column."""
        steps = (np.clip(depths, 0.0, 1.0) * _DEPTH_STEPS).astype(np.uint64)
        np.minimum.at(self._keys, pixels, (steps << _DEPTH_SHIFT) | numbers.astype(np.uint64))

    def thicken(self, width: int) -> None:
        """Let everything drawn cover a square of so many pixels, what is nearer before what is farther."""
        keys = self._keys.reshape(self.size, self.size)
        for _ in range(2):
            wide = keys.copy()
            for shift in range(-(width // 2), width - width // 2):
                if shift < 0:
                    np.minimum(wide[:shift], keys[-shift:], out=wide[:shift])
                elif shift > 0:
                    np.minimum(wide[shift:], keys[:-shift], out=wide[shift:])
            keys = np.ascontiguousarray(wide.T)
        self._keys = keys.reshape(-1)

    def drawn(self) -> NDArray[np.int64]:
        """The pixels with something in them, ascending."""
        return np.flatnonzero(self._keys != _EMPTY)

    def numbers(self, pixels: NDArray[np.int64]) -> NDArray[np.int64]:
        """What is to be seen at pixels with something in them."""
        return np.asarray(self._keys[pixels] & _NUMBER_MASK).astype(np.int64)

    def depths(self, pixels: NDArray[np.int64]) -> NDArray[np.float64]:
        """How far that is."""
        return np.asarray((self._keys[pixels] >> _DEPTH_SHIFT) / _DEPTH_STEPS)


def draw_triangles(
    buffer: DepthBuffer,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    depth: NDArray[np.float64],
    numbers: NDArray[np.int64],
) -> None:
    """Draw n triangles: float64[3, n] each, a row for each corner, x and y in pixels."""
    first, rows = _middles(_least(y), _most(y), buffer.size)
    area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
    drawn = np.flatnonzero((rows > 0) & (np.abs(area) > _SMALLEST_AREA))
    first, rows, area, numbers = first[drawn], rows[drawn], area[drawn], numbers[drawn]
    # Corners 1 and 2 change places where the triangle runs the other way round.
    order = np.where(area < 0, [[0], [2], [1]], [[0], [1], [2]])
    x, y, depth = x[order, drawn], y[order, drawn], depth[order, drawn]
    edges = _edges(x, y)
    plane = _depth_plane(x, y, depth, np.abs(area))
    for piece in pieces(rows):
        triangle = np.repeat(np.arange(piece.start, piece.stop), rows[piece])
        row = first[triangle] + counting(rows[piece])
        begin, width = _spans(edges, triangle, row + 0.5, buffer.size)
        for part in pieces(width):
            owner = np.repeat(triangle[part], width[part])
            column = np.repeat(begin[part], width[part]) + counting(width[part])
            line = np.repeat(row[part], width[part])
            depths = _depths(plane[:, owner], column + 0.5, line + 0.5)
            buffer.add(line * buffer.size + column, depths, numbers[owner])


def _least(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.minimum(np.minimum(values[0], values[1]), values[2]))


def _most(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.maximum(np.maximum(values[0], values[1]), values[2]))


def _middles(
    low: NDArray[np.float64], high: NDArray[np.float64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first pixel whose middle is between low and high, and how many there are."""
    first = np.maximum(np.ceil(low - 0.5), 0).astype(np.int64)
    last = np.minimum(np.floor(high - 0.5), size - 1).astype(np.int64)
    return first, np.maximum(last - first + 1, 0)


def _edges(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """float64[14, n]: the lowest and highest x, then for each edge its rise, slope, and a point on it."""
    rows = [_least(x), _most(x)]
    for begin, end in ((0, 1), (1, 2), (2, 0)):
        rise = y[end] - y[begin]
        slope = (x[end] - x[begin]) / np.where(rise == 0, 1.0, rise)
        rows += [rise, slope, x[begin], y[begin]]
    return np.array(rows)


def _spans(
    edges: NDArray[np.float64], triangle: NDArray[np.int64], y: NDArray[np.float64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first pixel of each triangle in a row, and how many it has there."""
    low, high = edges[0, triangle], edges[1, triangle]
    for edge in range(2, len(edges), 4):
        rise, slope, edge_x, edge_y = edges[edge : edge + 4, triangle]
        crossing = edge_x + slope * (y - edge_y)
        low = np.where(rise < 0, np.maximum(low, crossing), low)
        high = np.where(rise > 0, np.minimum(high, crossing), high)
    return _middles(low, high, size)


def _depth_plane(
    x: NDArray[np.float64], y: NDArray[np.float64], depth: NDArray[np.float64], area: NDArray[np.float64]
) -> NDArray[np.float64]:
    """float64[7, n]: a corner's x, y and depth, the depth's slopes, the nearest and farthest depth."""
    b_x, b_y, b_depth = x[1] - x[0], y[1] - y[0], depth[1] - depth[0]
    c_x, c_y, c_depth = x[2] - x[0], y[2] - y[0], depth[2] - depth[0]
    slope_x = (b_depth * c_y - c_depth * b_y) / area
    slope_y = (b_x * c_depth - c_x * b_depth) / area
    return np.array([x[0], y[0], depth[0], slope_x, slope_y, _least(depth), _most(depth)])


def _depths(
    plane: NDArray[np.float64], x: NDArray[np.floating[Any]], y: NDArray[np.floating[Any]]
) -> NDArray[np.float64]:
    corner_x, corner_y, depth, slope_x, slope_y, nearest, farthest = plane
    values = depth + slope_x * (x - corner_x) + slope_y * (y - corner_y)
    return np.asarray(np.minimum(np.maximum(values, nearest), farthest))
