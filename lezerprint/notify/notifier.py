"""Tells users: stores the notifications together with their deliveries, then says so to whoever listens."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from lezerprint.notify import notifications as rows
from lezerprint.notify.preferences import NotificationPreferences
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Channel, Delivery, Notification, User

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from lezerprint.notify.notice import Audience, Notice
    from lezerprint.storage.database import Storage

    Listener: TypeAlias = Callable[[Sequence["StoredNotification"]], None]

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredNotification:
    """A notification that was stored.

    Attributes:
        notification: The row.
        live: Whether its user wants it over the WebSocket.
        channels: What it will be sent over.
    """

    notification: Notification
    live: bool
    channels: list[Channel]


class Notifier:
    """Tells users.

    Args:
        storage: The database.
        mails: Whether there is a mail server; without one nothing is meant for it.
    """

    def __init__(self, storage: Storage, *, mails: bool) -> None:
        self._storage = storage
        self._mails = mails
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        """Call this from now on with what was stored at once, after that, in the thread of `notify`.

        It must not wait: it hands notifications to WebSockets, or wakes who calls `deliver_due`.
        """
        self._listeners.append(listener)

    def notify(
        self, audience: Audience, notice: Notice, *, once: UUID | None = None, test: bool = False
    ) -> list[Notification]:
        """Tell these users; waits for the database and for nothing else. Not for a transaction of the caller.

        Args:
            audience: Who.
            notice: What.
            once: Names what happened, so that telling it again stores nothing more; None: tell in any case.
            test: Send it over all channels that the user has, whatever types they let pass.

        Returns:
            What was stored now, one for each user.

        Raises:
            StorageError: Nothing was stored. With `once` it is safe to try again.
        """
        told = self._storage.run(self._store, audience, notice, once or uuid4(), test)
        if told:
            self._say(told)
        return [one.notification for one in told]

    def _store(self, audience: Audience, notice: Notice, event: UUID, test: bool) -> list[StoredNotification]:  # noqa: FBT001 - called by position, by `run`
        meant: dict[UUID, StoredNotification] = {}
        for user in rows.recipients(audience.user_ids, audience.roles):
            preferences = NotificationPreferences.of(user.preferences)
            channels = preferences.used() if test else preferences.channels(notice.type)
            row = _notification(user, notice, event)
            live = test or preferences.web_socket.wants(notice.type)
            meant[row.id] = StoredNotification(row, live, [one for one in channels if self._has(one)])
        deliveries = [
            Delivery(id=uuid5(key, channel.value), notification=key, channel=channel)
            for key, told in meant.items()
            for channel in told.channels
        ]
        stored = rows.insert([told.notification for told in meant.values()], deliveries)
        return [meant[row.id] for row in stored]

    def _has(self, channel: Channel) -> bool:
        return self._mails or channel is not Channel.EMAIL

    def _say(self, told: Sequence[StoredNotification]) -> None:
        for listener in self._listeners:
            try:
                listener(told)
            except Exception:
                _logger.exception("notifications were stored, but a listener failed")


def _notification(user: User, notice: Notice, event: UUID) -> Notification:
    """One event makes one row for a user, however often it is told."""
    return Notification(
        id=uuid5(event, user.id.hex),
        user=user.id,
        type=notice.type,
        title=notice.title,
        message=notice.message,
        metadata=None if notice.metadata is None else dict(notice.metadata),
        created_at=utc_now(),
    )
