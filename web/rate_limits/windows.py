"""The moving windows of one limit, in memory: exact, bounded, and cheap enough for every request.

The memory storage of the limits library is not used: it starts a thread after almost every hit, keeps the
key of every client for ever, and reads the wall clock, which jumps on a board without one of its own.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Final

MOST_KEYS: Final = 20_000


class MovingWindows:
    """When each key was let through of late; not safe for threads.

    Args:
        amount: How many hits any window may hold.
        window_seconds: How long a window is.
        most_keys: How many keys are remembered; beyond it, the one longest not seen is forgotten. Whoever
            floods the server from so many addresses has that many allowances anyway.
    """

    __slots__ = ("_amount", "_hits", "_most_keys", "_window_seconds")

    def __init__(self, amount: int, window_seconds: float, most_keys: int = MOST_KEYS) -> None:
        self._amount = amount
        self._window_seconds = window_seconds
        self._most_keys = most_keys
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._hits)

    def wait_seconds(self, key: str, now: float) -> float:
        """How long until this key has a hit free; 0.0: it has one now. Nothing is counted."""
        hits = self._hits.get(key)
        if hits is None:
            return 0.0
        self._hits.move_to_end(key)
        horizon = now - self._window_seconds
        while hits and hits[0] <= horizon:
            hits.popleft()
        return hits[0] - horizon if len(hits) >= self._amount else 0.0

    def count(self, key: str, now: float) -> None:
        """Count a hit that was let through."""
        hits = self._hits.get(key)
        if hits is None:
            self._make_room(now)
            hits = self._hits[key] = deque(maxlen=self._amount)
        hits.append(now)

    def _make_room(self, now: float) -> None:
        """For one key more; of those whose window has passed, two go, so that a flood leaves nothing."""
        horizon = now - self._window_seconds
        for _ in range(2):
            oldest = next(iter(self._hits), None)
            if oldest is None:
                return
            hits = self._hits[oldest]
            if hits and hits[-1] > horizon and len(self._hits) < self._most_keys:
                return
            del self._hits[oldest]
