"""From a credential to who calls.

What was checked is kept for a second, so that most requests ask no database. Whatever is changed through
`Accounts` in this process counts at once, since `forget` drops what was kept; what another process changes,
as the command line does, counts within that second.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from lezerprint.accounts.access_tokens import digest
from lezerprint.accounts.api_keys import is_api_key
from lezerprint.accounts.errors import (
    AccountError,
    InvalidTokenError,
    TokenExpiredError,
    UserNotFoundError,
)
from lezerprint.accounts.principal import Principal, Standing, lower_role
from lezerprint.storage.models import ApiKey, Session, User

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from lezerprint.accounts.access_tokens import Tokens
    from lezerprint.accounts.api_keys import LastUses
    from lezerprint.storage.database import Storage

__all__ = ["FRESHNESS_SECONDS", "Authenticator", "Credential", "Principal"]

FRESHNESS_SECONDS: Final = 1.0
_CAPACITY: Final = 4096

Credential = str | Standing
"""A JSON Web Token, an API key, or what a ticket or a signed URL goes back to."""

Key = bytes | Standing
"""What a check is kept under: a credential's digest, or what it goes back to."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the database said.

    Attributes:
        expires_at: When the credential ends of itself, in seconds since 1970.
    """

    principal: Principal
    expires_at: float


@dataclass(frozen=True, slots=True)
class _Entry:
    checked: Checked
    checked_at_seconds: float


class Authenticator:
    """Checks credentials. Thread-safe.

    Args:
        storage: The database.
        tokens: Reads JSON Web Tokens.
        last_uses: Notes when API keys are used.
        freshness_seconds: How long what was checked is good.
        capacity: How many checks are kept.
        monotonic: A clock for the freshness; the expiry goes by the tokens' clock.
    """

    def __init__(
        self,
        storage: Storage,
        tokens: Tokens,
        last_uses: LastUses,
        *,
        freshness_seconds: float = FRESHNESS_SECONDS,
        capacity: int = _CAPACITY,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._storage = storage
        self._tokens = tokens
        self._last_uses = last_uses
        self._freshness_seconds = freshness_seconds
        self._capacity = capacity
        self._monotonic = monotonic
        self._entries: dict[Key, _Entry] = {}
        self._generation = 0
        self._guard = threading.Lock()

    def cached(self, credential: Credential) -> Principal | None:
        """Who has this credential, if that was checked just now; never waits."""
        return self._fresh(_key(credential))

    def verify(self, credential: Credential) -> Principal:
        """Who has this credential, as the database has it now; waits for that.

        Raises:
            TokenExpiredError: It was good once.
            InvalidTokenError: It is forged, unknown or revoked, or its session is over.
            UserNotFoundError: Its user is gone or inactive.
            StorageError: The database is away.
        """
        return self._checked(_key(credential), lambda: self._look_up(credential))

    def check(self, credential: Credential) -> Principal:
        """As `verify`; what was checked just now is good."""
        return self.cached(credential) or self.verify(credential)

    def last_known(self, credential: Credential) -> Principal:
        """Who had this credential when it was checked last, or else whom a signed token names.

        For what must work while the database is away. A role in a token is that of the time it was made.

        Raises:
            TokenExpiredError: It was good once.
            InvalidTokenError: Nothing is known of it, and it is not signed.
        """
        entry = self._entries.get(_key(credential))
        if entry is not None:
            if entry.checked.expires_at <= self._tokens.clock():
                raise TokenExpiredError
            return entry.checked.principal
        if isinstance(credential, Standing):
            raise InvalidTokenError
        claims = self._tokens.read_access(credential)
        return Principal(claims.user_id, str(claims.user_id), "", claims.role, claims.session_id, None)

    def forget(
        self, *, user_id: UUID | None = None, session_id: UUID | None = None, api_key_id: UUID | None = None
    ) -> None:
        """Something was changed about one of these; call it when the change is committed."""
        with self._guard:
            self._generation += 1
            for key, entry in list(self._entries.items()):
                who = entry.checked.principal
                if (
                    (user_id is not None and who.user_id == user_id)
                    or (session_id is not None and who.session_id == session_id)
                    or (api_key_id is not None and who.api_key_id == api_key_id)
                ):
                    del self._entries[key]

    def _fresh(self, key: Key) -> Principal | None:
        entry = self._entries.get(key)
        if entry is None or self._monotonic() - entry.checked_at_seconds >= self._freshness_seconds:
            return None
        return entry.checked.principal if entry.checked.expires_at > self._tokens.clock() else None

    def _checked(self, key: Key, check: Callable[[], Checked]) -> Principal:
        generation, began = self._generation, self._monotonic()
        try:
            with self._storage.session():
                checked = check()
        except AccountError:
            with self._guard:
                self._entries.pop(key, None)
            raise
        with self._guard:
            # What was forgotten meanwhile may be what was just read.
            if generation == self._generation:
                self._keep(key, _Entry(checked, began))
        return checked.principal

    def _keep(self, key: Key, entry: _Entry) -> None:
        """At the end; so at the beginning is what was checked longest ago, and goes first."""
        self._entries.pop(key, None)
        while len(self._entries) >= self._capacity:
            del self._entries[next(iter(self._entries))]
        self._entries[key] = entry

    def _look_up(self, credential: Credential) -> Checked:
        now = self._tokens.clock()
        if isinstance(credential, Standing):
            return _stands(credential, now)
        if is_api_key(credential):
            checked = _of_key(ApiKey.get_or_none(ApiKey.key_hash == digest(credential)), now)
            if (key_id := checked.principal.api_key_id) is not None:
                self._last_uses.note(key_id, datetime.fromtimestamp(now, UTC))
            return checked
        claims = self._tokens.read_access(credential)
        checked = _of_session(claims.user_id, claims.session_id, now)
        return Checked(checked.principal, min(checked.expires_at, claims.expires_at))


def _key(credential: Credential) -> Key:
    if isinstance(credential, Standing):
        return credential
    return sha256(credential.encode("utf-8", "surrogatepass")).digest()


def _stands(standing: Standing, now: float) -> Checked:
    if standing.session_id is not None:
        return _of_session(standing.user_id, standing.session_id, now)
    key = ApiKey.get_or_none((ApiKey.id == standing.api_key_id) & (ApiKey.user == standing.user_id))
    return _of_key(key, now)


def _of_session(user_id: UUID, session_id: UUID, now: float) -> Checked:
    """A user who is gone or inactive is told before a session that is over, since that ends it too."""
    user = _active_user(user_id)
    session = Session.get_or_none((Session.id == session_id) & (Session.user == user_id))
    if session is None or session.revoked_at is not None or session.expires_at.timestamp() <= now:
        raise InvalidTokenError
    return Checked(_principal(user, session_id=session_id), session.expires_at.timestamp())


def _of_key(key: ApiKey | None, now: float) -> Checked:
    if key is None or key.revoked_at is not None:
        raise InvalidTokenError
    expires_at = math.inf if key.expires_at is None else key.expires_at.timestamp()
    if expires_at <= now:
        raise TokenExpiredError
    return Checked(_principal(_active_user(key.user_id), key=key), expires_at)


def _active_user(user_id: UUID) -> User:
    user: User | None = User.get_or_none(User.id == user_id)
    if user is None or not user.is_active:
        raise UserNotFoundError
    return user


def _principal(user: User, *, session_id: UUID | None = None, key: ApiKey | None = None) -> Principal:
    role = user.role if key is None else lower_role(user.role, key.role)
    return Principal(user.id, user.username, user.email, role, session_id, key.id if key else None)
