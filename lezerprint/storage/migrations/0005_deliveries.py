"""Notifications on their way by e-mail and webhook."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, Model, TextField, UUIDField
from playhouse.postgres_ext import DateTimeTZField


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Add the table."""
    db.create_tables([_delivery(db)], safe=False)


def down(migrator: Any, db: Any) -> None:  # noqa: ARG001 - as above
    """Take it away."""
    db.drop_tables([_delivery(db)], safe=False)


def _delivery(db: Any) -> type[Model]:
    class Row(Model):
        id = UUIDField(primary_key=True)

        class Meta:
            database = db
            legacy_table_names = False

    class Notification(Row):
        class Meta:
            table_name = "notifications"

    class Delivery(Row):
        notification = ForeignKeyField(Notification, on_delete="CASCADE", index=False)
        channel = CharField(32)
        status = CharField(32)
        attempts = IntegerField()
        next_attempt_at = DateTimeTZField()
        last_error = TextField(null=True)
        delivered_at = DateTimeTZField(null=True)

        class Meta:
            table_name = "deliveries"
            indexes = (
                (("notification", "channel"), True),
                (("status", "next_attempt_at"), False),
            )

    return Delivery
