"""STL files: binary ones memory-mapped, text read in blocks without a loop over its lines.

A text is compared with the
one order that its words can have, as a whole; only where it differs is it read word by word, to say where.
"""

from __future__ import annotations

import re
from itertools import cycle
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np
from stl import Mesh

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.stl_kind import (
    HEAD_BYTES,
    TRIANGLES_AT,
    is_binary_stl,
    is_text_stl,
    triangle_count,
    why_not_binary,
)
from lezerprint.mesh.text import blocks_ending, is_number, numbers_in, shown
from lezerprint.mesh.triangles import check_count

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from lezerprint.mesh.triangles import Corners

_NUMBERS_PER_FACET: Final = 12

_FACET: Final = (
    *(b"facet", b"normal", b"#", b"#", b"#", b"outer", b"loop"),
    *(b"vertex", b"#", b"#", b"#") * 3,
    *(b"endloop", b"endfacet"),
)
"""The words of a facet; # is a number."""

_NUMBER_CHARACTERS: Final = b"0123456789+-.e"
_NOT_IN_SKELETON: Final = _NUMBER_CHARACTERS + b" \t\n\v\f"
_SKELETON: Final = b"".join(word for word in _FACET if word != b"#").replace(b"e", b"")
"""What is left of a facet without its numbers and blanks; "e" may be part of a number."""

_KEYWORDS: Final = (b"endfacet", b"endloop", b"facet", b"normal", b"outer", b"loop", b"vertex")
_NORMAL: Final = re.compile(rb"normal(?:(?!outer|facet|vertex)[^\n])*")
"""Normals are not used, so they may be anything: `nan`, `-nan(ind)`, `1.#QNAN`, or absent."""

_SOLID_LINE: Final = re.compile(rb"(?m)^[ \t]*(?:end[ \t]*)?solid\b.*$")


def read_stl(path: Path) -> Corners:
    """The triangles of an STL file, binary or text.

    Returns:
        float32[n, 3, 3], mapped from the file, where it is binary; float64[n, 3, 3] where it is text.

    Raises:
        MeshError: It is cut short, damaged or empty.
        OSError: It cannot be read.
    """
    size_bytes = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if is_binary_stl(head, size_bytes):
            return _read_binary(path, triangle_count(head))
        if not is_text_stl(head):
            raise MeshError(why_not_binary(head, size_bytes))
        file.seek(0)
        return _read_text(file)


def _read_binary(path: Path, count: int) -> NDArray[np.float32]:
    check_count(count)
    records = np.memmap(path, Mesh.dtype, "r", offset=TRIANGLES_AT, shape=(count,))
    return np.asarray(records)["vectors"]


def _read_text(file: BinaryIO) -> NDArray[np.float64]:
    blocks = [np.zeros((0, 3, 3))]
    count = 0
    for first_line, block in blocks_ending(file, b"endfacet"):
        blocks.append(_facets(block, first_line))
        count += len(blocks[-1])
        check_count(count)
    return np.concatenate(blocks)


def _facets(block: bytes, first_line: int) -> NDArray[np.float64]:
    if b"solid" in block:
        block = _SOLID_LINE.sub(b"", block.removeprefix(b"\xef\xbb\xbf"))
    corners = _corners(block)
    if corners is None:
        block = _NORMAL.sub(b"normal 0 0 0 ", block)
        corners = _corners(block)
    if corners is not None:
        return corners
    raise MeshError(_complaint(block, first_line))


def _corners(block: bytes) -> NDArray[np.float64] | None:
    """float64[n, 3, 3] of a block of facets; None if it has anything else, or other words as numbers."""
    skeleton = block.translate(None, _NOT_IN_SKELETON)
    count = len(skeleton) // len(_SKELETON)
    if skeleton != _SKELETON * count:
        return None
    text = block
    for keyword in _KEYWORDS:
        text = text.replace(keyword, b" ")
    numbers = numbers_in(text)
    if numbers is None or len(numbers) != count * _NUMBERS_PER_FACET:
        return None
    return np.ascontiguousarray(numbers.reshape(count, 4, 3)[:, 1:])


def _complaint(block: bytes, first_line: int) -> str:
    """Which word is the first that is not as it must be."""
    expected_words = cycle(_FACET)
    expected = next(expected_words)
    for match in re.finditer(rb"\S+", block):
        word = match.group()
        fits = _is_number(word) if expected == b"#" else word == expected
        if not fits:
            line = first_line + block.count(b"\n", 0, match.start())
            wanted = "a number" if expected == b"#" else expected.decode()
            hint = " (numbers need a decimal point, not a comma)" if b"," in word else ""
            return f"line {line:,}: {wanted} expected, but there is {shown(word)}{hint}"
        expected = next(expected_words)
    return "the file is cut short: it ends within a facet"


def _is_number(word: bytes) -> bool:
    """Whether it is one of those that there can be in a facet: neither nan nor inf."""
    return not word.translate(None, _NUMBER_CHARACTERS) and is_number(word)
