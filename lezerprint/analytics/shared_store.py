"""Answers in Redis, shared by all servers on one database.

Redis that is away fails nothing. It is left alone for a while, and a version that could not be begun is begun
before anything more is read from there.
"""

from __future__ import annotations

import hashlib
import threading
import time
from typing import TYPE_CHECKING, Final, TypeVar
from uuid import uuid4

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from lezerprint.base.gate import Gate
from lezerprint.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

_TIMEOUT_SECONDS: Final = 0.25
_PAUSE_SECONDS: Final = 5.0
_PREFIX: Final = "lezerprint:analytics"
_MILLISECONDS: Final = 1000


class SharedStore:
    """The answers of one database.

    Versions are random words: a Redis that lost or restored its memory never comes back to an old one.

    Args:
        url: Where Redis is.
        database_url: The database that the answers are from.
        kept_seconds: How long answers are kept.
        pause_seconds: How long Redis is left alone after a failure.
        clock: Seconds that never go back.

    Raises:
        SettingsError: The URL is not a URL of a Redis server.
    """

    def __init__(
        self,
        url: str,
        database_url: str,
        kept_seconds: float,
        *,
        pause_seconds: float = _PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        try:
            self._client: redis.Redis = redis.Redis.from_url(
                url,
                socket_connect_timeout=_TIMEOUT_SECONDS,
                socket_timeout=_TIMEOUT_SECONDS,
                # One try more at once: a connection that Redis closed while it was idle is no failure.
                retry=Retry(NoBackoff(), 1),
            )
        except ValueError as error:
            raise SettingsError("the setting 'redis_url' is not a URL of a Redis server") from error
        self._prefix = f"{_PREFIX}:{_digest(database_url)}"
        self._kept_milliseconds = round(kept_seconds * _MILLISECONDS)
        self._gate = Gate(
            "Redis",
            meanwhile="statistics are calculated for each request",
            usually="statistics are cached there",
            pause_seconds=pause_seconds,
            clock=clock,
        )
        self._beginning = threading.Lock()
        self._owes_version = False

    def version(self) -> str | None:
        """The present one; None: Redis is away."""
        if self._owes_version:
            self.begin_version()
        return None if self._owes_version else self._try(self._read_version)

    def begin_version(self) -> None:
        """Begin another, as soon as Redis is there."""
        with self._beginning:
            self._owes_version = True
            if self._try(lambda: self._client.set(self._version_key, uuid4().hex)):
                self._owes_version = False

    def load(self, version: str, key: str) -> bytes | None:
        """An answer of this version."""
        kept = self._try(lambda: self._client.get(self._key(version, key)))
        return kept if isinstance(kept, bytes) else None

    def save(self, version: str, key: str, answer: bytes) -> None:
        """Keep it."""
        self._try(lambda: self._client.set(self._key(version, key), answer, px=self._kept_milliseconds))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @property
    def _version_key(self) -> str:
        return f"{self._prefix}:version"

    def _key(self, version: str, key: str) -> str:
        return f"{self._prefix}:{version}:{_digest(key)}"

    def _read_version(self) -> str | None:
        self._client.set(self._version_key, uuid4().hex, nx=True)
        found = self._client.get(self._version_key)
        return found.decode() if isinstance(found, bytes) else None

    def _try(self, ask: Callable[[], Result]) -> Result | None:
        if not self._gate.may_ask():
            return None
        try:
            answer = ask()
        except (redis.RedisError, OSError) as error:
            self._gate.failed(error)
            return None
        self._gate.answered()
        return answer


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
