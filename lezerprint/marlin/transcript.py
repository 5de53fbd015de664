"""What was said lately, both ways, but for the stream itself: neither a file's lines nor bare `ok`s."""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

_KEPT: Final = 1000


class Said(NamedTuple):
    """A line. On the way of every answer, where a dataclass costs a microsecond."""

    sent: bool
    line: str | bytes


class Transcript:
    """Lines until they are taken, the last ones of very many.

    Attributes:
        count: How many there ever were.
    """

    __slots__ = ("_lines", "count")

    def __init__(self) -> None:
        self.count = 0
        self._lines: deque[Said] = deque(maxlen=_KEPT)

    def heard(self, line: str) -> None:
        """The firmware has said this."""
        self.count += 1
        self._lines.append(Said(False, line))

    def sent(self, line: bytes) -> None:
        """A command that is none of the file's goes out."""
        self.count += 1
        self._lines.append(Said(True, line))

    def take(self) -> list[Said]:
        """What was said since the last call."""
        lines = list(self._lines)
        self._lines.clear()
        return lines
