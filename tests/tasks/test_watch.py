"""Each change of a task is told once, the end too."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import task_operations  # noqa: F401 - adds its operations

from lezerprint.storage.models import TaskStatus
from lezerprint.tasks import records
from lezerprint.tasks.dispatcher import TaskDispatcher
from lezerprint.tasks.task_queue import TaskQueue


@pytest.fixture
def told(storage):
    changes = []
    dispatcher = TaskDispatcher(storage, [], lambda task: changes.append((task.status, task.progress)))

    def look():
        changes.clear()
        dispatcher.tick()
        return list(changes)

    return look


def test_every_change_is_told_once(storage, told):
    old = storage.run(TaskQueue().enqueue, "test-write")
    assert told() == []
    new = storage.run(TaskQueue().enqueue, "test-write")
    assert told() == [(TaskStatus.QUEUED, 0)]
    assert told() == []
    claim = storage.run(records.claim_one, new.id, "elsewhere")
    assert told() == [(TaskStatus.RUNNING, 0)]
    storage.run(records.set_progress, claim, 40.0, "half")
    assert told() == [(TaskStatus.RUNNING, 40)]
    storage.run(records.finish, claim, None)
    storage.run(TaskQueue().cancel, old.id)
    assert told() == [(TaskStatus.CANCELLED, 0), (TaskStatus.FINISHED, 100)]
    assert told() == []


def test_a_look_is_left_out_where_nobody_has_written(storage, database_kind):
    looks = []

    class Carrier:
        def offer(self, waiting):
            looks.append(len(waiting))

    dispatcher = TaskDispatcher(storage, [Carrier()])
    for _ in range(5):
        dispatcher.tick(if_changed=True)
    told = len(looks)
    assert told == (5 if database_kind == "postgresql" else 1)
    with ThreadPoolExecutor(1) as elsewhere:  # another connection
        elsewhere.submit(storage.run, TaskQueue().enqueue, "test-write").result()
    dispatcher.tick(if_changed=True)
    dispatcher.tick(if_changed=True)
    assert looks[told:] == [1, 1]


def test_what_begins_and_ends_between_two_looks_is_told(storage, told):
    told()
    task = storage.run(TaskQueue().enqueue, "test-write")
    storage.run(records.finish, storage.run(records.claim_one, task.id, "elsewhere"), None)
    assert told() == [(TaskStatus.FINISHED, 100)]
    assert told() == []
