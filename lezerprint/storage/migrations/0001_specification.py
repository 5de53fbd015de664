"""The tables of the specification."""

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
    TextField,
    UUIDField,
)
from playhouse.postgres_ext import DateTimeTZField


def up(_migrator: Any, db: Any) -> None:
    """Create them."""
    db.create_tables(_models(db), safe=False)


def down(_migrator: Any, db: Any) -> None:
    """Drop them."""
    db.drop_tables(_models(db), safe=False)


def _models(db: Any) -> list[type[Model]]:
    class Row(Model):
        id = UUIDField(primary_key=True)

        class Meta:
            database = db
            legacy_table_names = False

    class User(Row):
        email = TextField(unique=True)
        username = TextField(unique=True)
        password_hash = TextField()
        role = CharField(32)
        is_active = BooleanField()
        preferences = JSONField()
        created_at = DateTimeTZField()
        updated_at = DateTimeTZField()
        last_login_at = DateTimeTZField(null=True)

        class Meta:
            table_name = "users"

    class Session(Row):
        user = ForeignKeyField(User, on_delete="CASCADE")
        token = TextField(unique=True)
        refresh_token = TextField(unique=True)
        expires_at = DateTimeTZField()
        created_at = DateTimeTZField()

        class Meta:
            table_name = "sessions"

    class File(Row):
        user = ForeignKeyField(User, on_delete="RESTRICT")
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

        class Meta:
            table_name = "files"

    class PrintProfile(Row):
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

    class SlicedFile(Row):
        source_file = ForeignKeyField(File, on_delete="CASCADE")
        file_path = TextField()
        profile = ForeignKeyField(PrintProfile, on_delete="RESTRICT")
        estimated_time = IntegerField()
        filament_usage = DoubleField()
        layer_height = DoubleField()
        metadata = JSONField()
        created_at = DateTimeTZField()

        class Meta:
            table_name = "sliced_files"

    class PrintJob(Row):
        user = ForeignKeyField(User, on_delete="RESTRICT")
        file = ForeignKeyField(File, on_delete="RESTRICT")
        sliced_file = ForeignKeyField(SlicedFile, null=True, on_delete="SET NULL")
        status = CharField(32, index=True)
        progress = DoubleField()
        started_at = DateTimeTZField(null=True, index=True)
        completed_at = DateTimeTZField(null=True)
        estimated_time = IntegerField(null=True)
        actual_time = IntegerField(null=True)
        filament_used = DoubleField(null=True)
        cost = DecimalField(10, 2, null=True)
        notes = TextField(null=True)
        error_message = TextField(null=True)

        class Meta:
            table_name = "print_jobs"

    class TemperatureLog(Row):
        job = ForeignKeyField(PrintJob, on_delete="CASCADE", index=False)
        hotend_temp = DoubleField()
        hotend_target = DoubleField()
        bed_temp = DoubleField()
        bed_target = DoubleField()
        chamber_temp = DoubleField(null=True)
        timestamp = DateTimeTZField()

        class Meta:
            table_name = "temperature_logs"
            indexes = ((("job", "timestamp"), False),)

    class PrintEvent(Row):
        job = ForeignKeyField(PrintJob, on_delete="CASCADE", index=False)
        event_type = CharField(32)
        message = TextField()
        severity = CharField(32)
        metadata = JSONField(null=True)
        timestamp = DateTimeTZField()

        class Meta:
            table_name = "print_events"
            indexes = ((("job", "timestamp"), False),)

    class Timelapse(Row):
        job = ForeignKeyField(PrintJob, on_delete="CASCADE", unique=True)
        video_path = TextField()
        frame_count = IntegerField()
        duration = IntegerField()
        file_size = BigIntegerField()
        created_at = DateTimeTZField()

        class Meta:
            table_name = "timelapses"

    class PrinterSetting(Row):
        key = TextField(unique=True)
        value = JSONField()
        category = TextField(index=True)
        description = TextField(null=True)
        updated_at = DateTimeTZField()

        class Meta:
            table_name = "printer_settings"

    class Notification(Row):
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

    class SystemEvent(Row):
        event_type = TextField()
        description = TextField()
        user_id = UUIDField(null=True, index=True)
        ip_address = TextField(null=True)
        user_agent = TextField(null=True)
        metadata = JSONField(null=True)
        timestamp = DateTimeTZField()

        class Meta:
            table_name = "system_events"
            indexes = ((("event_type", "timestamp"), False),)

    accounts: list[type[Model]] = [User, Session, Notification, SystemEvent, PrinterSetting]
    jobs: list[type[Model]] = [PrintJob, TemperatureLog, PrintEvent, Timelapse]
    return [*accounts, File, PrintProfile, SlicedFile, *jobs]
