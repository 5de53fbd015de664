"""The trash: what was deleted, for as long as it can be restored."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, JSONField, Model, TextField, UUIDField
from playhouse.postgres_ext import DateTimeTZField


def up(_migrator: Any, db: Any) -> None:
    """Create it."""
    db.create_tables([_table(db)], safe=False)


def down(_migrator: Any, db: Any) -> None:
    """Drop it, with all that is in it."""
    db.drop_tables([_table(db)], safe=False)


def _table(db: Any) -> type[Model]:
    class User(Model):
        id = UUIDField(primary_key=True)

        class Meta:
            database = db
            table_name = "users"

    class TrashEntry(Model):
        id = UUIDField(primary_key=True)
        kind = CharField(32)
        name = TextField()
        user = ForeignKeyField(User, on_delete="RESTRICT")
        size_bytes = BigIntegerField()
        deleted_at = DateTimeTZField(index=True)
        expires_at = DateTimeTZField(index=True)
        rows = JSONField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "trash"

    return TrashEntry
