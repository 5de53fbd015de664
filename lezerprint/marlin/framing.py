"""Bytes to lines and lines to bytes: Marlin's line format, its numbers and checksums."""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import xor
from typing import Final

LONGEST_REPLY_BYTES: Final = 1024
"""A reply longer than this is line noise; it is cut, so that garbage cannot fill the memory."""


def checksum(body: bytes) -> int:
    """The XOR of all bytes, as Marlin's `queue.cpp` computes it over what stands before `*`."""
    return reduce(xor, body, 0)


_LAST_THREE_DIGITS: Final = [checksum(b"%03d" % number) for number in range(1000)]


@lru_cache(maxsize=64)
def _checksum_of_thousands(thousands: int) -> int:
    return checksum(b"N%d" % thousands)


def encode(number: int, body: bytes, body_checksum: int) -> bytes:
    """The line as it goes out: `N<number><body>*<checksum>` and a newline.

    No space stands between the number and the command: after an error Marlin may run the tail of a
    line cut there, and a space would be one dangerous place more. `body_checksum` is the XOR of `body`.
    """
    if number < 1000:  # noqa: PLR2004 - the table below needs at least one digit above the last three
        return b"N%d%b*%d\n" % (number, body, checksum(b"N%d" % number) ^ body_checksum)
    thousands, rest = divmod(number, 1000)
    total = body_checksum ^ _checksum_of_thousands(thousands) ^ _LAST_THREE_DIGITS[rest]
    return b"N%d%b*%d\n" % (number, body, total)


class LineReader:
    """Cuts what arrives, however it is split, into lines without their ends."""

    def __init__(self) -> None:
        self._rest = b""

    @property
    def empty(self) -> bool:
        """Whether no half line is waiting for its end."""
        return not self._rest

    def feed(self, data: bytes) -> list[str]:
        """The lines that `data` completes; leading spaces are kept, since autoreports have one."""
        *lines, rest = (self._rest + data).replace(b"\r", b"\n").split(b"\n")
        if len(rest) > LONGEST_REPLY_BYTES:
            lines.append(rest[:LONGEST_REPLY_BYTES])
            rest = b""
        self._rest = rest
        return [line[:LONGEST_REPLY_BYTES].decode("utf-8", "replace") for line in lines if line]

    def clear(self) -> None:
        """Forget a half line, as after the port was opened again."""
        self._rest = b""
