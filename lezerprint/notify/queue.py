"""Notifications from those who must not wait: kept in memory until the database has taken them."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from lezerprint.errors import StorageError
from lezerprint.notify.preferences import URGENT

if TYPE_CHECKING:
    from lezerprint.notify.notice import Audience, Notice
    from lezerprint.notify.notifier import Notifier

_logger = logging.getLogger(__name__)
_MOST_WAITING: Final = 1000
_FIRST_RETRY_SECONDS: Final = 0.5
_LONGEST_RETRY_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    audience: Audience
    notice: Notice
    once: UUID


class NotificationQueue:
    """Calls `Notifier.notify` in a thread of its own, in order, again and again while the database is away.

    Args:
        notifier: Stores and delivers.
        most_waiting: Beyond so many the oldest are dropped, those first that nobody wants by mail.
    """

    def __init__(self, notifier: Notifier, *, most_waiting: int = _MOST_WAITING) -> None:
        self._notifier = notifier
        self._most_waiting = most_waiting
        self._waiting: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._give_up_at = float("inf")
        self.dropped = 0
        self._thread = threading.Thread(target=self._run, name="notifications", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many are not told yet."""
        return len(self._waiting)

    def tell(self, audience: Audience, notice: Notice, once: UUID | None = None) -> None:
        """Have these users told; returns at once. `once` names what happened, as in `Notifier.notify`."""
        with self._changed:
            if self._closed:
                _logger.warning("a notification comes too late: %s", notice.title)
                return
            self._waiting.append(_Waiting(audience, notice, once or uuid4()))
            if len(self._waiting) > self._most_waiting:
                self._drop()
            self._changed.notify()

    def close(self, timeout_seconds: float = 5.0) -> bool:
        """Take no more, tell what waits, and end; False if the database let some not be told in time."""
        with self._changed:
            self._closed = True
            self._give_up_at = time.monotonic() + timeout_seconds
            self._changed.notify()
        self._thread.join(timeout_seconds)
        if self._waiting:
            _logger.error("%d notifications are lost, as the database takes none", len(self._waiting))
        return not self._waiting

    def _drop(self) -> None:
        """The first may just be on its way; if it is dropped, it may still be told."""
        victim = next((one for one in self._waiting if one.notice.type not in URGENT), self._waiting[0])
        self._waiting.remove(victim)
        self.dropped += 1
        if self.dropped == 1 or self.dropped % self._most_waiting == 0:
            _logger.error("the database takes no notifications: %d are lost", self.dropped)

    def _run(self) -> None:
        failures = 0
        while (first := self._next()) is not None:
            try:
                self._notifier.notify(first.audience, first.notice, once=first.once)
            except StorageError as error:
                if failures == 0:
                    _logger.warning("a notification waits for the database: %s", error)
                if not self._wait_to_retry(failures):
                    return
                failures += 1
                continue
            except Exception:  # whatever is wrong with one must not stop the others
                _logger.exception("a notification cannot be stored: %s", first.notice.title)
            failures = 0
            self._done(first)

    def _next(self) -> _Waiting | None:
        """The oldest, for which is waited; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            return self._waiting[0] if self._waiting else None

    def _done(self, told: _Waiting) -> None:
        with self._changed:
            if self._waiting and self._waiting[0] is told:
                self._waiting.popleft()

    def _wait_to_retry(self, failures: int) -> bool:
        """Whether there is a next time."""
        with self._changed:
            if self._closed:
                self._changed.wait(_FIRST_RETRY_SECONDS)  # nobody notifies any more
            else:
                delay_seconds = min(_LONGEST_RETRY_SECONDS, _FIRST_RETRY_SECONDS * 2.0**failures)
                self._changed.wait_for(lambda: self._closed, delay_seconds)
            return time.monotonic() < self._give_up_at
