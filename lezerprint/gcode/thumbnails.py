"""Pictures that slicers put into comments, as base64 between `thumbnail begin` and `thumbnail end`."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

ImageFormat = Literal["png", "jpg", "qoi"]

_BLOCK: Final = re.compile(
    rb";[ \t]*(?:thumbnail(?:_[A-Za-z]+)?|png|jpg|jpeg|qoi)[ \t]+begin\b[^\n]*\n"
    rb"((?:;[^\n]*\n)*?)"
    rb";[ \t]*(?:thumbnail(?:_[A-Za-z]+)?|png|jpg|jpeg|qoi)[ \t]+end\b",
    re.IGNORECASE,
)
_BEGIN: Final = re.compile(rb"begin\b")  # a literal first, which is searched for fast
_WRAPPING: Final = b"; \t\r\n"
_PNG_MAGIC: Final = b"\x89PNG\r\n\x1a\n"
_JPG_MAGIC: Final = b"\xff\xd8\xff"
_QOI_MAGIC: Final = b"qoif"
_SIZES_AND_FRAMES: Final = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG's start-of-frame markers (ITU T.81, table B.1)."""

_HEADER_BYTES: Final = 24
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
    if len(data) < _HEADER_BYTES:
        return None
    if data.startswith(_PNG_MAGIC) and data[12:16] == b"IHDR":
        return Thumbnail("png", _number(data, 16, 4), _number(data, 20, 4), data)
    if data.startswith(_QOI_MAGIC):
        return Thumbnail("qoi", _number(data, 4, 4), _number(data, 8, 4), data)
    if data.startswith(_JPG_MAGIC):
        return _jpg(data)
    return None


def _jpg(data: bytes) -> Thumbnail | None:
    """Walk along the segments up to the one that tells the size."""
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:  # noqa: PLR2004 - every marker begins with FF
        if data[place + 1] in _SIZES_AND_FRAMES:
            return Thumbnail("jpg", _number(data, place + 7, 2), _number(data, place + 5, 2), data)
        place += 2 + max(_number(data, place + 2, 2), 2)
    return None


def _number(data: bytes, start: int, size: int) -> int:
    return int.from_bytes(data[start : start + size], "big")
