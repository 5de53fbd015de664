"""A time limit for a whole conversation over a socket.

The time-out of a socket is for each of its reads: whoever sends a byte now and then holds up its reader for
ever.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from lezerprint.notify.errors import DeliveryError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_SHORTEST_SECONDS: Final = 0.001


class TimeLimit:
    """From `with` on; when it has passed, the sockets it covers are shut down, and their readers woken."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._guard = threading.Lock()
        self._covered: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._guard:
            for copy in self._covered:
                copy.close()
            self._covered.clear()

    def cover(self, connection: socket.socket) -> None:
        """Shut this down too when it has passed, whatever is wrapped around it by then."""
        with self._guard:
            self._covered.append(connection.dup())
        if self.is_over:
            self._cut()

    @property
    def is_over(self) -> bool:
        """Whether the time limit has passed."""
        return time.monotonic() >= self._deadline

    def left_seconds(self, at_most: float) -> float:
        """A time-out for what comes next.

        Raises:
            DeliveryError: The time is up.
        """
        left = self._deadline - time.monotonic()
        if left < _SHORTEST_SECONDS:
            raise self.error()
        return min(left, at_most)

    def error(self) -> DeliveryError:
        """What to say when it is over."""
        return DeliveryError(f"it took longer than {self._seconds:g} seconds")

    def _cut(self) -> None:
        with self._guard:
            for copy in self._covered:
                with suppress(OSError):  # it was never connected, or is gone
                    copy.shutdown(socket.SHUT_RDWR)
