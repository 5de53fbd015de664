"""How notifications are delivered: one row for each channel that one is sent over."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from peewee import ForeignKeyField, IntegerField

from lezerprint.storage.fields import TextField, UtcDateTimeField, utc_now, word_field
from lezerprint.storage.models.base import Record
from lezerprint.storage.models.records import Notification

if TYPE_CHECKING:
    from uuid import UUID


class Channel(StrEnum):
    """Channel of a notification besides the WebSocket."""

    EMAIL = "EMAIL"
    WEBHOOK = "WEBHOOK"


class DeliveryStatus(StrEnum):
    """State of a delivery; between attempts it is PENDING."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    """Given up; `last_error` says why."""
    DROPPED = "DROPPED"
    """Wanted no more: the user was deactivated, or has turned the channel off."""


class Delivery(Record):
    """A notification on its way over one channel; receivers know it by its id.

    `attempts` counts how often it was begun. Whoever begins one sets `next_attempt_at` to when others may
    take it for dead, so that a crash in the middle costs time and no delivery.
    """

    notification = ForeignKeyField(Notification, backref="deliveries", on_delete="CASCADE", index=False)
    notification_id: UUID
    channel = word_field(Channel)
    status = word_field(DeliveryStatus, default=DeliveryStatus.PENDING)
    attempts = IntegerField(default=0)
    next_attempt_at = UtcDateTimeField(default=utc_now)
    last_error = TextField(null=True)
    delivered_at = UtcDateTimeField(null=True)

    class Meta:
        """The table; a notification is sent over a channel once."""

        table_name = "deliveries"
        indexes = (
            (("notification", "channel"), True),
            (("status", "next_attempt_at"), False),
        )
