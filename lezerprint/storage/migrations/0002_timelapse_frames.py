"""The frames of time-lapses."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, Model, UUIDField
from playhouse.postgres_ext import DateTimeTZField


def up(_migrator: Any, db: Any) -> None:
    """Create them."""
    db.create_tables([_table(db)], safe=False)


def down(_migrator: Any, db: Any) -> None:
    """Drop them."""
    db.drop_tables([_table(db)], safe=False)


def _table(db: Any) -> type[Model]:
    class PrintJob(Model):
        id = UUIDField(primary_key=True)

        class Meta:
            database = db
            table_name = "print_jobs"

    class TimelapseFrame(Model):
        id = UUIDField(primary_key=True)
        job = ForeignKeyField(PrintJob, on_delete="CASCADE", index=False)
        number = IntegerField()
        layer = IntegerField(null=True)
        mark = CharField(32)
        is_last = BooleanField()
        file_size = IntegerField()
        taken_at = DateTimeTZField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "timelapse_frames"
            indexes = ((("job", "number"), True),)

    return TimelapseFrame
