"""Text files of models, read in blocks that end where something ends, with a bound on what lies between."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from lezerprint.mesh.errors import MeshError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_BLOCK_BYTES: Final = 4 << 20
_LONGEST_PIECE_BYTES: Final = 1 << 20
_SHOWN_BYTES: Final = 40


def blocks_ending(
    file: BinaryIO, terminator: bytes, unless_after: bytes = b"\0"
) -> Iterator[tuple[int, bytes]]:
    r"""The file in blocks, each with the number of its first line; all but the last end with `terminator`.

    Letters come in lower case, every line end as `\n`; a terminator after `unless_after` ends nothing.

    Raises:
        MeshError: There is no terminator for a whole megabyte.
    """
    rest = b""
    line = 1
    while data := file.read(_BLOCK_BYTES):
        if data.endswith(b"\r"):
            data += file.read(1)
        block = rest + data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").lower()
        end = _last_end(block, terminator, unless_after)
        rest = block[end:]
        if len(rest) > _LONGEST_PIECE_BYTES:
            lines = line + block.count(b"\n", 0, end)
            raise MeshError(f"line {lines:,}: more than {_LONGEST_PIECE_BYTES:,} bytes without an end")
        if end:
            yield line, block[:end]
            line += block.count(b"\n", 0, end)
    if rest:
        yield line, rest


def _last_end(block: bytes, terminator: bytes, unless_after: bytes) -> int:
    at = block.rfind(terminator)
    while at > 0 and block.endswith(unless_after, 0, at):
        at = block.rfind(terminator, 0, at)
    return at + len(terminator) if at >= 0 else 0


def numbers_in(text: bytes) -> NDArray[np.float64] | None:
    """The decimal numbers of a text, blanks between them; None where something else is between."""
    if not text.strip():
        return np.zeros(0)
    try:
        return np.fromstring(text, np.float64, sep=" ")
    except ValueError:
        return None


def is_number(token: bytes) -> bool:
    """Whether `numbers_in` reads it as one number."""
    numbers = numbers_in(token)
    return numbers is not None and len(numbers) == 1


def shown(text: bytes) -> str:
    """The text as a message can have it: short, printable, on one line."""
    start = text.strip()[: _SHOWN_BYTES + 1].decode("utf-8", "replace")
    clear = "".join(letter if letter.isprintable() else " " for letter in start)
    return f'"{clear}"' if len(clear) <= _SHOWN_BYTES else f'"{clear[:_SHOWN_BYTES]}…"'
