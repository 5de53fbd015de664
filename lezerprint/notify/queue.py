"""Notifications from those who must not wait: kept in memory until the database has taken them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from lezerprint.base.backoff import Backoff
from lezerprint.base.write_behind import WriteBehind
from lezerprint.errors import StorageError
from lezerprint.notify.preferences import URGENT

if TYPE_CHECKING:
    from lezerprint.notify.notice import Audience, Notice
    from lezerprint.notify.notifier import Notifier

_MOST_WAITING: Final = 1000
_BACKOFF: Final = Backoff(first_seconds=0.5, cap_seconds=10.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    audience: Audience
    notice: Notice
    once: UUID

    def __str__(self) -> str:
        return self.notice.title


class NotificationQueue:
    """Calls `Notifier.notify` in a thread of its own, in order, again and again while the database is away.

    Args:
        notifier: Stores and delivers.
        most_waiting: Beyond so many the oldest are dropped, those first that nobody wants by mail.
    """

    def __init__(self, notifier: Notifier, *, most_waiting: int = _MOST_WAITING) -> None:
        self._notifier = notifier
        self._queue: WriteBehind[_Waiting, _Waiting] = WriteBehind(
            "notifications",
            self._notify,
            StorageError,
            _BACKOFF,
            most_waiting=most_waiting,
            may_drop=lambda waiting: waiting.notice.type not in URGENT,
        )

    @property
    def waiting(self) -> int:
        """How many are not told yet."""
        return self._queue.waiting

    @property
    def dropped(self) -> int:
        """How many are lost, as too many waited."""
        return self._queue.dropped

    def tell(self, audience: Audience, notice: Notice, once: UUID | None = None) -> None:
        """Have these users told; returns at once. `once` names what happened, as in `Notifier.notify`."""
        waiting = _Waiting(audience, notice, once or uuid4())
        self._queue.put(waiting, waiting)

    def close(self, timeout_seconds: float = 5.0) -> bool:
        """Take no more, tell what waits, and end; False if the database let some not be told in time."""
        return self._queue.close(timeout_seconds)

    def _notify(self, _: _Waiting, waiting: _Waiting) -> None:
        self._notifier.notify(waiting.audience, waiting.notice, once=waiting.once)
