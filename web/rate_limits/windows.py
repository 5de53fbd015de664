"""The moving windows of one limit, in memory: exact, bounded, and cheap enough for every request.

The memory storage of the limits library is not used: it starts a thread after almost every hit, keeps the
key of every client for ever, and reads the wall clock, which jumps on a board without one of its own.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Final

MOST_KEYS: Final = 20_000


class _Used:
    """What one key used of late: when, how much, and all of it together."""

    __slots__ = ("hits", "total")

    def __init__(self) -> None:
        self.hits: deque[tuple[float, int]] = deque()
        self.total = 0

    def forget_until(self, horizon: float) -> None:
        hits = self.hits
        while hits and hits[0][0] <= horizon:
            self.total -= hits.popleft()[1]


class MovingWindows:
    """What each key was let through of late; not safe for threads.

    Args:
        amount: How much any window may hold: hits, or bytes.
        window_seconds: How long a window is.
        most_keys: How many keys are remembered; beyond it, the one longest not seen is forgotten. Whoever
            floods the server from so many addresses has that many allowances anyway.
    """

    __slots__ = ("_amount", "_most_keys", "_used", "_window_seconds")

    def __init__(self, amount: int, window_seconds: float, most_keys: int = MOST_KEYS) -> None:
        self._amount = amount
        self._window_seconds = window_seconds
        self._most_keys = most_keys
        self._used: OrderedDict[str, _Used] = OrderedDict()

    def __len__(self) -> int:
        return len(self._used)

    def wait_seconds(self, key: str, now: float, cost: int = 1) -> float:
        """How long until this key has so much free; 0.0: it has it now. Nothing is counted.

        What costs more than a window may hold waits for an empty one.
        """
        used = self._used.get(key)
        if used is None:
            return 0.0
        self._used.move_to_end(key)
        horizon = now - self._window_seconds
        used.forget_until(horizon)
        excess = used.total + min(cost, self._amount) - self._amount
        if excess <= 0:
            return 0.0
        for at, amount in used.hits:
            excess -= amount
            if excess <= 0:
                return at - horizon
        raise AssertionError("an empty window is full")

    def count(self, key: str, now: float, cost: int = 1) -> None:
        """Count what was let through."""
        used = self._used.get(key)
        if used is None:
            self._make_room(now)
            used = self._used[key] = _Used()
        used.hits.append((now, cost))
        used.total += cost

    def give_back(self, key: str, cost: int, counted_at: float) -> None:
        """Take back so much of what was counted at this time or later, as if it had not come."""
        used = self._used.get(key)
        if used is None:
            return
        hits = used.hits
        while cost > 0 and hits and hits[-1][0] >= counted_at:
            at, amount = hits.pop()
            taken = min(amount, cost)
            used.total -= taken
            cost -= taken
            if amount > taken:
                hits.append((at, amount - taken))

    def _make_room(self, now: float) -> None:
        """For one key more; of those whose window has passed, two go, so that a flood leaves nothing."""
        horizon = now - self._window_seconds
        for _ in range(2):
            oldest = next(iter(self._used), None)
            if oldest is None:
                return
            hits = self._used[oldest].hits
            if hits and hits[-1][0] > horizon and len(self._used) < self._most_keys:
                return
            del self._used[oldest]
