"""What one upload takes of its user's allowance: its declared length at once, the rest as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from web.errors import RateLimitedError
from web.rate_limits.limiter import RateClass

if TYPE_CHECKING:
    from web.rate_limits.limiter import RateLimiter

_PIECE_BYTES: Final = 1_000_000


class UploadAllowance:
    """The bytes of one upload, counted before they are taken; what did not come is given back."""

    def __init__(self, limiter: RateLimiter, user: str) -> None:
        self._limiter = limiter
        self._user = user
        self._begun_at = limiter.now()
        self._counted_bytes = 0
        self._received_bytes = 0

    async def begin(self, declared_bytes: int) -> None:
        """Count what the request says that it has; 0 if it does not say.

        Raises:
            RateLimitedError: The user has uploaded too much of late.
        """
        await self._count(declared_bytes or _PIECE_BYTES)

    async def received(self, count: int) -> None:
        """Note that bytes have come.

        Raises:
            RateLimitedError: There are more than were declared, and than the user has left.
        """
        self._received_bytes += count
        missing = self._received_bytes - self._counted_bytes
        if missing > 0:
            await self._count(max(missing, _PIECE_BYTES))

    async def end(self) -> None:
        """Give back what did not come."""
        left = self._counted_bytes - self._received_bytes
        self._counted_bytes = self._received_bytes
        await self._limiter.give_back(RateClass.UPLOAD, self._user, self._begun_at, left)

    async def _count(self, count: int) -> None:
        wait_seconds = await self._limiter.hit(RateClass.UPLOAD, self._user, count)
        if wait_seconds is not None:
            raise RateLimitedError(wait_seconds)
        self._counted_bytes += count
