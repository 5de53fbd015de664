"""Answers that are kept until a job ends.

`invalidate` begins a new version. What was reckoned from what the database said before is kept under the
version of that time, however long it took, so that it is never found after.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, Protocol

from cachetools import TTLCache

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.settings import Settings

KEPT_SECONDS: Final = 600.0
"""No longer, for there may be a server that cannot say when its jobs end: without Redis each has its own."""

_MOST_ANSWERS: Final = 256


class Store(Protocol):
    """Where answers are. A store that is away has no version and no answers, and raises nothing."""

    def version(self) -> str | None:
        """The present one; None: there is no store now."""

    def begin_version(self) -> None:
        """Begin another."""

    def load(self, version: str, key: str) -> bytes | None:
        """An answer of this version."""

    def save(self, version: str, key: str, answer: bytes) -> None:
        """Keep it for `KEPT_SECONDS`."""

    def close(self) -> None:
        """Let go of what it holds."""


class OwnStore:
    """The memory of this process.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._guard = threading.Lock()
        self._version = 0
        self._answers: TTLCache[str, bytes] = TTLCache(_MOST_ANSWERS, KEPT_SECONDS, clock)

    def version(self) -> str:
        """The present one."""
        return str(self._version)

    def begin_version(self) -> None:
        """Begin another, and forget all answers."""
        with self._guard:
            self._version += 1
            self._answers.clear()

    def load(self, version: str, key: str) -> bytes | None:
        """An answer of this version."""
        with self._guard:
            return self._answers.get(key) if version == str(self._version) else None

    def save(self, version: str, key: str, answer: bytes) -> None:
        """Keep it, unless another version has begun."""
        with self._guard:
            if version == str(self._version):
                self._answers[key] = answer

    def close(self) -> None:
        """There is nothing to let go."""


class Cache:
    """Keeps answers; safe to use from all threads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def of(cls, settings: Settings) -> Cache:
        """In Redis where it is set, and else in this process.

        Raises:
            SettingsError: The URL is not a URL of a Redis server.
        """
        if settings.redis_url is None:
            return cls(OwnStore())
        from lezerprint.analytics.shared_store import SharedStore  # noqa: PLC0415 - brings redis

        return cls(SharedStore(settings.redis_url, settings.database_url, KEPT_SECONDS))

    def answer(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What is kept under this key, or else what `make` makes.

        Args:
            key: All that the answer depends on, besides the jobs.
            make: Reads the database anew, in a transaction that begins when it is called.
        """
        version = self._store.version()  # before the database is read
        if version is None:
            return make()
        kept = self._store.load(version, key)
        if kept is not None:
            return kept
        made = make()
        self._store.save(version, key, made)
        return made

    def invalidate(self) -> None:
        """Forget all: a job has ended. To be called after its transaction; may wait a moment for Redis."""
        self._store.begin_version()

    def close(self) -> None:
        """End what it holds of Redis."""
        self._store.close()
