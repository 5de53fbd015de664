"""Clean-up takes only what nobody saved and nobody needs."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from rows import NO_HASH, a_file, a_user

from lezerprint.base.enums import NotificationType
from lezerprint.processing.cleaning import clean
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import (
    Channel,
    Delivery,
    DeliveryStatus,
    Notification,
    Session,
    Task,
    TaskStatus,
)
from lezerprint.tasks.operations import Queue


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
        "recordings": 0, "timelapses": 0, "frames": 0, "stills": 0,
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
