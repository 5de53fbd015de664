"""STL files: binary ones memory-mapped, text read in blocks without a loop over its lines.

Every binary STL is told by its size, for many begin with "solid" as text does. A text is compared with the
one order that its words can have, as a whole; only where it differs is it read word by word, to say where.
"""

from __future__ import annotations

import re
from itertools import cycle
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np
from stl import Mesh

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.text import blocks_ending, is_number, numbers_in, shown
from lezerprint.mesh.triangles import check_count

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from lezerprint.mesh.triangles import Corners

HEAD_BYTES: Final = 64 << 10
"""How much of a file's beginning tells whether it is a text STL."""

_HEADER_BYTES: Final = 80
_COUNT_BYTES: Final = 4
_TRIANGLE_BYTES: Final = Mesh.dtype.itemsize
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


def is_binary_stl(head: bytes, size_bytes: int) -> bool:
    """Whether a file is a binary STL with triangles: its size is what their number makes it.

    A few bytes of padding are borne, fewer than another triangle.
    """
    if len(head) < _HEADER_BYTES + _COUNT_BYTES or not _binary_count(head):
        return False
    return 0 <= size_bytes - _binary_bytes(_binary_count(head)) < _TRIANGLE_BYTES


def is_text_stl(head: bytes) -> bool:
    """Whether a file that begins like this is an STL as text."""
    text = head[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return text.startswith(b"solid") and b"\0" not in text and (b"facet" in text or b"endsolid" in text)


def why_not_binary(head: bytes, size_bytes: int) -> str:
    """What is wrong with a file that would be a binary STL if its size were right."""
    if len(head) < _HEADER_BYTES + _COUNT_BYTES:
        return f"it has {size_bytes} bytes, a binary STL at least {_HEADER_BYTES + _COUNT_BYTES}"
    claimed = _binary_count(head)
    if not claimed:
        return "as a binary STL it has no triangles"
    held = (size_bytes - _HEADER_BYTES - _COUNT_BYTES) // _TRIANGLE_BYTES
    hint = "it is cut short or damaged" if claimed > held else "it is damaged"
    return f"as a binary STL it says {claimed:,} triangles and has room for {held:,}: {hint}"


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
            return _read_binary(path, _binary_count(head))
        if not is_text_stl(head):
            raise MeshError(why_not_binary(head, size_bytes))
        file.seek(0)
        return _read_text(file)


def _binary_count(head: bytes) -> int:
    return int.from_bytes(head[_HEADER_BYTES : _HEADER_BYTES + _COUNT_BYTES], "little")


def _binary_bytes(count: int) -> int:
    return _HEADER_BYTES + _COUNT_BYTES + count * _TRIANGLE_BYTES


def _read_binary(path: Path, count: int) -> NDArray[np.float32]:
    check_count(count)
    records = np.memmap(path, Mesh.dtype, "r", offset=_HEADER_BYTES + _COUNT_BYTES, shape=(count,))
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
