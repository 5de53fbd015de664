"""The newest H.264 of a camera as fragmented MP4, for whoever watches. It outlives the actor and the readers.

What is kept begins at the newest key segment, so that who comes new can begin at once; what is before it is
kept for a moment, for those who are about to take it. Nothing is kept for anybody alone.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.camera.mp4 import InvalidMp4Error, SegmentKind, codec_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.camera.mp4 import Segment

    Listener = Callable[[], None]

MAX_KEPT_BYTES: Final = 16 * 1024 * 1024
LATE_SECONDS: Final = 1.0
"""Who is further behind than this goes on at the newest key segment, once there is one that is newer."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class VideoSegment:
    """One part of a camera's video.

    Attributes:
        codec: As MediaSource is told of it.
        number: One more than that of the segment before.
        arrived: When its last byte came, by the monotonic clock in seconds.
        timestamp: The same in seconds since 1970.
    """

    kind: SegmentKind
    data: bytes
    codec: str
    number: int
    arrived: float
    timestamp: float


class VideoFeed:
    """Keeps the init segment and what follows the newest key segment. Thread-safe.

    Attributes:
        is_offered: Whether the source has H.264; None: it was not opened yet.
        codec: That of the newest stream, also after its end; None: there was none.
    """

    def __init__(self) -> None:
        self.is_offered: bool | None = None
        self.codec: str | None = None
        self._init: VideoSegment | None = None
        self._key: VideoSegment | None = None
        self._kept: deque[VideoSegment] = deque()
        self._kept_bytes = 0
        self._number = 0
        self._turn = 0
        self._listeners: tuple[Listener, ...] = ()
        self._guard = threading.Lock()

    def begin(self) -> Callable[[Segment, float], None]:
        """From now on segments come from here alone.

        Returns:
            Takes a segment and when it arrived, and tells whoever listens, in the same thread; takes nothing
            once another has begun.
        """
        with self._guard:
            self._turn += 1
            turn = self._turn

        def put(segment: Segment, arrived: float) -> None:
            with self._guard:
                if turn != self._turn:
                    return
                self._put(segment, arrived)
            self._wake()

        return put

    def end(self) -> None:
        """Take no more segments from who began last."""
        with self._guard:
            self._turn += 1

    def clear(self) -> None:
        """What was seen last is old."""
        with self._guard:
            self._clear()

    def offer(self, *, is_offered: bool) -> None:
        """The source was opened: whether it has H.264."""
        self.is_offered = is_offered
        if not is_offered:
            self.codec = None
        self._wake()

    def forget(self) -> None:
        """The source is another."""
        with self._guard:
            self._clear()
            self.is_offered = self.codec = None

    def after(self, number: int, now: float) -> VideoSegment | None:
        """What goes next to who was sent the segment of this number, 0 at first; None: it has not come yet.

        Args:
            number: Of the last segment that was sent.
            now: The monotonic clock, in seconds.
        """
        with self._guard:
            init, key = self._init, self._key
            if init is None:
                return None
            if number < init.number:
                return init
            if number == init.number or not self._kept or number + 1 < self._kept[0].number:
                return key
            if number == self._number:
                return None
            following = self._kept[number + 1 - self._kept[0].number]
            is_late = now - following.arrived > LATE_SECONDS
            return key if key is not None and is_late and following.number < key.number else following

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call this after each segment, in any thread, until the returned function is called."""
        with self._guard:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._guard:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return unsubscribe

    def _put(self, segment: Segment, arrived: float) -> None:
        if segment.kind is SegmentKind.INIT:
            self._clear()
            try:
                self.codec = codec_of(segment.data)
            except InvalidMp4Error:
                self.codec, self.is_offered = None, False
                return
            self.is_offered = True
            self._init = self._numbered(segment, self.codec, arrived)
        elif self._init is not None and (self._kept or segment.kind is SegmentKind.KEY):
            one = self._numbered(segment, self._init.codec, arrived)
            if one.kind is SegmentKind.KEY:
                self._key = one
            self._kept.append(one)
            self._kept_bytes += len(one.data)
            self._drop_old(arrived)

    def _numbered(self, segment: Segment, codec: str, arrived: float) -> VideoSegment:
        self._number += 1
        timestamp = time.time() - (time.monotonic() - arrived)
        return VideoSegment(segment.kind, segment.data, codec, self._number, arrived, timestamp)

    def _drop_old(self, now: float) -> None:
        while (oldest := self._kept[0]).number < self._number:
            is_past = self._key is not None and oldest.number < self._key.number
            if not (is_past and now - oldest.arrived > LATE_SECONDS) and self._kept_bytes <= MAX_KEPT_BYTES:
                return
            self._kept.popleft()
            self._kept_bytes -= len(oldest.data)
            if oldest is self._key:  # too much came since: who comes new waits for the next one
                self._key = None

    def _clear(self) -> None:
        self._init = self._key = None
        self._kept.clear()
        self._kept_bytes = 0

    def _wake(self) -> None:
        for listener in self._listeners:
            listener()
