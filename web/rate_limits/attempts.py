"""Attempts of which only failures count, such as sign-ins.

Who comes while the allowance is taken by attempts under way waits for how these end, since each that succeeds
gives its share back.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from web.rate_limits.limiter import RateClass, RateLimiter

_MOST_WAITING: Final = 50
"""Of one key: beyond, an attempt is refused at once, so that a flood fills no memory."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that was counted, or is refused.

    Attributes:
        wait_seconds: After how many whole seconds to come again; None: it is let through.
        counted_at: When it was counted, by the limiter's `now`, or a little earlier.
    """

    wait_seconds: int | None
    counted_at: float


class _UnderWay:
    """The attempts of one key."""

    __slots__ = ("count", "settled", "waiting")

    def __init__(self) -> None:
        self.count = 0
        self.waiting = 0
        self.settled = asyncio.Event()


class Attempts:
    """Counts attempts by a limiter."""

    def __init__(self, limiter: RateLimiter) -> None:
        self._limiter = limiter
        self._under_way: dict[tuple[RateClass, str], _UnderWay] = {}

    @asynccontextmanager
    async def attempt(self, rate_class: RateClass, key: str) -> AsyncIterator[Attempt]:
        """Count an attempt; within, it is under way, and may be given back to the limiter.

        Args:
            rate_class: What it counts against.
            key: Who it is.
        """
        place = rate_class, key
        others = self._under_way.setdefault(place, _UnderWay())
        attempt = await self._counted(rate_class, key, others)
        let_through = attempt.wait_seconds is None
        others.count += let_through
        try:
            yield attempt
        finally:
            if let_through:
                others.count -= 1
                settled, others.settled = others.settled, asyncio.Event()
                settled.set()
            if not others.count and not others.waiting and self._under_way.get(place) is others:
                del self._under_way[place]

    async def _counted(self, rate_class: RateClass, key: str, others: _UnderWay) -> Attempt:
        while True:
            counted_at, settled = self._limiter.now(), others.settled
            wait_seconds = await self._limiter.hit(rate_class, key)
            if wait_seconds is None or not others.count or others.waiting >= _MOST_WAITING:
                return Attempt(wait_seconds, counted_at)
            others.waiting += 1
            try:
                await settled.wait()
            finally:
                others.waiting -= 1
