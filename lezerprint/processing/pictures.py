"""The picture of a file: always PNG, never larger than a page needs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from PIL import Image

from lezerprint.gcode.segments import printed_segments
from lezerprint.mesh.toolpath import toolpath_picture

if TYPE_CHECKING:
    from pathlib import Path

    from lezerprint.gcode.analysis import Analysis
    from lezerprint.gcode.thumbnails import Thumbnail

SIZE_PIXELS: Final = 512
LARGE_PIXELS: Final = 2048
_FORMATS: Final = {"png": ("PNG",), "jpg": ("JPEG",), "qoi": ("QOI",)}
_LEAST_PIXELS: Final = 100
"""Below, a picture is an icon for a printer's display."""


def gcode_picture(path: Path, analysis: Analysis, plate: int | None = None) -> bytes | None:
    """The slicer's own picture, or one of what is printed; None if there is nothing to see."""
    for thumbnail in analysis.thumbnails:
        if min(thumbnail.width, thumbnail.height) >= _LEAST_PIXELS and (picture := _as_png(thumbnail)):
            return picture
    if analysis.printed is None:
        return None
    segments, heights = printed_segments(path, analysis.move_count, plate)
    return toolpath_picture(segments, heights, SIZE_PIXELS) if len(segments) else None


def large_picture(analysis: Analysis) -> bytes | None:
    """The slicer's own picture where it is larger than `gcode_picture` has it; None: it is not."""
    for thumbnail in analysis.thumbnails:
        if max(thumbnail.width, thumbnail.height) <= SIZE_PIXELS:
            return None
        if picture := _as_png(thumbnail, LARGE_PIXELS):
            return picture
    return None


def _as_png(thumbnail: Thumbnail, size_pixels: int = SIZE_PIXELS) -> bytes | None:
    """None if it is damaged, which its header does not tell."""
    try:
        with Image.open(io.BytesIO(thumbnail.data), formats=_FORMATS[thumbnail.format]) as image:
            image.thumbnail((size_pixels, size_pixels))
            out = io.BytesIO()
            image.convert("RGBA").save(out, "PNG", optimize=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return out.getvalue()
