"""Text in which a character has two or four bytes, as some editors write it, made UTF-8."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""The longer ones first: one of UTF-32 begins as one of UTF-16 does."""

_READ_BYTES: Final = 1 << 20
_LEAST_SHARE: Final = 0.8
"""Of the characters of a text without a mark, so many are ASCII: their other byte is zero."""


def wide_encoding(head: bytes) -> str | None:
    """The encoding of a text that begins so, where it is none of single bytes."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    pairs = len(head) // 2
    if not pairs:
        return None
    even, odd = (head[start : 2 * pairs : 2].count(0) / pairs for start in (0, 1))
    if odd >= _LEAST_SHARE and even < 1 - _LEAST_SHARE:
        return "utf-16-le"
    if even >= _LEAST_SHARE and odd < 1 - _LEAST_SHARE:
        return "utf-16-be"
    return None


def transcode(file: BinaryIO, encoding: str, write: Callable[[bytes], object]) -> None:
    """Write the text of a file as UTF-8; what is damaged in it becomes a replacement character."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while data := file.read(_READ_BYTES):
        write(decoder.decode(data).encode("utf-8", "replace"))
    write(decoder.decode(b"", True).encode("utf-8", "replace"))
