"""Sign-ins at once: as many as succeed are let through, and no more failures than the limit has."""

from __future__ import annotations

import asyncio

import pytest

from web.rate_limits import RateClass, RateLimiter
from web.rate_limits.attempts import Attempts

ALLOWANCES = {one: "5/minute" for one in RateClass if one not in (RateClass.EXEMPT, RateClass.UPLOAD)} | {
    RateClass.UPLOAD: "1 GB/hour"
}


async def at_once(count, *, succeeds):
    """How many of these attempts were let through."""
    limiter = RateLimiter(ALLOWANCES)
    attempts = Attempts(limiter)

    async def one():
        async with attempts.attempt(RateClass.AUTH, "address") as attempt:
            if attempt.wait_seconds is not None:
                return False
            await asyncio.sleep(0)
            if succeeds:
                await limiter.give_back(RateClass.AUTH, "address", attempt.counted_at)
            return True

    through = sum(await asyncio.gather(*(one() for _ in range(count))))
    assert not attempts._under_way
    return through


@pytest.mark.parametrize(("count", "succeeds", "through"), [(40, True, 40), (40, False, 5), (5, False, 5)])
def test_only_failures_count(count, succeeds, through):
    assert asyncio.run(at_once(count, succeeds=succeeds)) == through


def test_a_flood_does_not_wait():
    through = asyncio.run(at_once(1000, succeeds=True))
    assert 5 < through < 1000
