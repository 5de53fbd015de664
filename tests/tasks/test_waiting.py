"""Which tasks wait for too long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from databases import database

from lezerprint.database_setup import prepare
from lezerprint.storage.database import Storage
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Task, TaskStatus
from lezerprint.tasks.task_queue import TaskQueue
from lezerprint.tasks.waiting import waiting_tasks


@pytest.fixture
def storage(tmp_path):
    with database("sqlite", tmp_path) as url:
        storage = Storage(url)
        prepare(storage)
        yield storage
        storage.close()


def queue(operation, *, waited_seconds, **changes):
    task = TaskQueue().enqueue(operation)
    Task.update(created_at=utc_now() - timedelta(seconds=waited_seconds), **changes).where(
        Task.id == task.id
    ).execute()


def late(storage):
    return storage.read(waiting_tasks).late


def test_nothing_waits(storage):
    waiting = storage.read(waiting_tasks)
    assert (waiting.count, waiting.longest_seconds, waiting.late) == (0, 0.0, ())


def test_a_task_that_nobody_takes_is_late_after_a_minute(storage):
    with storage.transaction():
        queue("slice", waited_seconds=50)
    assert late(storage) == ()
    with storage.transaction():
        queue("slice", waited_seconds=70)
        queue("analyze", waited_seconds=5)
    waiting = storage.read(waiting_tasks)
    assert (waiting.count, waiting.late) == (3, ("file-processing",))
    assert waiting.longest_seconds >= 70


@pytest.mark.parametrize(("waited_seconds", "expected"), [(1800, ()), (3700, ("notifications",))])
def test_behind_another_task_of_the_same_workers_it_may_wait_for_an_hour(storage, waited_seconds, expected):
    with storage.transaction():
        queue("backup-database", waited_seconds=1, status=TaskStatus.RUNNING)
        queue("send-notification", waited_seconds=waited_seconds)
    assert late(storage) == expected


def test_what_is_put_off_does_not_wait_until_then(storage):
    with storage.transaction():
        queue("slice", waited_seconds=700, not_before=utc_now() + timedelta(minutes=5))
    assert storage.read(waiting_tasks).count == 0
    with storage.transaction():
        queue("slice", waited_seconds=700, not_before=utc_now() - timedelta(seconds=5))
    assert late(storage) == ()
