"""What a reader says to its server: messages of a head and a payload. Orders to it are single bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from lezerprint.camera.mp4 import Segment, SegmentKind

OPEN: Final = b"o"
"""The order to open the source, at first and after each failure."""

HEAD: Final = struct.Struct("!BdI")
"""Kind; when it arrived, by the monotonic clock that all processes of a host share; bytes of the payload."""

FRAME: Final = 1
FAILED: Final = 2
OFFER: Final = 3
SEGMENTS: Final = {4: SegmentKind.INIT, 5: SegmentKind.KEY, 6: SegmentKind.DELTA}
KINDS: Final = {kind: number for number, kind in SEGMENTS.items()}


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


@dataclass(frozen=True, slots=True)
class SegmentRead:
    """A segment of the video.

    Attributes:
        arrived: When its last byte came, by the monotonic clock in seconds.
    """

    segment: Segment
    arrived: float


@dataclass(frozen=True, slots=True)
class VideoOffer:
    """The source was opened: whether it has H.264. Comes before its first frame."""

    is_offered: bool


ReaderMessage = FrameRead | SourceFailed | SegmentRead | VideoOffer


def head_of(kind: int, arrived: float, payload: bytes) -> bytes:
    """What goes before a payload."""
    return HEAD.pack(kind, arrived, len(payload))


def message_of(kind: int, arrived: float, payload: bytes) -> ReaderMessage:
    """A message that was received."""
    if kind == FRAME:
        return FrameRead(payload, arrived)
    if kind == OFFER:
        return VideoOffer(bool(payload))
    if kind in SEGMENTS:
        return SegmentRead(Segment(SEGMENTS[kind], payload), arrived)
    return SourceFailed(payload.decode("utf-8", "replace"))
