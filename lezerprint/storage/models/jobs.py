"""Printers and print jobs, and what is logged of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import BigIntegerField, BooleanField, DoubleField, ForeignKeyField, IntegerField, ValueLiterals

from lezerprint.base.enums import EventType, FrameMark, JobState, Severity, UserReason
from lezerprint.port.failure import FailureReason
from lezerprint.storage.fields import JsonField, MoneyField, TextField, UtcDateTimeField, utc_now, word_field
from lezerprint.storage.models.accounts import User
from lezerprint.storage.models.base import Record
from lezerprint.storage.models.files import File, SlicedFile

if TYPE_CHECKING:
    from uuid import UUID

    from peewee import ColumnBase, Expression

ACTIVE = (JobState.QUEUED, JobState.PREPARING, JobState.PRINTING, JobState.PAUSED)
"""Jobs that have not ended."""


class Printer(Record):
    """A printer, by the name that it has in the settings."""

    name = TextField(unique=True)
    created_at = UtcDateTimeField(default=utc_now)
    metadata = JsonField(default=dict)

    class Meta:
        """The table."""

        table_name = "printers"


class PrintJob(Record):
    """A file on its way through a printer.

    `progress` is in percent, times in seconds, filament in grams. From `spool_sha256` to `port_epoch` stands
    what the port process last reported; `name` is the file's at that time, and `settings` what was
    overridden at the start.
    """

    user = ForeignKeyField(User, backref="print_jobs", on_delete="RESTRICT")
    user_id: UUID
    file = ForeignKeyField(File, backref="print_jobs", on_delete="RESTRICT")
    file_id: UUID
    sliced_file = ForeignKeyField(SlicedFile, backref="print_jobs", null=True, on_delete="SET NULL")
    sliced_file_id: UUID | None
    status = word_field(JobState, index=True)
    progress = DoubleField(default=0.0)
    started_at = UtcDateTimeField(null=True, index=True)
    completed_at = UtcDateTimeField(null=True, index=True)
    estimated_time = IntegerField(null=True)
    actual_time = IntegerField(null=True)
    filament_used = DoubleField(null=True)
    cost = MoneyField(null=True)
    notes = TextField(null=True)
    error_message = TextField(null=True)
    printer = ForeignKeyField(Printer, backref="print_jobs", on_delete="RESTRICT")
    printer_id: UUID
    name = TextField()
    created_at = UtcDateTimeField(default=utc_now, index=True)
    is_public = BooleanField(default=False)
    queue_position = IntegerField(null=True)
    spool_sha256 = TextField(null=True)
    lines_total = IntegerField(null=True)
    lines_acknowledged = IntegerField(default=0)
    lines_executed = IntegerField(default=0)
    bytes_acknowledged = BigIntegerField(default=0)
    layers_total = IntegerField(null=True)
    layer = IntegerField(null=True)
    height_mm = DoubleField(null=True)
    port_epoch = BigIntegerField(null=True)
    failure_reason = word_field(FailureReason, null=True)
    paused_seconds = DoubleField(default=0.0)
    settings = JsonField(default=dict)
    temperatures_thinned = BooleanField(default=False)
    user_reason = word_field(UserReason, null=True)

    class Meta:
        """The table."""

        table_name = "print_jobs"
        indexes = ((("printer", "completed_at"), False),)

    @classmethod
    def active(cls) -> ColumnBase:
        """The condition that a job has not ended.

        It has the very words of its index: SQLite takes no index for words that come as parameters.
        """
        return ValueLiterals(cls.status.in_(ACTIVE))

    @classmethod
    def began(cls) -> Expression:
        """The condition that something was printed; what was cancelled in the queue was not."""
        return cls.started_at.is_null(is_null=False)


PrintJob.add_index(
    PrintJob.index(PrintJob.printer, PrintJob.status, where=PrintJob.active(), name="print_jobs_active")
)


class TemperatureLog(Record):
    """Temperatures of a job, in degrees Celsius."""

    job = ForeignKeyField(PrintJob, backref="temperatures", on_delete="CASCADE", index=False)
    job_id: UUID
    hotend_temp = DoubleField()
    hotend_target = DoubleField()
    bed_temp = DoubleField()
    bed_target = DoubleField()
    chamber_temp = DoubleField(null=True)
    timestamp = UtcDateTimeField(default=utc_now, index=True)

    class Meta:
        """The table; one index finds a job's rows in order, the other the last hours of all."""

        table_name = "temperature_logs"
        indexes = ((("job", "timestamp"), False),)


class PrintEvent(Record):
    """What happened to a job."""

    job = ForeignKeyField(PrintJob, backref="events", on_delete="CASCADE", index=False)
    job_id: UUID
    event_type = word_field(EventType)
    message = TextField()
    severity = word_field(Severity)
    metadata = JsonField(null=True)
    timestamp = UtcDateTimeField(default=utc_now)

    class Meta:
        """The table."""

        table_name = "print_events"
        indexes = ((("job", "timestamp"), False),)


class Timelapse(Record):
    """The film of a job: seconds, bytes."""

    job = ForeignKeyField(PrintJob, backref="timelapses", on_delete="CASCADE", unique=True)
    job_id: UUID
    video_path = TextField()
    frame_count = IntegerField()
    duration = IntegerField()
    file_size = BigIntegerField()
    created_at = UtcDateTimeField(default=utc_now)

    class Meta:
        """The table."""

        table_name = "timelapses"


class TimelapseFrame(Record):
    """A picture that was taken of a job, or could not be (`MISSING`, which has no file).

    `layer` is how many layers were printed by then, where the file tells. The last frame is taken at the end
    of the print: no more follow.
    """

    job = ForeignKeyField(PrintJob, backref="frames", on_delete="CASCADE", index=False)
    job_id: UUID
    number = IntegerField()
    layer = IntegerField(null=True)
    mark = word_field(FrameMark)
    is_last = BooleanField(default=False)
    file_size = IntegerField(default=0)
    taken_at = UtcDateTimeField(default=utc_now)

    class Meta:
        """The table."""

        table_name = "timelapse_frames"
        indexes = ((("job", "number"), True),)
