"""How many may be connected: in all, from one address, and as one user."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from web.errors import RequestError
from web.rate_limits.limiter import client_key

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.settings import Settings

_ALL: Final = "all"


class TooManyConnectionsError(RequestError):
    """There are as many connections as the settings let."""

    status = 429
    code = "RATE_LIMIT_EXCEEDED"


class ConnectionLimits:
    """Counts connections. For the event loop alone."""

    def __init__(self, settings: Settings) -> None:
        self._most = settings.websocket_max_connections
        self._most_of_address = settings.websocket_max_per_address
        self._most_of_user = settings.websocket_max_per_user
        self._taken: Counter[str | UUID] = Counter()

    def take(self, address: str) -> str:
        """A place for a connection from here; what to `free` when it ends.

        Raises:
            TooManyConnectionsError: There is none.
        """
        key = f"address {client_key(address)}"
        if self._taken[_ALL] >= self._most:
            raise TooManyConnectionsError("too many connections")
        if self._taken[key] >= self._most_of_address:
            raise TooManyConnectionsError("too many connections from this address")
        self._taken.update((_ALL, key))
        return key

    def take_for(self, user_id: UUID) -> None:
        """A place for one more connection of this user; `free_for` ends it.

        Raises:
            TooManyConnectionsError: There is none.
        """
        if self._taken[user_id] >= self._most_of_user:
            raise TooManyConnectionsError("too many connections of this user")
        self._taken[user_id] += 1

    def free(self, key: str) -> None:
        """The connection has ended."""
        self._less(_ALL)
        self._less(key)

    def free_for(self, user_id: UUID) -> None:
        """The user's connection has ended."""
        self._less(user_id)

    def _less(self, key: str | UUID) -> None:
        self._taken[key] -= 1
        if self._taken[key] <= 0:
            del self._taken[key]
