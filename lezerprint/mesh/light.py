"""The light in pictures: a key light, a weaker one from the other side, the sky, and darker creases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.mesh.picture import Colour, blurred

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.mesh.projection import Frame, Projection
    from lezerprint.mesh.raster import DepthBuffer

MATERIAL: Final[Colour] = (182, 174, 162)
_SKY: Final = np.array([0.50, 0.52, 0.56])
_GROUND: Final = np.array([0.20, 0.18, 0.17])
_KEY: Final = (np.array([-0.42, 0.62, 0.66]), np.array([0.80, 0.78, 0.74]))
_FILL: Final = (np.array([0.90, 0.10, 0.42]), np.array([0.16, 0.18, 0.22]))
_SHINE: Final = 0.16
_SHINE_SHARPNESS: Final = 28
_CREASE_RADII: Final = (0.006, 0.02, 0.05)
"""Of the picture's width."""

_CREASE_GRAIN: Final = 3

_CREASE_STRENGTH: Final = 0.30
_CREASE_DEPTH: Final = 0.035
"""The difference in depth, in half diagonals, at which a crease is at its darkest."""

_STEEPEST: Final = 3.0
"""A slope beyond it, at the rim of what is round, is too uncertain."""


def lit(normals: NDArray[np.float64], view: Projection) -> NDArray[np.float64]:
    """float64[n, 3]: the light that each normal gets."""
    upward = (normals @ view.axes[:, 2:] + 1) / 2
    light = _GROUND + (_SKY - _GROUND) * upward
    for direction, colour in (_KEY, _FILL):
        towards = direction / np.linalg.norm(direction)
        light = light + np.maximum(normals @ towards, 0)[:, None] * colour
    return np.asarray(light)


def shine(normals: NDArray[np.float64]) -> NDArray[np.float64]:
    """float64[n, 1]: the reflection of the key light, brightest half-way between it and the eye (Blinn)."""
    half = _KEY[0] / np.linalg.norm(_KEY[0]) + np.array([0.0, 0.0, 1.0])
    towards = (half / np.linalg.norm(half))[:, None]
    return np.asarray(_SHINE * np.maximum(normals @ towards, 0) ** _SHINE_SHARPNESS)


def creases(
    buffer: DepthBuffer, pixels: NDArray[np.int64], frame: Frame, slopes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How much light reaches each pixel: less where what is around it is nearer than its own plane.

    The slopes, float64[n, 2], are how much the depth grows to the right and downward, per half diagonal.

    After Luft, Colditz and Deussen: Image Enhancement by Unsharp Masking the Depth Buffer (2006).
    """
    nearest, farthest = frame.depths
    depths = buffer.depths(pixels) * (nearest - farthest)
    row, column = (places / frame.scale for places in np.divmod(pixels, buffer.size))
    # What is around is smooth, so that a coarse picture of it is enough.
    size = -(-buffer.size // _CREASE_GRAIN)
    cells = pixels // buffer.size // _CREASE_GRAIN * size + pixels % buffer.size // _CREASE_GRAIN
    sums = [_summed(cells, values, size) for values in (np.ones_like(depths), depths, column, row)]
    slopes = np.clip(slopes, -_STEEPEST, _STEEPEST)
    dark = np.zeros(len(pixels))
    for radius in _CREASE_RADII:
        reach = max(round(radius * size), 1)
        count, *totals = (blurred(values, reach).ravel()[cells] for values in sums)
        around, right, down = (total / count for total in totals)
        plane = depths + slopes[:, 0] * (right - column) + slopes[:, 1] * (down - row)
        dark += np.clip((plane - around) / _CREASE_DEPTH, 0, 1)
    return np.asarray(1 - _CREASE_STRENGTH * np.minimum(dark, 2))


def _summed(cells: NDArray[np.int64], values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """float64[size, size]: the values in each cell added up."""
    return np.asarray(np.bincount(cells, values, size * size), np.float64).reshape(size, size)
