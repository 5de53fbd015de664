"""The newest frame of a camera, for whoever watches. It outlives the actor and the readers."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lezerprint.camera.video import VideoFeed

if TYPE_CHECKING:
    from collections.abc import Callable

    Listener = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture.

    Attributes:
        jpeg: As the source sent it.
        number: One more than that of the frame before.
        arrived: When its last byte came, by the monotonic clock in seconds.
        timestamp: The same in seconds since 1970.
    """

    jpeg: bytes
    number: int
    arrived: float
    timestamp: float


class Feed:
    """Keeps one frame and counts the viewers. Thread-safe.

    Attributes:
        newest: The newest frame; None: none has come since the camera was started.
        video: The same pictures as H.264, where the source has that.
    """

    def __init__(self) -> None:
        self.video = VideoFeed()
        self.newest: Frame | None = None
        self._number = 0
        self._turn = 0
        self._viewers = 0
        self._left_at = 0.0
        self._listeners: tuple[Listener, ...] = ()
        self._guard = threading.Lock()

    @property
    def viewers(self) -> int:
        """How many watch."""
        return self._viewers

    @property
    def frames(self) -> int:
        """How many frames have come so far."""
        return self._number

    def begin(self) -> Callable[[bytes, float], bool]:
        """From now on frames come from here alone.

        Returns:
            Takes a frame and when it arrived, tells whoever listens, in the same thread; whether it was
            taken: not once another has begun.
        """
        with self._guard:
            self._turn += 1
            turn = self._turn

        def put(jpeg: bytes, arrived: float) -> bool:
            with self._guard:
                if turn != self._turn:
                    return False
                self._number += 1
                timestamp = time.time() - (time.monotonic() - arrived)
                self.newest = Frame(jpeg, self._number, arrived, timestamp)
            self.wake()
            return True

        return put

    def end(self) -> None:
        """Take no more frames from who began last."""
        with self._guard:
            self._turn += 1
        self.video.end()

    def clear(self) -> None:
        """What was seen last is old."""
        self.newest = None
        self.video.clear()

    def enter(self) -> None:
        """Somebody begins to watch."""
        with self._guard:
            self._viewers += 1

    def leave(self) -> None:
        """Somebody has stopped watching."""
        with self._guard:
            self._viewers -= 1
            self._left_at = time.monotonic()

    def unwatched_seconds(self, now: float) -> float:
        """Since when nobody watches; 0 while somebody does."""
        return 0.0 if self._viewers else now - self._left_at

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call this after each frame, in any thread, until the returned function is called."""
        with self._guard:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._guard:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return unsubscribe

    def wake(self) -> None:
        """Have whoever listens look at how the camera is."""
        for listener in self._listeners:
            listener()
