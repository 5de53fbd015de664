"""Guessing one account's password from many addresses.

The class AUTH counts an address's logins; that does not stop somebody with a thousand addresses. So logins
count against the account tried too, with the same limit. It must not lock the owner out for as long as the
guessing goes on: an address from which the account was logged in to before, since this process started,
does not count against the account. Nor do sessions and API keys that exist; and an owner who is at no known
address can still use the command line on the host.

An account that does not exist is counted like any other, so the answer tells nothing. An attempt that
succeeded is given back.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from web.rate_limits.attempts import Attempt, Attempts
from web.rate_limits.limiter import RateClass, client_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from web.rate_limits.limiter import RateLimiter

_MOST_KNOWN: Final = 4096
_DIGEST_BYTES: Final = 16


class LoginLimiter:
    """Counts logins by account, besides the limiter's count by address."""

    def __init__(self, limiter: RateLimiter) -> None:
        self._limiter = limiter
        self._attempts = Attempts(limiter)
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def hit(self, account: str, address: str) -> int | None:
        """Count an attempt, before the password is looked at, so that attempts at once all count.

        Args:
            account: What the client calls it: a name or an email address.
            address: Where it comes from.

        Returns:
            None: go on. Else after how many whole seconds to come again.
        """
        pair = _account_key(account), client_key(address)
        if pair in self._known:
            self._known.move_to_end(pair)
            return None
        return await self._limiter.hit(RateClass.AUTH, pair[0])

    @asynccontextmanager
    async def attempt(self, account: str, address: str) -> AsyncIterator[Attempt]:
        """As `hit`, but while the allowance is taken by attempts under way, it waits for how these end.

        Args:
            account: As in `hit`.
            address: As in `hit`.
        """
        pair = _account_key(account), client_key(address)
        if pair in self._known:
            self._known.move_to_end(pair)
            yield Attempt(None, self._limiter.now())
            return
        async with self._attempts.attempt(RateClass.AUTH, pair[0]) as attempt:
            yield attempt

    async def succeeded(self, account: str, address: str, counted_at: float) -> None:
        """Let the attempt not count, and know this address for the account from now on.

        Args:
            account: As in `hit`.
            address: As in `hit`.
            counted_at: When the attempt came, by the limiter's `now`.
        """
        pair = _account_key(account), client_key(address)
        if pair not in self._known:
            await self._limiter.give_back(RateClass.AUTH, pair[0], counted_at)
        self._known[pair] = None
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)


def _account_key(account: str) -> str:
    """Of bounded length, and without a colon, which would make it an address."""
    words = account.strip().casefold().encode(errors="surrogatepass")
    return "account-" + hashlib.blake2b(words, digest_size=_DIGEST_BYTES).hexdigest()
