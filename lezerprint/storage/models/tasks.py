"""Background tasks, when their schedules last ran, and reports."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from peewee import DoubleField, ForeignKeyField, IntegerField, UUIDField

from lezerprint.storage.fields import JsonField, TextField, UtcDateTimeField, utc_now, word_field
from lezerprint.storage.models.base import Record

if TYPE_CHECKING:
    from uuid import UUID


class TaskStatus(StrEnum):
    """State of a background task; between attempts it is QUEUED."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class Task(Record):
    """Something to be done by a worker; the row is the truth, whatever carries its id to one.

    `progress` is in percent. `attempts` counts how often it was begun; with `worker` it names who may write
    the row while it is RUNNING. It is not begun before `not_before`. `user_id` is no foreign key: the record
    outlives the user.
    """

    queue = TextField()
    operation = TextField()
    arguments = JsonField(default=dict)
    status = word_field(TaskStatus, default=TaskStatus.QUEUED)
    progress = DoubleField(default=0.0)
    message = TextField(null=True)
    result = JsonField(null=True)
    error = TextField(null=True)
    attempts = IntegerField(default=0)
    max_attempts = IntegerField(default=1)
    user_id = UUIDField(null=True)
    parent = ForeignKeyField("self", backref="children", null=True, on_delete="SET NULL")
    parent_id: UUID | None
    created_at = UtcDateTimeField(default=utc_now, index=True)
    not_before = UtcDateTimeField(null=True)
    started_at = UtcDateTimeField(null=True)
    ended_at = UtcDateTimeField(null=True)
    heartbeat_at = UtcDateTimeField(null=True)
    worker = TextField(null=True)

    class Meta:
        """The table; the index finds what waits, the oldest first, and counts."""

        table_name = "tasks"
        indexes = ((("status", "created_at"), False),)


class TaskSchedule(Record):
    """The last moment at which a schedule was due and was seen to."""

    name = TextField(unique=True)
    seen_to = UtcDateTimeField()

    class Meta:
        """The table."""

        table_name = "task_schedules"


class Report(Record):
    """What happened from `period_start` to before `period_end`."""

    kind = TextField()
    period_start = UtcDateTimeField()
    period_end = UtcDateTimeField()
    data = JsonField(default=dict)
    created_at = UtcDateTimeField(default=utc_now)

    class Meta:
        """The table; a period has one report of a kind."""

        table_name = "reports"
        indexes = ((("kind", "period_start"), True),)
