"""The rows of notifications and of their deliveries. All here runs in a session or transaction of the caller.

A delivery is begun by whoever counts its `attempts` up first, and that number is the right to say how it
ended: one who was taken for dead says nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from peewee import prefetch

from lezerprint.storage.models import Delivery, DeliveryStatus, Notification, User

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from lezerprint.base.enums import NotificationType, UserRole

LEASE: Final = timedelta(minutes=5)
"""So long others leave a delivery alone that was begun; an attempt takes far less."""

LONGEST_DELAY: Final = timedelta(hours=6)
"""No attempt is put off for longer."""

_LONGEST_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class NotificationFilter:
    """Which notifications of a user; None lets all pass."""

    is_read: bool | None = None
    types: Sequence[NotificationType] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a user's notifications, the newest first.

    Attributes:
        total: How many pass the filter.
        unread: How many the user has not read, of all.
        rows: Each with its `deliveries`.
    """

    total: int
    unread: int
    rows: list[Notification]


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to carry out one attempt at a delivery.

    Attributes:
        delivery: With its notification and that one's user, as they were when it was begun.
        attempt: 1 for the first.
    """

    delivery: Delivery
    attempt: int


def recipients(user_ids: Collection[UUID], roles: Collection[UserRole]) -> list[User]:
    """The active users among these, and all active ones with these roles; each once."""
    chosen = User.id.in_(list(user_ids)) | User.role.in_(list(roles))
    return list(User.select().where(User.is_active & chosen).order_by(User.username_key))


def insert(notifications: Sequence[Notification], deliveries: Sequence[Delivery]) -> list[Notification]:
    """Store them, but for those that are there already; the notifications that were not."""
    keys = [row.id for row in notifications]
    there = {row.id for row in Notification.select(Notification.id).where(Notification.id.in_(keys))}
    for model, rows in ((Notification, notifications), (Delivery, deliveries)):
        if rows:
            given = [dict(row.__data__) for row in rows]
            model.insert_many(given).on_conflict(action="nothing", conflict_target=[model.id]).execute()
    return [row for row in notifications if row.id not in there]


def page(user_id: UUID, which: NotificationFilter, limit: int, offset: int) -> Page:
    """So many of the user's notifications."""
    own = Notification.user == user_id
    query = Notification.select().where(own)
    if which.is_read is not None:
        query = query.where(Notification.is_read == which.is_read)
    if which.types:
        query = query.where(Notification.type.in_(which.types))
    newest = query.order_by(Notification.created_at.desc(), Notification.id).limit(limit).offset(offset)
    unread = Notification.select().where(own & ~Notification.is_read).count()
    return Page(query.count(), unread, _with_deliveries(newest))


def get(notification_id: UUID, user_id: UUID) -> Notification | None:
    """The user's notification, with its deliveries; None: they have no such."""
    found = Notification.select().where(_own(notification_id, user_id))
    return next(iter(_with_deliveries(found)), None)


def mark_read(notification_id: UUID, user_id: UUID) -> Notification | None:
    """The user has read it; None: they have no such."""
    Notification.update(is_read=True).where(_own(notification_id, user_id)).execute()
    return get(notification_id, user_id)


def mark_all_read(user_id: UUID) -> int:
    """The user has read all; how many were unread."""
    unread = (Notification.user == user_id) & ~Notification.is_read
    return int(Notification.update(is_read=True).where(unread).execute())


def delete(notification_id: UUID, user_id: UUID) -> bool:
    """Delete the user's notification, and what of it was not delivered yet; whether there was one."""
    return bool(Notification.delete().where(_own(notification_id, user_id)).execute())


def delete_read(before: datetime) -> int:
    """Delete all that were made before this moment and read since, but for those on their way; how many."""
    underway = Delivery.select(Delivery.notification).where(Delivery.status == DeliveryStatus.PENDING)
    old = Notification.is_read & (Notification.created_at < before)
    return int(Notification.delete().where(old & Notification.id.not_in(underway)).execute())


def due(now: datetime, limit: int) -> list[UUID]:
    """Deliveries that may be begun; new ones first, so that they wait for none that fails again and again."""
    query = Delivery.select(Delivery.id).where(_may_begin(now))
    order = (Delivery.attempts, Delivery.next_attempt_at, Delivery.id)
    return [row.id for row in query.order_by(*order).limit(limit)]


def claim(delivery_id: UUID, now: datetime) -> Claim | None:
    """Begin a delivery, unless another did."""
    begun = {Delivery.attempts: Delivery.attempts + 1, Delivery.next_attempt_at: now + LEASE}
    if not Delivery.update(begun).where((Delivery.id == delivery_id) & _may_begin(now)).execute():
        return None
    joined = Delivery.select(Delivery, Notification, User).join(Notification).join(User)
    delivery = joined.where(Delivery.id == delivery_id).get()
    return Claim(delivery, delivery.attempts)


def delivered(claimed: Claim, now: datetime) -> bool:
    """The receiver has it; whether that was news."""
    return _update_claimed(claimed, status=DeliveryStatus.DELIVERED, delivered_at=now, last_error=None)


def put_off(claimed: Claim, until: datetime, error: str) -> bool:
    """The attempt failed, and another is made; whether the claim was still good."""
    return _update_claimed(claimed, next_attempt_at=until, last_error=_short(error))


def end(claimed: Claim, status: DeliveryStatus, why: str) -> bool:
    """No further attempt is made; whether the claim was still good."""
    return _update_claimed(claimed, status=status, last_error=_short(why))


def _update_claimed(claimed: Claim, **changes: Any) -> bool:
    good = (Delivery.id == claimed.delivery.id) & (Delivery.attempts == claimed.attempt)
    pending = Delivery.status == DeliveryStatus.PENDING
    return bool(Delivery.update(**changes).where(good & pending).execute())


def _may_begin(now: datetime) -> Any:
    """The condition that a delivery is due.

    A time further ahead than any delay was set before the clock was put back, and counts as past.
    """
    at = Delivery.next_attempt_at
    return (Delivery.status == DeliveryStatus.PENDING) & ((at <= now) | (at > now + LONGEST_DELAY))


def _own(notification_id: UUID, user_id: UUID) -> Any:
    return (Notification.id == notification_id) & (Notification.user == user_id)


def _with_deliveries(query: Any) -> list[Notification]:
    return list(prefetch(query, Delivery.select().order_by(Delivery.channel)))


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_ERROR]
