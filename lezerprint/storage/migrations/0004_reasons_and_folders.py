"""Why jobs failed as their owners saw it, and folders without files."""

from __future__ import annotations

from typing import Any

from peewee import Model, TextField, UUIDField
from playhouse.postgres_ext import DateTimeTZField


def up(_migrator: Any, db: Any) -> None:
    """Add both."""
    db.execute_sql("ALTER TABLE print_jobs ADD COLUMN user_reason VARCHAR(32)")
    db.create_tables([_table(db)], safe=False)


def down(_migrator: Any, db: Any) -> None:
    """Drop both."""
    db.drop_tables([_table(db)], safe=False)
    db.execute_sql("ALTER TABLE print_jobs DROP COLUMN user_reason")


def _table(db: Any) -> type[Model]:
    class Folder(Model):
        id = UUIDField(primary_key=True)
        path = TextField(unique=True)
        created_at = DateTimeTZField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "folders"

    return Folder
