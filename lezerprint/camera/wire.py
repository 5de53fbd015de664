"""What a reader says to its server: messages of a head and a payload. Orders to it are single bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

OPEN: Final = b"o"
"""The order to open the source, at first and after each failure."""

HEAD: Final = struct.Struct("!BdI")
"""Kind; when it arrived, by the monotonic clock that all processes of a host share; bytes of the payload."""

FRAME: Final = 1
FAILED: Final = 2


@dataclass(frozen=True, slots=True)
class FrameRead:
    """A whole picture.

    Attributes:
        arrived: When its last byte came, by the monotonic clock in seconds.
    """

    jpeg: bytes
    arrived: float


@dataclass(frozen=True, slots=True)
class SourceFailed:
    """The source gave up; the reader waits for the order to open it again."""

    reason: str


def head_of(kind: int, arrived: float, payload: bytes) -> bytes:
    """What goes before a payload."""
    return HEAD.pack(kind, arrived, len(payload))


def message_of(kind: int, arrived: float, payload: bytes) -> FrameRead | SourceFailed:
    """A message that was received."""
    return FrameRead(payload, arrived) if kind == FRAME else SourceFailed(payload.decode("utf-8", "replace"))
