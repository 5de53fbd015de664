"""API keys: what programs sign in with. All here runs in a transaction of the caller.

A key is 256 random bits, so SHA-256 without salt is enough to keep it by.
"""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lezerprint.accounts.access_tokens import digest
from lezerprint.accounts.errors import ConflictError, ForbiddenError, InvalidAccountError, NotFoundError
from lezerprint.accounts.principal import lower_role
from lezerprint.base.backoff import Backoff
from lezerprint.base.write_behind import WriteBehind
from lezerprint.errors import StorageError
from lezerprint.storage.models import ApiKey

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.accounts.principal import Principal
    from lezerprint.base.enums import UserRole
    from lezerprint.storage.database import Storage

PREFIX: Final = "lzp_"
MOST_KEYS: Final = 100
"""The most keys of one user that are not revoked."""

_KEY_BYTES: Final = 32
_VISIBLE_CHARACTERS: Final = 8
_NOTED_EVERY_SECONDS: Final = 60.0
_MOST_NOTED: Final = 10_000
_BACKOFF: Final = Backoff(first_seconds=0.5, cap_seconds=10.0)


def is_api_key(credential: str) -> bool:
    """Whether this is meant to be an API key; a JSON Web Token never begins so."""
    return credential.startswith(PREFIX)


def create(owner: Principal, name: str, role: UserRole, expires_at: datetime | None) -> tuple[ApiKey, str]:
    """A new key, and its text, which is not to be had again.

    Raises:
        ForbiddenError: The role is above the owner's.
        InvalidAccountError: It would have expired already.
        ConflictError: There are too many keys.
    """
    if lower_role(role, owner.role) is not role:
        raise ForbiddenError("An API key cannot have a higher role than its owner")
    if expires_at is not None and expires_at <= datetime.now(UTC):
        raise InvalidAccountError("the expiry of an API key must be in the future")
    if (
        ApiKey.select().where((ApiKey.user == owner.user_id) & ApiKey.revoked_at.is_null()).count()
        >= MOST_KEYS
    ):
        raise ConflictError(f"There are {MOST_KEYS} API keys, the maximum; revoke some")
    text = PREFIX + secrets.token_urlsafe(_KEY_BYTES)
    key = ApiKey.create(
        user=owner.user_id,
        name=name,
        prefix=text[:_VISIBLE_CHARACTERS],
        key_hash=digest(text),
        role=role,
        expires_at=expires_at,
    )
    return key, text


def keys_of(user_id: UUID) -> list[ApiKey]:
    """The user's keys that are not revoked, the newest first."""
    query = ApiKey.select().where((ApiKey.user == user_id) & ApiKey.revoked_at.is_null())
    return list(query.order_by(ApiKey.created_at.desc(), ApiKey.id))


def revoke(key_id: UUID, user_id: UUID | None, now: datetime) -> ApiKey:
    """Make a key useless for ever; the key.

    Args:
        key_id: Which.
        user_id: Whose it must be; None: anybody's.
        now: The present.

    Raises:
        NotFoundError: There is no such key.
    """
    which = ApiKey.id == key_id
    if user_id is not None:
        which &= ApiKey.user == user_id
    key: ApiKey | None = ApiKey.get_or_none(which)
    if key is None:
        raise NotFoundError("API key not found")
    if key.revoked_at is None:
        key.revoked_at = now
        key.save()
    return key


class LastUses:
    """Notes when keys were used, once a minute for each, in a thread of its own; nobody waits for it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._noted: dict[UUID, datetime] = {}
        self._guard = threading.Lock()
        self._writing: WriteBehind[UUID, datetime] = WriteBehind(
            "uses of API keys", self._write, StorageError, _BACKOFF, most_waiting=_MOST_NOTED
        )

    def note(self, key_id: UUID, now: datetime) -> None:
        """The key is used now; returns at once."""
        with self._guard:
            noted = self._noted.get(key_id)
            if noted is not None and abs((now - noted).total_seconds()) < _NOTED_EVERY_SECONDS:
                return
            if len(self._noted) >= _MOST_NOTED:
                self._noted.clear()
            self._noted[key_id] = now
        self._writing.put(key_id, now)

    def close(self, timeout_seconds: float = 1.0) -> None:
        """Note what is waiting, if the database lets us, and end."""
        self._writing.close(timeout_seconds)

    def _write(self, key_id: UUID, now: datetime) -> None:
        with self._storage.transaction():
            ApiKey.update(last_used_at=now).where(ApiKey.id == key_id).execute()
