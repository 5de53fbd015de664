"""Shaded pictures of models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lezerprint.mesh.light import MATERIAL, creases, lit, shine
from lezerprint.mesh.picture import Colour, Format, Picture, checked_size, linear, samples_per_pixel
from lezerprint.mesh.projection import Frame, Projection
from lezerprint.mesh.raster import DepthBuffer, draw_triangles
from lezerprint.mesh.triangles import bounds_of, crossed, in_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.mesh.triangles import Triangles

_AZIMUTH_DEGREES: Final = -58.0
_ELEVATION_DEGREES: Final = 27.0

_EDGE_ON: Final = 1e-3
_MOST_WORK: Final = 120_000_000
"""Rows and pixels of all triangles together; what has more is drawn with fewer triangles."""


def thumbnail(
    triangles: Triangles,
    size: int = 256,
    *,
    file_format: Format = "PNG",
    background: Colour | None = None,
    material: Colour = MATERIAL,
) -> bytes:
    """A picture of a model as a file: square, from the front and a little above.

    Args:
        triangles: The model.
        size: Width and height in pixels.
        file_format: PNG or WEBP.
        background: sRGB; transparent by default.
        material: The model's colour, sRGB.

    Raises:
        MeshError: There are no triangles, or a coordinate is not finite or absurdly large.
        ValueError: The size is not one that a picture can have.
    """
    samples = checked_size(size) * samples_per_pixel(size)
    view = Projection.of(bounds_of(triangles), _AZIMUTH_DEGREES, _ELEVATION_DEGREES)
    buffer, frame = _drawn(triangles, view, samples)
    return _shaded(buffer, frame, triangles, view, material).encoded(size, file_format, background)


def _drawn(triangles: Triangles, view: Projection, size: int) -> tuple[DepthBuffer, Frame]:
    low, high, area, rows = np.full(2, np.inf), np.full(2, -np.inf), 0.0, 0.0
    for _, corners in in_blocks(triangles):
        seen = view.seen(corners)[:2]
        least, most = seen.min(axis=1), seen.max(axis=1)
        low, high = np.minimum(low, least.min(axis=1)), np.maximum(high, most.max(axis=1))
        width, height = most - least
        area += float(width @ height) / 2
        rows += float(height.sum())
    frame = Frame.around(low, high, size, view)
    work = area * frame.scale**2 + rows * frame.scale
    step = int(work // _MOST_WORK) + 1
    buffer = DepthBuffer(size)
    for start, corners in in_blocks(triangles, step):
        numbers = start + step * np.arange(len(corners))
        draw_triangles(buffer, *frame.placed(view.seen(corners)), numbers)
    return buffer, frame


def _shaded(
    buffer: DepthBuffer, frame: Frame, triangles: Triangles, view: Projection, material: Colour
) -> Picture:
    pixels = buffer.drawn()
    numbers, places = np.unique(buffer.numbers(pixels), return_inverse=True)
    normals = _normals(triangles[numbers], view)
    light = lit(normals, view) * linear(material) + shine(normals)
    slopes = normals[:, :2] * (1, -1) / np.maximum(normals[:, 2:], _EDGE_ON)
    shade = creases(buffer, pixels, frame, slopes[places])
    return Picture.of(buffer.size, pixels, light[places] * shade[:, None])


def _normals(corners: NDArray[np.floating[Any]], view: Projection) -> NDArray[np.float64]:
    """float64[n, 3]: across each triangle, as the eye sees it, on the side of the eye."""
    turned = (corners.astype(np.float64) - view.centre) @ view.axes.T
    normals = crossed(turned)
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(normals / np.where(normals[:, 2:] < 0, -lengths, lengths))
