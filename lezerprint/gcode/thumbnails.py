"""Pictures that slicers put into comments, as base64 between `thumbnail begin` and `thumbnail end`."""

from __future__ import annotations

import base64
import binascii
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ImageFormat = Literal["png", "jpg", "qoi"]

_BLOCK: Final = re.compile(
    rb";[ \t]*(?:thumbnail(?:_[A-Za-z]+)?|png|jpg|jpeg|qoi)[ \t]+begin\b[^\n]*\n"
    rb"((?:;[^\n]*\n)*?)"
    rb";[ \t]*(?:thumbnail(?:_[A-Za-z]+)?|png|jpg|jpeg|qoi)[ \t]+end\b",
    re.IGNORECASE,
)
_BEGIN: Final = re.compile(rb"begin\b")  # a literal first, which is searched for fast
_WRAPPING: Final = b"; \t\r\n"
_FORMATS: Final[Mapping[str, ImageFormat]] = {"PNG": "png", "JPEG": "jpg", "QOI": "qoi"}
_LARGEST_SIDE: Final = 16384


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture of the print, as it is in the file; the size is the one in its own header."""

    format: ImageFormat
    width: int
    height: int
    data: bytes


def take_thumbnails(text: bytes) -> tuple[list[Thumbnail], bytes]:
    """The pictures in the comments, the largest first, and the text without them.

    What is no picture is passed over.
    """
    found, rest, place = [], [], 0
    for begin in _BEGIN.finditer(text):
        match = _BLOCK.match(text, text.rfind(b"\n", 0, begin.start()) + 1)
        if match is None or match.start() < place:
            continue
        rest.append(text[place : match.start()])
        place = match.end()
        picture = _decoded(match[1])
        if picture and _is_sensible(picture):
            found.append(picture)
    return largest_first(found), b"".join((*rest, text[place:]))


def as_thumbnails(pictures: Iterable[bytes]) -> list[Thumbnail]:
    """The files that are pictures, in their order; what is none is passed over."""
    found = (_thumbnail(data) for data in pictures)
    return [picture for picture in found if picture and _is_sensible(picture)]


def largest_first(pictures: Iterable[Thumbnail]) -> list[Thumbnail]:
    """The pictures by their size."""
    return sorted(pictures, key=lambda picture: picture.width * picture.height, reverse=True)


def _is_sensible(picture: Thumbnail) -> bool:
    return 0 < picture.width <= _LARGEST_SIDE and 0 < picture.height <= _LARGEST_SIDE


def _decoded(lines: bytes) -> Thumbnail | None:
    try:
        data = base64.b64decode(lines.translate(None, _WRAPPING), validate=True)
    except binascii.Error:
        return None
    return _thumbnail(data)


def _thumbnail(data: bytes) -> Thumbnail | None:
    """None if it is no picture; only its header is read."""
    from PIL import Image  # noqa: PLC0415 - no start needs it, and most files have no pictures

    try:
        with Image.open(io.BytesIO(data), formats=tuple(_FORMATS)) as image:
            return Thumbnail(_FORMATS[image.format or ""], *image.size, data)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
