"""Clean-up takes only what nobody saved, reports count right, and a backup is made by a worker."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from rows import NO_HASH, a_file, a_job, a_user

from lezerprint.base.enums import JobState, NotificationType
from lezerprint.port.failure import FailureReason
from lezerprint.processing import reports
from lezerprint.processing.cleaning import clean
from lezerprint.processing.reports import generate
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import (
    Channel,
    Delivery,
    DeliveryStatus,
    Notification,
    Report,
    Session,
    Task,
    TaskStatus,
)
from lezerprint.tasks.context import TaskContext
from lezerprint.tasks.operations import Queue
from lezerprint.tasks.records import Claim

MONDAY = datetime(2026, 1, 12, tzinfo=UTC)


@pytest.fixture
def context(storage, settings):
    scratch = settings.data_dir / "tasks" / f"{uuid4().hex}-1"
    scratch.mkdir(parents=True)
    made = TaskContext(Claim(uuid4(), "w", 1), storage, settings, scratch, Event())
    made.progress = lambda *_: None
    return made


def put(path, days=3.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("content")
    when = time.time() - days * 86400
    os.utime(path, (when, when))
    os.utime(path.parent, (when, when))
    return path


def a_task(status, days, **more):
    ended = utc_now() - timedelta(days=days)
    return Task.create(queue=Queue.FILES.value, operation="slice", status=status, ended_at=ended, **more)


def test_only_what_nobody_saved_goes(storage, settings, context):
    uploads, scratch = settings.upload_dir, settings.data_dir / "tasks"
    with storage.transaction():
        user = a_user()
        known = a_file(user)
        worked_at = Task.create(queue="q", operation="slice", status=TaskStatus.RUNNING)
        for hours in (-1, 1):
            Session.create(
                user=user,
                token_hash=f"{hours}",
                refresh_token_hash=f"{NO_HASH}{hours}",
                expires_at=utc_now() + timedelta(hours=hours),
            )
        parent = a_task(TaskStatus.FINISHED, 40)
        child = a_task(TaskStatus.FAILED, 3, parent=parent)
        waiting = a_task(TaskStatus.QUEUED, 400)
    stray = uuid4()
    stays = [
        put(uploads / f"{known.id}.stl", 500),
        put(uploads / f"{stray}.stl", 500),
        put(uploads / ".derived" / str(known.id) / "sliced.gcode", 500),
        put(uploads / ".derived" / str(stray) / "sliced.gcode", 500),
        put(uploads / ".derived" / str(uuid4()) / "new.png", 0),
        put(uploads / ".derived" / "README" / "mine", 500),
        put(uploads / ".incoming" / f"{uuid4()}.part", 500),
        put(settings.data_dir / "timelapses" / "1" / "film.mp4", 500),
        put(settings.backup_dir / "lezerprint-old.tar.gz", 500),
        put(scratch / f"{worked_at.id.hex}-2" / "half"),
        put(scratch / f"{uuid4().hex}-1" / "half", 0),
        put(Path(context.scratch) / "mine"),
    ]
    goes = [
        put(uploads / ".derived" / str(uuid4()) / "preview.png"),
        put(scratch / f"{uuid4().hex}-1" / "half"),
        put(uploads / f".{uuid4().hex}-0.task-draft"),
        put(uploads / ".derived" / str(known.id) / f".{uuid4().hex}-0.task-draft"),
        put(settings.backup_dir / ".lezerprint-x.tar.gz.abcd.part"),
        put(settings.backup_dir / ".lezerprint-backup-abc" / "database"),
    ]
    os.utime(uploads / ".derived" / str(known.id))
    counts = clean(context, {})
    assert [path for path in stays if not path.exists()] == []
    assert [path for path in goes if path.exists()] == []
    assert counts == {
        "sessions": 1, "records": 1, "notifications": 0, "temperatures": 0,
        "scratch": 1, "drafts": 4, "derived": 1,
    }  # fmt: skip
    left = storage.run(lambda: {task.id: task.parent_id for task in Task.select()})
    assert left == {child.id: None, waiting.id: None, worked_at.id: None}
    assert sum(clean(context, {}).values()) == 0


def test_old_notifications_go_that_were_read_and_are_on_no_way(storage, context):
    def make():
        user = a_user()

        def told(days, title, *, is_read=True):
            at = utc_now() - timedelta(days=days)
            given = {"type": NotificationType.INFO, "title": title, "message": "m", "created_at": at}
            return Notification.create(user=user, is_read=is_read, **given)

        told(91, "old")
        told(89, "young")
        told(500, "unread", is_read=False)
        for status in DeliveryStatus:
            row = told(500, status.value)
            Delivery.create(notification=row, channel=Channel.EMAIL, status=status)

    storage.run(make)
    assert clean(context, {})["notifications"] == 1 + len(DeliveryStatus) - 1
    left = storage.read(lambda: {row.title for row in Notification.select()})
    assert left == {"young", "unread", DeliveryStatus.PENDING.value}
    assert storage.read(Delivery.select().count) == 1
    context.settings = context.settings.model_copy(update={"notification_keep_days": 30})
    assert clean(context, {})["notifications"] == 1


def a_week_of_jobs():
    user = a_user()
    file = a_file(user)

    def job(days, status, **more):
        when = MONDAY + timedelta(days=days)
        a_job(user, file, status=status, completed_at=when, created_at=when, **more)

    job(0, JobState.COMPLETED, actual_time=3600, filament_used=10.5, cost=Decimal("1.10"))
    job(6.99, JobState.COMPLETED, actual_time=60, filament_used=1.0, cost=Decimal("0.20"))
    job(2, JobState.FAILED, failure_reason=FailureReason.PRINTER_RESET)
    job(3, JobState.CANCELLED, actual_time=30)
    job(7, JobState.COMPLETED, actual_time=999)
    job(-0.001, JobState.COMPLETED, actual_time=999)


def test_a_report_counts_what_ended_in_its_week(storage):
    storage.run(a_week_of_jobs)
    found = storage.run(reports.summary, MONDAY, MONDAY + timedelta(days=7))
    assert (found["completed"], found["failed"], found["cancelled"]) == (2, 1, 1)
    assert found["successRate"] == pytest.approx(2 / 3)
    assert (found["totalTime"], found["materialUsed"], found["cost"]) == (3690, 11.5, 1.3)
    assert found["failureReasons"] == {"PRINTER_RESET": 1}
    assert found["printers"]["default"]["completed"] == 2
    assert [day["completed"] for day in found["days"].values()] == [1, 0, 0, 0, 0, 0, 1]
    nothing = storage.run(reports.summary, MONDAY - timedelta(days=70), MONDAY - timedelta(days=63))
    assert nothing["successRate"] is None


def test_each_week_has_one_report_also_those_that_were_missed(storage, context, monkeypatch):
    storage.run(a_week_of_jobs)
    monkeypatch.setattr(reports, "utc_now", lambda: MONDAY + timedelta(days=21, hours=9))
    assert len(generate(context, {})["reports"]) == 4
    assert generate(context, {})["reports"] == []
    total, (newest, *_) = storage.run(reports.page, 2, 0)
    assert total == 4
    assert (newest.period_start, newest.period_end) == (
        MONDAY + timedelta(days=14),
        MONDAY + timedelta(days=21),
    )
    assert storage.run(reports.report, newest.id) == newest
    assert storage.run(reports.report, uuid4()) is None
    assert storage.run(Report.select().count) == 4


def test_workers_do_the_three_of_them(bench):
    for operation in ("cleanup-old-files", "generate-reports", "backup-database"):
        task = bench.until(bench.enqueue(operation))
        assert (task.status, task.error) == (TaskStatus.FINISHED, None)
    assert Path(task.result["path"]).stat().st_size == task.result["bytes"]
    assert bench.storage.run(Report.select().count) == 1
