"""What is wrong with a picture."""

from __future__ import annotations

import io
from typing import Final

from lezerprint.base.enums import FrameMark

_DARK: Final = 0.05 * 255
_SIZE: Final = (160, 120)


def mark_of(jpeg: bytes, before: bytes | None) -> FrameMark:
    """The mark of a picture that comes after another; one that repeats that byte by byte is frozen."""
    from PIL import Image, ImageStat  # noqa: PLC0415 - loaded where it is needed

    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
            picture.draft("L", _SIZE)
            mean = ImageStat.Stat(picture.convert("L")).mean[0]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return FrameMark.BROKEN
    if mean < _DARK:
        return FrameMark.DARK
    return FrameMark.FROZEN if jpeg == before else FrameMark.GOOD
