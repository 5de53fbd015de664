"""Rows of every table, with as little said as the schema allows."""

from __future__ import annotations

from datetime import UTC, datetime

from lezerprint.base.enums import (
    EventType,
    FileType,
    FrameMark,
    JobState,
    NotificationType,
    Severity,
    TrashKind,
    UserRole,
)
from lezerprint.storage.models import (
    ApiKey,
    Channel,
    Delivery,
    File,
    Folder,
    Notification,
    Printer,
    PrinterSetting,
    PrintEvent,
    PrintJob,
    PrintProfile,
    Report,
    Session,
    SlicedFile,
    SystemEvent,
    Task,
    TaskSchedule,
    TemperatureLog,
    Timelapse,
    TimelapseFrame,
    TrashEntry,
    User,
)

NO_HASH = "$2b$"
WHEN = datetime(2026, 3, 29, 1, 2, 3, 456789, tzinfo=UTC)


def a_user(name="ann"):
    return User.create(email=f"{name}@example.org", username=name, password_hash=NO_HASH)


def a_file(user, name="benchy_v2.stl"):
    return File.create(
        user=user,
        original_name=name,
        file_name=name,
        file_path=f"/files/{name}",
        file_type=FileType.STL,
        file_size=5_000_000_000,
        sha256="00",
    )


def a_job(user, file, printer=None, **more):
    printer = printer or Printer.get_or_none() or Printer.create(name="default")
    return PrintJob.create(
        **{
            "user": user,
            "file": file,
            "printer": printer,
            "name": file.original_name,
            "status": JobState.PRINTING,
            **more,
        }
    )


def a_temperature(job, hotend_temp=200.0):
    return TemperatureLog(job=job, hotend_temp=hotend_temp, hotend_target=210, bed_temp=60, bed_target=60)


def a_row_of_each():
    """Everything that can hang on one user, one file and one job, by the model's name."""
    user = a_user()
    file = a_file(user)
    profile = PrintProfile.create(
        name="fine",
        layer_height=0.1,
        print_speed=50,
        nozzle_temp=210,
        bed_temp=60,
        retraction=0.8,
        infill=15,
        supports=False,
    )
    sliced = SlicedFile.create(
        source_file=file,
        file_path="/sliced",
        profile=profile,
        estimated_time=60,
        filament_usage=1.5,
        layer_height=0.1,
        sha256="11",
        file_size=3,
    )
    job = a_job(user, file, sliced_file=sliced)
    notification = Notification.create(user=user, type=NotificationType.INFO, title="t", message="m")
    temperature = a_temperature(job)
    temperature.save(force_insert=True)
    rows = [
        user,
        file,
        profile,
        sliced,
        job,
        temperature,
        job.printer,
        Session.create(user=user, token_hash=NO_HASH, refresh_token_hash=NO_HASH, expires_at=WHEN),
        ApiKey.create(user=user, name="slicer", prefix="lp_12345", key_hash="c", role=UserRole.OPERATOR),
        PrintEvent.create(job=job, event_type=EventType.CUSTOM, message="m", severity=Severity.INFO),
        Timelapse.create(job=job, video_path="/v", frame_count=1, duration=1, file_size=1),
        TimelapseFrame.create(job=job, number=1, mark=FrameMark.GOOD),
        notification,
        Delivery.create(notification=notification, channel=Channel.EMAIL),
        SystemEvent.create(event_type="login", description="d", user_id=user.id),
        PrinterSetting.create(key="park", value={"x": 0}, category="printing"),
        Task.create(queue="maintenance", operation="cleanup-old-files"),
        TaskSchedule.create(name="cleanup-old-files", seen_to=WHEN),
        Report.create(kind="week", period_start=WHEN, period_end=WHEN),
        Folder.create(path="parts/gears"),
        TrashEntry.create(
            kind=TrashKind.FILE, name="old.stl", user=user, deleted_at=WHEN, expires_at=WHEN, rows=[{"a": 1}]
        ),
    ]
    return {type(row).__name__: row for row in rows}
