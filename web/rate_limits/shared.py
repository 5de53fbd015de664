"""Moving windows in Redis, for as long as Redis answers in time."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Final

from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from lezerprint.base.gate import Gate
from lezerprint.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import TypeVar

    from lezerprint.base.rates import Rate

    Result = TypeVar("Result")

_MOST_CONNECTIONS: Final = 16
_KEY_PREFIX: Final = "lezerprint-limits"
_UNIX: Final = "unix://"


class SharedWindows:
    """Counts hits where other processes count theirs; says "let through" of what it cannot know.

    After a failure it asks nothing for a while, then lets one request find out whether Redis is back.

    Args:
        url: `redis://…`, `rediss://…` or `unix://…`.
        timeout_seconds: How long a request waits for an answer.
        pause_seconds: How long Redis is left alone after a failure.
        clock: Seconds that never go back.

    Raises:
        SettingsError: The URL is none of these.
    """

    def __init__(
        self, url: str, timeout_seconds: float, pause_seconds: float, clock: Callable[[], float]
    ) -> None:
        try:
            # One try more at once: a connection that Redis closed while it was idle is no failure.
            self._pool: BlockingConnectionPool = BlockingConnectionPool.from_url(
                url,
                max_connections=_MOST_CONNECTIONS,
                timeout=timeout_seconds,
                retry=Retry(NoBackoff(), 1),
            )
        except ValueError as error:
            raise SettingsError("the setting 'redis_url' is not a URL of a Redis server") from error
        address = f"redis+{url}" if url.startswith(_UNIX) else url
        storage = RedisStorage(
            f"async+{address}",
            implementation="redispy",
            key_prefix=_KEY_PREFIX,
            connection_pool=self._pool,  # type: ignore[arg-type]  # documented, and missing in its annotation
        )
        self._limiter = MovingWindowRateLimiter(storage)
        self._timeout_seconds = timeout_seconds
        self._gate = Gate(
            "Redis",
            meanwhile="rate limits are counted in memory",
            usually="rate limits are shared",
            pause_seconds=pause_seconds,
            clock=clock,
        )

    async def hit(self, rates: Sequence[Rate], *identifiers: str, cost: int = 1) -> float:
        """Count a hit; return how many seconds to wait, 0.0 if it is let through or Redis is away."""
        return await self._try(self._ask(rates, identifiers, cost)) or 0.0

    async def give_back(self, rates: Sequence[Rate], *identifiers: str, cost: int = 1) -> None:
        """Take back so much of what was counted last."""
        if cost > 0:
            await self._try(self._take_back(rates, identifiers, cost))

    async def _try(self, question: Coroutine[None, None, Result]) -> Result | None:
        """What Redis answers; None while it is away."""
        if not self._gate.may_ask():
            question.close()
            return None
        try:
            async with asyncio.timeout(self._timeout_seconds):
                answer = await question
        except (RedisError, OSError) as error:
            self._gate.failed(error)
            return None
        self._gate.answered()
        return answer

    async def aclose(self) -> None:
        """Close the connections."""
        await self._pool.disconnect()

    async def _ask(self, rates: Sequence[Rate], identifiers: Sequence[str], cost: int) -> float:
        for rate in rates:
            item = RateLimitItemPerSecond(rate.amount, rate.window_seconds)
            cost = min(cost, rate.amount)
            if await self._limiter.hit(item, *identifiers, cost=cost):
                continue
            stats = await self._limiter.get_window_stats(item, *identifiers)
            wait_seconds = stats.reset_time - time.time()
            if wait_seconds <= item.get_expiry():
                return max(wait_seconds, 1.0)
            # Counted before the wall clock was put back: nobody waits for it to get there again.
            await self._limiter.clear(item, *identifiers)
            await self._limiter.hit(item, *identifiers, cost=cost)
        return 0.0

    async def _take_back(self, rates: Sequence[Rate], identifiers: Sequence[str], cost: int) -> None:
        """The library's list has the newest first."""
        redis = Redis(connection_pool=self._pool)
        for rate in rates:
            item = RateLimitItemPerSecond(rate.amount, rate.window_seconds)
            newest: Any = redis.lpop(f"{_KEY_PREFIX}:{item.key_for(*identifiers)}", cost)
            await newest
