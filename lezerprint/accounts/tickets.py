"""Tickets: each signs in one WebSocket connection, for a page that cannot see its own credential.

They are kept in memory: a server that is started anew knows none, and the page asks for another.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.accounts.access_tokens import digest
from lezerprint.accounts.errors import InvalidTokenError, TokenExpiredError
from lezerprint.accounts.principal import Standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.accounts.principal import Principal

PREFIX: Final = "lzt_"
LIFETIME_SECONDS: Final = 30.0

_TICKET_BYTES: Final = 24
_MOST: Final = 4096


@dataclass(frozen=True, slots=True)
class _Ticket:
    standing: Standing
    expires_at_seconds: float


class Tickets:
    """Makes and redeems them. Thread-safe.

    Args:
        monotonic: A clock, in seconds.
        capacity: How many are kept; beyond that the oldest go.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, capacity: int = _MOST) -> None:
        self._monotonic = monotonic
        self._capacity = capacity
        self._known: dict[str, _Ticket] = {}
        self._guard = threading.Lock()

    def issue(self, principal: Principal) -> str:
        """A ticket for whoever calls, good once and for `LIFETIME_SECONDS`."""
        ticket = PREFIX + secrets.token_urlsafe(_TICKET_BYTES)
        entry = _Ticket(Standing.of(principal), self._monotonic() + LIFETIME_SECONDS)
        with self._guard:
            while len(self._known) >= self._capacity:
                del self._known[next(iter(self._known))]
            self._known[digest(ticket)] = entry
        return ticket

    def redeem(self, ticket: str) -> Standing:
        """What the ticket stands for; it is spent.

        Raises:
            InvalidTokenError: It is unknown or spent.
            TokenExpiredError: Its time is over.
        """
        with self._guard:
            entry = self._known.pop(digest(ticket), None)
        if entry is None:
            raise InvalidTokenError
        if entry.expires_at_seconds <= self._monotonic():
            raise TokenExpiredError
        return entry.standing


def is_ticket(credential: str) -> bool:
    """Whether this is meant to be a ticket; no token or API key begins so."""
    return credential.startswith(PREFIX)
