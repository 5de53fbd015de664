"""All tables of the first version, with the search in file names."""

from __future__ import annotations

from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DecimalField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    SqliteDatabase,
    TextField,
    UUIDField,
)
from playhouse.postgres_ext import DateTimeTZField

_ACTIVE_JOBS = """
    CREATE INDEX print_jobs_active ON print_jobs (printer_id, status)
    WHERE status IN ('QUEUED', 'PREPARING', 'PRINTING', 'PAUSED')
"""
_SEARCH_SQLITE = (
    """
    CREATE VIRTUAL TABLE file_search
    USING fts5(words, file_id UNINDEXED, tokenize = 'ascii', prefix = '2 3')
    """,
    """
    CREATE TRIGGER file_search_insert AFTER INSERT ON files BEGIN
        INSERT INTO file_search (words, file_id) VALUES (new.search_words, new.id);
    END
    """,
    """
    CREATE TRIGGER file_search_update AFTER UPDATE OF search_words ON files BEGIN
        UPDATE file_search SET words = new.search_words WHERE file_id = old.id;
    END
    """,
    """
    CREATE TRIGGER file_search_delete AFTER DELETE ON files BEGIN
        DELETE FROM file_search WHERE file_id = old.id;
    END
    """,
)
_SEARCH_POSTGRESQL = (
    "CREATE INDEX files_search ON files USING gin (array_to_tsvector(string_to_array(search_words, ' ')))",
)


def up(_migrator: Any, db: Any) -> None:
    """Create them."""
    db.create_tables(_tables(db), safe=False)
    db.execute_sql(_ACTIVE_JOBS)
    for statement in _SEARCH_SQLITE if isinstance(db, SqliteDatabase) else _SEARCH_POSTGRESQL:
        db.execute_sql(statement)


def down(_migrator: Any, db: Any) -> None:
    """Drop them."""
    on_sqlite = isinstance(db, SqliteDatabase)
    if on_sqlite:
        db.execute_sql("DROP TABLE file_search")
    db.drop_tables(_tables(db), safe=False)


def _tables(db: Any) -> list[type[Model]]:
    class Row(Model):
        id = UUIDField(primary_key=True)

        class Meta:
            database = db
            legacy_table_names = False

    user, *others = _accounts(Row)
    file, *rest = _files(Row, user)
    return [user, *others, file, *rest, *_jobs(Row, user, file, rest[-1]), *_tasks(Row)]


def _accounts(row: Any) -> list[Any]:
    class User(row):  # type: ignore[misc]  # made above
        email = TextField(unique=True)
        username = TextField()
        password_hash = TextField()
        role = CharField(32)
        is_active = BooleanField()
        preferences = JSONField()
        created_at = DateTimeTZField()
        updated_at = DateTimeTZField()
        last_login_at = DateTimeTZField(null=True)
        username_key = TextField(unique=True)
        password_changed_at = DateTimeTZField()

        class Meta:
            table_name = "users"

    class Session(row):  # type: ignore[misc]
        user = ForeignKeyField(User, on_delete="CASCADE")
        token_hash = TextField(unique=True)
        refresh_token_hash = TextField(unique=True)
        expires_at = DateTimeTZField(index=True)
        created_at = DateTimeTZField()
        last_used_at = DateTimeTZField()
        ip_address = TextField(null=True)
        user_agent = TextField(null=True)
        revoked_at = DateTimeTZField(null=True)

        class Meta:
            table_name = "sessions"

    class ApiKey(row):  # type: ignore[misc]
        user = ForeignKeyField(User, on_delete="CASCADE")
        name = TextField()
        prefix = TextField()
        key_hash = TextField(unique=True)
        role = CharField(32)
        created_at = DateTimeTZField()
        last_used_at = DateTimeTZField(null=True)
        expires_at = DateTimeTZField(null=True)
        revoked_at = DateTimeTZField(null=True)

        class Meta:
            table_name = "api_keys"

    class Notification(row):  # type: ignore[misc]
        user = ForeignKeyField(User, on_delete="CASCADE", index=False)
        type = CharField(32)
        title = TextField()
        message = TextField()
        is_read = BooleanField()
        metadata = JSONField(null=True)
        created_at = DateTimeTZField()

        class Meta:
            table_name = "notifications"
            indexes = ((("user", "is_read"), False),)

    class Delivery(row):  # type: ignore[misc]
        notification = ForeignKeyField(Notification, on_delete="CASCADE", index=False)
        channel = CharField(32)
        status = CharField(32)
        attempts = IntegerField()
        next_attempt_at = DateTimeTZField()
        last_error = TextField(null=True)
        delivered_at = DateTimeTZField(null=True)

        class Meta:
            table_name = "deliveries"
            indexes = ((("notification", "channel"), True), (("status", "next_attempt_at"), False))

    class SystemEvent(row):  # type: ignore[misc]
        event_type = TextField()
        description = TextField()
        user_id = UUIDField(null=True, index=True)
        ip_address = TextField(null=True)
        user_agent = TextField(null=True)
        metadata = JSONField(null=True)
        timestamp = DateTimeTZField(index=True)

        class Meta:
            table_name = "system_events"
            indexes = ((("event_type", "timestamp"), False),)

    class PrinterSetting(row):  # type: ignore[misc]
        key = TextField(unique=True)
        value = JSONField()
        category = TextField(index=True)
        description = TextField(null=True)
        updated_at = DateTimeTZField()

        class Meta:
            table_name = "printer_settings"

    return [User, Session, ApiKey, Notification, Delivery, SystemEvent, PrinterSetting]


def _files(row: Any, user_table: Any) -> list[Any]:
    class File(row):  # type: ignore[misc]
        user = ForeignKeyField(user_table, on_delete="RESTRICT")
        original_name = TextField()
        file_name = TextField()
        file_path = TextField()
        file_type = CharField(32, index=True)
        file_size = BigIntegerField()
        metadata = JSONField(null=True)
        thumbnail_url = TextField(null=True)
        print_count = IntegerField()
        created_at = DateTimeTZField()
        updated_at = DateTimeTZField()
        folder = TextField()
        sha256 = TextField(index=True)
        search_words = TextField()
        processed_at = DateTimeTZField(null=True)

        class Meta:
            table_name = "files"
            indexes = ((("user", "file_type"), False),)

    class PrintProfile(row):  # type: ignore[misc]
        name = TextField(unique=True)
        description = TextField(null=True)
        layer_height = DoubleField()
        print_speed = DoubleField()
        nozzle_temp = DoubleField()
        bed_temp = DoubleField()
        retraction = DoubleField()
        infill = IntegerField()
        supports = BooleanField()
        metadata = JSONField()
        is_default = BooleanField()
        created_at = DateTimeTZField()
        updated_at = DateTimeTZField()

        class Meta:
            table_name = "print_profiles"

    class SlicedFile(row):  # type: ignore[misc]
        source_file = ForeignKeyField(File, on_delete="CASCADE")
        file_path = TextField()
        profile = ForeignKeyField(PrintProfile, on_delete="RESTRICT")
        estimated_time = IntegerField()
        filament_usage = DoubleField()
        layer_height = DoubleField()
        metadata = JSONField()
        created_at = DateTimeTZField()
        sha256 = TextField()
        file_size = BigIntegerField()
        cost = DecimalField(10, 2, null=True)
        layer_count = IntegerField(null=True)

        class Meta:
            table_name = "sliced_files"

    return [File, PrintProfile, SlicedFile]


def _jobs(row: Any, user_table: Any, file_table: Any, sliced: Any) -> list[Any]:
    class Printer(row):  # type: ignore[misc]
        name = TextField(unique=True)
        created_at = DateTimeTZField()
        metadata = JSONField()

        class Meta:
            table_name = "printers"

    class PrintJob(row):  # type: ignore[misc]
        user = ForeignKeyField(user_table, on_delete="RESTRICT")
        file = ForeignKeyField(file_table, on_delete="RESTRICT")
        sliced_file = ForeignKeyField(sliced, null=True, on_delete="SET NULL")
        status = CharField(32, index=True)
        progress = DoubleField()
        started_at = DateTimeTZField(null=True, index=True)
        completed_at = DateTimeTZField(null=True, index=True)
        estimated_time = IntegerField(null=True)
        actual_time = IntegerField(null=True)
        filament_used = DoubleField(null=True)
        cost = DecimalField(10, 2, null=True)
        notes = TextField(null=True)
        error_message = TextField(null=True)
        printer = ForeignKeyField(Printer, on_delete="RESTRICT")
        name = TextField()
        created_at = DateTimeTZField(index=True)
        is_public = BooleanField()
        queue_position = IntegerField(null=True)
        spool_sha256 = TextField(null=True)
        lines_total = IntegerField(null=True)
        lines_acknowledged = IntegerField()
        lines_executed = IntegerField()
        bytes_acknowledged = BigIntegerField()
        layers_total = IntegerField(null=True)
        layer = IntegerField(null=True)
        height_mm = DoubleField(null=True)
        port_epoch = BigIntegerField(null=True)
        failure_reason = CharField(32, null=True)
        paused_seconds = DoubleField()
        settings = JSONField()
        temperatures_thinned = BooleanField()

        class Meta:
            table_name = "print_jobs"
            indexes = ((("printer", "completed_at"), False),)

    class TemperatureLog(row):  # type: ignore[misc]
        job = ForeignKeyField(PrintJob, on_delete="CASCADE", index=False)
        hotend_temp = DoubleField()
        hotend_target = DoubleField()
        bed_temp = DoubleField()
        bed_target = DoubleField()
        chamber_temp = DoubleField(null=True)
        timestamp = DateTimeTZField(index=True)

        class Meta:
            table_name = "temperature_logs"
            indexes = ((("job", "timestamp"), False),)

    class PrintEvent(row):  # type: ignore[misc]
        job = ForeignKeyField(PrintJob, on_delete="CASCADE", index=False)
        event_type = CharField(32)
        message = TextField()
        severity = CharField(32)
        metadata = JSONField(null=True)
        timestamp = DateTimeTZField()

        class Meta:
            table_name = "print_events"
            indexes = ((("job", "timestamp"), False),)

    class Timelapse(row):  # type: ignore[misc]
        job = ForeignKeyField(PrintJob, on_delete="CASCADE", unique=True)
        video_path = TextField()
        frame_count = IntegerField()
        duration = IntegerField()
        file_size = BigIntegerField()
        created_at = DateTimeTZField()

        class Meta:
            table_name = "timelapses"

    return [Printer, PrintJob, TemperatureLog, PrintEvent, Timelapse]


def _tasks(row: Any) -> list[Any]:
    class Task(row):  # type: ignore[misc]
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

    class TaskSchedule(row):  # type: ignore[misc]
        name = TextField(unique=True)
        seen_to = DateTimeTZField()

        class Meta:
            table_name = "task_schedules"

    class Report(row):  # type: ignore[misc]
        kind = TextField()
        period_start = DateTimeTZField()
        period_end = DateTimeTZField()
        data = JSONField()
        created_at = DateTimeTZField()

        class Meta:
            table_name = "reports"
            indexes = ((("kind", "period_start"), True),)

    return [Task, TaskSchedule, Report]
