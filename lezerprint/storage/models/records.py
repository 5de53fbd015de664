"""Settings, notifications and the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import BooleanField, ForeignKeyField, UUIDField

from lezerprint.base.enums import NotificationType
from lezerprint.storage.fields import JsonField, TextField, UtcDateTimeField, utc_now, word_field
from lezerprint.storage.models.accounts import User
from lezerprint.storage.models.base import Record

if TYPE_CHECKING:
    from uuid import UUID


class PrinterSetting(Record):
    """A setting that administrators change while the server runs."""

    key = TextField(unique=True)
    value = JsonField()
    category = TextField(index=True)
    description = TextField(null=True)
    updated_at = UtcDateTimeField(default=utc_now)

    class Meta:
        """The table."""

        table_name = "printer_settings"


class Notification(Record):
    """A message to a user."""

    user = ForeignKeyField(User, backref="notifications", on_delete="CASCADE", index=False)
    user_id: UUID
    type = word_field(NotificationType)
    title = TextField()
    message = TextField()
    is_read = BooleanField(default=False)
    metadata = JsonField(null=True)
    created_at = UtcDateTimeField(default=utc_now)

    class Meta:
        """The table."""

        table_name = "notifications"
        indexes = ((("user", "is_read"), False),)


class SystemEvent(Record):
    """A line of the audit log. `user_id` is no foreign key: the log outlives the user."""

    event_type = TextField()
    description = TextField()
    user_id = UUIDField(null=True, index=True)
    ip_address = TextField(null=True)
    user_agent = TextField(null=True)
    metadata = JsonField(null=True)
    timestamp = UtcDateTimeField(default=utc_now, index=True)

    class Meta:
        """The table."""

        table_name = "system_events"
        indexes = ((("event_type", "timestamp"), False),)
