"""Pictures of what a G-code file prints, from the segments in which it extrudes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.light import creases, lit, shine
from lezerprint.mesh.picture import Colour, Format, Picture, checked_size, linear, samples_per_pixel
from lezerprint.mesh.projection import FAR, NEAR, Frame, Projection
from lezerprint.mesh.raster import DepthBuffer
from lezerprint.mesh.runs import counting, pieces
from lezerprint.mesh.triangles import LARGEST_COORDINATE_MM, Bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

Side: TypeAlias = Literal["isometric", "top"]

FILAMENT: Final[Colour] = (236, 128, 44)

_VIEWS: Final[dict[Side, tuple[float, float, float]]] = {
    "isometric": (-58.0, 32.0, NEAR),
    "top": (-90.0, 90.0, FAR),
}
"""Azimuth and elevation in degrees, and the distance of the eye."""

_BLOCK: Final = 1 << 17
_WIDEST: Final = 12
_MOST_SAMPLES: Final = 60_000_000
_PRIMED_BEYOND_MM: Final = 12.0
_LOWEST_LIGHT: Final = 0.72
"""Of the first layer, so that height shows; the last has all."""


def toolpath_picture(
    segments: NDArray[np.floating[Any]],
    layers: NDArray[np.integer[Any]],
    size: int = 256,
    *,
    side: Side = "isometric",
    width_mm: float = 0.45,
    file_format: Format = "PNG",
    background: Colour | None = None,
    material: Colour = FILAMENT,
) -> bytes:
    """A picture file of the segments in which a print extrudes.

    Lines at the begin that prime the nozzle apart from everything else are left out: the print would be
    small beside them.

    Args:
        segments: Shaped (segments, begin and end, axis x y z), in millimetres.
        layers: The layer of each segment, from 0.
        size: Width and height in pixels.
        side: From the front and above, or straight from above.
        width_mm: The width of an extruded line.
        file_format: PNG or WEBP.
        background: sRGB; transparent by default.
        material: The colour of the last layer, sRGB.

    Raises:
        MeshError: There is no segment, or a coordinate is not finite or absurdly large.
        ValueError: The size is not one that a picture can have.
    """
    samples = checked_size(size) * samples_per_pixel(size)
    begin = _primed(segments, layers)
    segments, layers = segments[begin:], layers[begin:]
    view = Projection.of(_bounds(segments), *_VIEWS[side])
    buffer, frame = _drawn(segments, view, samples, width_mm)
    return _shaded(buffer, frame, segments, layers, view, material).encoded(size, file_format, background)


def _primed(segments: NDArray[np.floating[Any]], layers: NDArray[np.integer[Any]]) -> int:
    """How many segments of the first layer come before any that is near what the other layers print."""
    further = np.flatnonzero(layers != layers[:1])[:1]
    if not len(further):
        return 0
    first, rest = segments[: further[0], :, :2], segments[further[0] :, :, :2]
    low, high = rest.min(axis=(0, 1)) - _PRIMED_BEYOND_MM, rest.max(axis=(0, 1)) + _PRIMED_BEYOND_MM
    near = ((first >= low) & (first <= high)).all(axis=(1, 2))
    return int(near.argmax()) if near.any() else 0


def _bounds(segments: NDArray[np.floating[Any]]) -> Bounds:
    if not len(segments):
        raise MeshError("the file prints nothing")
    points = segments.reshape(-1, 3)
    low, high = points.min(axis=0).astype(np.float64), points.max(axis=0).astype(np.float64)
    if not (np.abs([low, high]) <= LARGEST_COORDINATE_MM).all():
        raise MeshError("the file prints at coordinates that are not finite or absurdly large")
    return Bounds(low, high)


def _drawn(
    segments: NDArray[np.floating[Any]], view: Projection, size: int, width_mm: float
) -> tuple[DepthBuffer, Frame]:
    low, high, length = np.full(2, np.inf), np.full(2, -np.inf), 0.0
    for start in range(0, len(segments), _BLOCK):
        seen = view.seen(segments[start : start + _BLOCK])[:2]
        low = np.minimum(low, seen.min(axis=(1, 2)))
        high = np.maximum(high, seen.max(axis=(1, 2)))
        length += float(np.hypot(*(seen[:, 1] - seen[:, 0])).sum())
    frame = Frame.around(low, high, size, view)
    step = int((length * frame.scale + len(segments)) // _MOST_SAMPLES) + 1
    buffer = DepthBuffer(size)
    for start in range(0, len(segments), _BLOCK * step):
        block = segments[start : start + _BLOCK * step : step]
        _draw_lines(buffer, *frame.placed(view.seen(block)), start + step * np.arange(len(block)))
    buffer.thicken(min(max(round(width_mm * frame.scale / view.radius_mm), 1), _WIDEST))
    return buffer, frame


def _draw_lines(
    buffer: DepthBuffer,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    depth: NDArray[np.float64],
    numbers: NDArray[np.int64],
) -> None:
    """Draw n lines, one pixel wide: float64[2, n] each, a row for begin and end."""
    steps = np.ceil(np.maximum(np.abs(x[1] - x[0]), np.abs(y[1] - y[0]))).astype(np.int64)
    for piece in pieces(steps + 1):
        line = np.repeat(np.arange(piece.start, piece.stop), steps[piece] + 1)
        along = counting(steps[piece] + 1) / np.maximum(steps[line], 1)
        column, row, depths = (
            ends[0, line] + along * (ends[1, line] - ends[0, line]) for ends in (x, y, depth)
        )
        last = buffer.size - 1
        pixels = np.clip(row.astype(np.int64), 0, last) * buffer.size + np.clip(
            column.astype(np.int64), 0, last
        )
        buffer.add(pixels, depths, numbers[line])


def _shaded(
    buffer: DepthBuffer,
    frame: Frame,
    segments: NDArray[np.floating[Any]],
    layers: NDArray[np.integer[Any]],
    view: Projection,
    material: Colour,
) -> Picture:
    pixels = buffer.drawn()
    numbers, places = np.unique(buffer.numbers(pixels), return_inverse=True)
    normals = _normals(segments[numbers], view)
    height = layers[numbers] / max(int(layers.max()), 1)
    strength = _LOWEST_LIGHT + (1 - _LOWEST_LIGHT) * height[:, None]
    light = (lit(normals, view) * linear(material) + shine(normals)) * strength
    return Picture.of(
        buffer.size,
        pixels,
        light[places] * creases(buffer, pixels, frame, np.zeros((len(pixels), 2)))[:, None],
    )


def _normals(segments: NDArray[np.floating[Any]], view: Projection) -> NDArray[np.float64]:
    """float64[n, 3]: across each line, towards the eye as far as may be, as of a thread that lies there."""
    along = (segments[:, 1].astype(np.float64) - segments[:, 0]) @ view.axes.T
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    across = np.array([0.0, 0.0, 1.0]) - along[:, 2:] * along
    return np.asarray(across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9))
