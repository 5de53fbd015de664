"""Whether a file is an STL, and of which kind; without numpy, for whoever reads no triangles.

Every binary STL is told by its size, for many begin with "solid" as text does.
"""

from __future__ import annotations

from typing import Final

HEAD_BYTES: Final = 64 << 10
"""How much of a file's beginning tells whether it is a text STL."""

_HEADER_BYTES: Final = 80
_COUNT_BYTES: Final = 4
_TRIANGLE_BYTES: Final = 50

TRIANGLES_AT: Final = _HEADER_BYTES + _COUNT_BYTES
"""Where the triangles of a binary STL begin, in bytes."""


def is_binary_stl(head: bytes, size_bytes: int) -> bool:
    """Whether a file is a binary STL with triangles: its size is what their number makes it.

    A few bytes of padding are borne, fewer than another triangle.
    """
    if len(head) < TRIANGLES_AT or not triangle_count(head):
        return False
    return 0 <= size_bytes - _binary_bytes(triangle_count(head)) < _TRIANGLE_BYTES


def is_text_stl(head: bytes) -> bool:
    """Whether a file that begins like this is an STL as text."""
    text = head[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return text.startswith(b"solid") and b"\0" not in text and (b"facet" in text or b"endsolid" in text)


def why_not_binary(head: bytes, size_bytes: int) -> str:
    """What is wrong with a file that would be a binary STL if its size were right."""
    if len(head) < TRIANGLES_AT:
        return f"it has {size_bytes} bytes, a binary STL at least {TRIANGLES_AT}"
    claimed = triangle_count(head)
    if not claimed:
        return "as a binary STL it has no triangles"
    held = (size_bytes - TRIANGLES_AT) // _TRIANGLE_BYTES
    hint = "it is cut short or damaged" if claimed > held else "it is damaged"
    return f"as a binary STL it says {claimed:,} triangles and has room for {held:,}: {hint}"


def triangle_count(head: bytes) -> int:
    """How many triangles a binary STL that begins like this has."""
    return int.from_bytes(head[_HEADER_BYTES:TRIANGLES_AT], "little")


def _binary_bytes(count: int) -> int:
    return TRIANGLES_AT + count * _TRIANGLE_BYTES
