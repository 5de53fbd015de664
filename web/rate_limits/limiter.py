"""The one limiter: moving windows in this process, and in Redis besides where there is one.

Every hit that is let through is counted in memory, whether Redis is there or not. So who has used up the
allowance here is refused without a question to Redis, and finds no fresh allowance when Redis goes away or
comes back. Redis adds what other processes, and this one before its restart, have let through.

Only what is let through counts: a client that goes on knocking waits no longer for it. What turned out not to
count, as a sign-in with the right password, is given back.
"""

from __future__ import annotations

import enum
import math
import time
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Final

from lezerprint.base.rates import Rate, parse_byte_rate, parse_rates
from lezerprint.errors import SettingsError
from web.rate_limits.windows import MovingWindows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from web.rate_limits.shared import SharedWindows

_INTERFACE_BITS: Final = 64
_SHARED_UNIT_BYTES: Final = 1_000_000
_CACHED_ADDRESSES: Final = 4096
_LONGEST_CACHED: Final = 64


class RateClass(enum.Enum):
    """Which limit a request counts against.

    Each has a setting of its own but `EXEMPT`. `UPLOAD` counts bytes, the others requests.
    """

    API = "api"
    """Whoever has a session or an API key; a request without one counts as `VISITORS`."""
    VISITORS = "visitors"
    AUTH = "auth"
    UPLOAD = "upload"
    CONTROL = "control"
    EXEMPT = "exempt"


class RateLimiter:
    """Says who has asked too often.

    Args:
        allowances: The limit of each class but `EXEMPT`, in the notation of the limits library
            (`100/minute`, `5/15 minutes`; several with a semicolon between them all hold); that of `UPLOAD`
            in bytes (`5 GB/hour`).
        redis_url: Where the counts are shared; None: they stay in this process.
        redis_timeout_seconds: How long a request waits for Redis.
        redis_pause_seconds: How long Redis is left alone after it did not answer.
        clock: Seconds that never go back.

    Raises:
        SettingsError: A class has no limit, or one that the library cannot read, or the URL is none.
    """

    def __init__(
        self,
        allowances: Mapping[RateClass, str],
        redis_url: str | None = None,
        *,
        redis_timeout_seconds: float = 0.075,
        redis_pause_seconds: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._rates = {
            rate_class: _parsed(rate_class, allowances.get(rate_class))
            for rate_class in RateClass
            if rate_class is not RateClass.EXEMPT
        }
        self._windows = {
            rate_class: [MovingWindows(rate.amount, rate.window_seconds) for rate in rates]
            for rate_class, rates in self._rates.items()
        }
        self._shared_rates = {
            rate_class: [Rate(_shared_units(rate_class, rate.amount), rate.window_seconds) for rate in rates]
            for rate_class, rates in self._rates.items()
        }
        self._shared: SharedWindows | None = None
        if redis_url:
            from web.rate_limits.shared import SharedWindows  # noqa: PLC0415 - brings redis

            self._shared = SharedWindows(redis_url, redis_timeout_seconds, redis_pause_seconds, clock)

    def now(self) -> float:
        """The limiter's time, in seconds."""
        return self._clock()

    async def hit(self, rate_class: RateClass, key: str, cost: int = 1) -> int | None:
        """Count a request of this key, a user's id or a client's address.

        Args:
            rate_class: What it counts against.
            key: Who it is.
            cost: How much it costs: bytes where those are counted.

        Returns:
            None: it is let through. Else after how many whole seconds to come again, at least 1.
        """
        if rate_class is RateClass.EXEMPT or cost < 1:
            return None
        key = _bounded(key)
        windows, now = self._windows[rate_class], self._clock()
        wait_seconds = max([window.wait_seconds(key, now, cost) for window in windows])
        if not wait_seconds and self._shared is not None:
            rates, units = self._shared_rates[rate_class], _shared_units(rate_class, cost)
            wait_seconds = await self._shared.hit(rates, rate_class.value, key, cost=units)
        if wait_seconds > 0:
            return max(1, math.ceil(wait_seconds))
        for window in windows:
            window.count(key, now, cost)
        return None

    async def give_back(self, rate_class: RateClass, key: str, counted_at: float, cost: int = 1) -> None:
        """Let something not count that was let through.

        Args:
            rate_class: What it was counted against.
            key: Who it was.
            counted_at: When, by `now`, or a little earlier.
            cost: How much of it.
        """
        if rate_class is RateClass.EXEMPT or cost < 1:
            return
        key = _bounded(key)
        for window in self._windows[rate_class]:
            window.give_back(key, cost, counted_at)
        if self._shared is not None:
            past_seconds = self._clock() - counted_at
            rates = [rate for rate in self._shared_rates[rate_class] if past_seconds < rate.window_seconds]
            units = cost // _SHARED_UNIT_BYTES if rate_class is RateClass.UPLOAD else cost
            await self._shared.give_back(rates, rate_class.value, key, cost=units)

    async def aclose(self) -> None:
        """Close the connections to Redis."""
        if self._shared is not None:
            await self._shared.aclose()


def client_key(address: str) -> str:
    """What stands for a client: its IPv4 address, or its IPv6 network of 64 bits: one household."""
    return _cached_network(address) if len(address) <= _LONGEST_CACHED else _network(address)


def _bounded(key: str) -> str:
    return client_key(key) if ":" in key else key


def _shared_units(rate_class: RateClass, cost: int) -> int:
    """Redis has an entry a unit, so bytes are counted there by the megabyte."""
    return math.ceil(cost / _SHARED_UNIT_BYTES) if rate_class is RateClass.UPLOAD else cost


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> _INTERFACE_BITS << _INTERFACE_BITS)}/{_INTERFACE_BITS}"


_cached_network = lru_cache(_CACHED_ADDRESSES)(_network)


def _parsed(rate_class: RateClass, text: str | None) -> list[Rate]:
    name = f"rate_limit_{rate_class.value}"
    if not text:
        raise SettingsError(f"the setting {name!r} is missing")
    try:
        rates = [parse_byte_rate(text)] if rate_class is RateClass.UPLOAD else parse_rates(text)
    except ValueError as error:
        raise SettingsError(f"the setting {name!r} is not a limit: {error}") from error
    if any(rate.amount < 1 or rate.window_seconds < 1 for rate in rates):
        raise SettingsError(f"the setting {name!r} lets nothing through: {text!r}")
    return rates
