"""Background tasks, their schedules, and reports."""

from __future__ import annotations

from typing import Any

from peewee import (
    CharField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
    UUIDField,
)
from playhouse.postgres_ext import DateTimeTZField


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Add the tables."""
    db.create_tables(_models(db), safe=False)


def down(migrator: Any, db: Any) -> None:  # noqa: ARG001 - as above
    """Take them away."""
    db.drop_tables(_models(db), safe=False)


def _models(db: Any) -> list[type[Model]]:
    class Row(Model):
        id = UUIDField(primary_key=True)

        class Meta:
            database = db
            legacy_table_names = False

    class Task(Row):
        queue = TextField()
        operation = TextField()
        arguments = JSONField()
        status = CharField(32)
        progress = DoubleField()
        message = TextField(null=True)
        result = JSONField(null=True)
        error = TextField(null=True)
        attempts = IntegerField()
        max_attempts = IntegerField()
        user_id = UUIDField(null=True)
        parent = ForeignKeyField("self", null=True, on_delete="SET NULL")
        created_at = DateTimeTZField(index=True)
        not_before = DateTimeTZField(null=True)
        started_at = DateTimeTZField(null=True)
        ended_at = DateTimeTZField(null=True)
        heartbeat_at = DateTimeTZField(null=True)
        worker = TextField(null=True)

        class Meta:
            table_name = "tasks"
            indexes = ((("status", "created_at"), False),)

    class TaskSchedule(Row):
        name = TextField(unique=True)
        seen_to = DateTimeTZField()

        class Meta:
            table_name = "task_schedules"

    class Report(Row):
        kind = TextField()
        period_start = DateTimeTZField()
        period_end = DateTimeTZField()
        data = JSONField()
        created_at = DateTimeTZField()

        class Meta:
            table_name = "reports"
            indexes = ((("kind", "period_start"), True),)

    return [Task, TaskSchedule, Report]
