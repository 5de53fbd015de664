"""One thread that calls back at given times, for all timers of a system."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Timer", "Timers"]

_logger = logging.getLogger(__name__)


class Timer:
    """A call to come, which can be cancelled."""

    __slots__ = ("_callback", "due_seconds")

    def __init__(self, due_seconds: float, callback: Callable[[], None]) -> None:
        self.due_seconds = due_seconds
        self._callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        """Make sure that it does not fire; one that is just firing may still do so."""
        self._callback = None

    def fire(self) -> None:
        """Call back, at most once."""
        callback, self._callback = self._callback, None
        if callback is not None:
            callback()


class Timers:
    """Timers on one daemon thread; callbacks must be quick, for they delay one another."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._changed = threading.Condition(threading.Lock())
        self._running = False
        self._thread = threading.Thread(target=self._run, name="supervision-timers", daemon=True)

    def start(self) -> None:
        """Begin to call back."""
        self._running = True
        self._thread.start()

    def stop(self) -> None:
        """Call back no more; may be called from a callback."""
        with self._changed:
            self._running = False
            self._heap.clear()
            self._changed.notify()
        if self._thread is not threading.current_thread() and self._thread.is_alive():
            self._thread.join()

    def call_at(self, due_seconds: float, callback: Callable[[], None]) -> Timer:
        """Call back at a moment of the monotonic clock; never, if the timers do not run."""
        timer = Timer(due_seconds, callback)
        with self._changed:
            if self._running:
                entry = due_seconds, next(self._order), timer
                heapq.heappush(self._heap, entry)
                if self._heap[0] is entry:  # else the thread wakes early enough
                    self._changed.notify()
        return timer

    def call_later(self, delay_seconds: float, callback: Callable[[], None]) -> Timer:
        """Call back after a delay."""
        return self.call_at(time.monotonic() + delay_seconds, callback)

    def _run(self) -> None:
        while (timer := self._next()) is not None:
            try:
                timer.fire()
            except Exception:
                _logger.exception("A timer's callback failed")

    def _next(self) -> Timer | None:
        """Wait for the next timer that is due; None at the end."""
        with self._changed:
            while self._running:
                if not self._heap:
                    self._changed.wait()
                    continue
                wait_seconds = self._heap[0][0] - time.monotonic()
                if wait_seconds <= 0:
                    return heapq.heappop(self._heap)[2]
                self._changed.wait(wait_seconds)
            return None
