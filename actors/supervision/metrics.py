"""What is measured of an actor: one thread writes, any thread reads, without a lock."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Activity", "Meter", "quantile"]

_RING_SIZE = 512


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """What an actor is doing: a message's type or a hook's name, since when, and how long it may take."""

    label: str
    since_seconds: float
    limit_seconds: float


class Meter:
    """Counts and times what one life of an actor does.

    Attributes:
        activity: what it is doing now; None while it waits for a message.
        handled: messages handled so far.
        thread_id: the thread it runs on, once it runs.
    """

    __slots__ = ("_ring", "activity", "handled", "thread_id")

    def __init__(self) -> None:
        self.activity: Activity | None = None
        self.handled = 0
        self.thread_id: int | None = None
        self._ring = [0.0] * _RING_SIZE

    def begin(self, label: str, limit_seconds: float) -> None:
        """Stamp the start of an activity (actor's thread only)."""
        self.activity = Activity(label, time.monotonic(), limit_seconds)

    def end(self, *, message: bool) -> None:
        """Stamp its end; a message's handling time is kept (actor's thread only)."""
        activity, self.activity = self.activity, None
        if message and activity is not None:
            self._ring[self.handled % _RING_SIZE] = time.monotonic() - activity.since_seconds
            self.handled += 1

    def handling_seconds(self) -> list[float]:
        """Return the handling times of the last messages, in no order."""
        return self._ring[: min(self.handled, _RING_SIZE)]


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return the nearest-rank quantile of some values, or None of none."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
