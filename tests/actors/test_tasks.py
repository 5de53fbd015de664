"""TaskActor: tasks that were queued run soon, and neither an outage nor a crash stops them."""

from __future__ import annotations

from contextlib import suppress

import pytest
import tasks
from databases import database_kind, database_url, storage
from plain_environment import without_settings
from simulated import wait_until

from actors.errors import SupervisionError
from actors.messages.tasks import TaskWaits
from actors.supervision import State, SupervisorSpec, System
from actors.tasks import tasks_spec
from lezerprint.errors import StorageUnavailableError
from lezerprint.storage.models import TaskStatus
from lezerprint.tasks.task_queue import TaskQueue

__all__ = ["database_kind", "database_url", "storage"]


@pytest.fixture
def bench(storage, database_url, tmp_path, monkeypatch):
    without_settings(monkeypatch, tmp_path)
    tasks.path_for_workers(monkeypatch)
    with tasks.bench(storage, tasks.settings_for(database_url, tmp_path / "data"), workers=1) as made:
        yield made


@pytest.fixture
def system(bench):
    with System(SupervisorSpec("root", children=(tasks_spec(bench.dispatcher),))) as system:
        assert system.wait_until_up(10)
        bench.queue = TaskQueue(lambda: system.address("tasks").tell(TaskWaits()))
        yield system


def ended(bench, task_id):
    return bench.task(task_id).status is TaskStatus.FINISHED


def test_what_is_queued_is_done_soon_and_after_a_crash(bench, system):
    first = bench.enqueue("test-note")
    wait_until(lambda: ended(bench, first), "the first task")
    with suppress(SupervisionError):
        system.crash("tasks")
    wait_until(lambda: system.inspect("tasks").state is State.UP, "the next life")
    second = bench.enqueue("test-note")
    wait_until(lambda: ended(bench, second), "the second task")
    system.stop(10)
    assert bench.pool.processes, "the pool outlives the actor"


def test_an_outage_costs_no_restart(bench, system, monkeypatch):
    ticked, tick = [], bench.dispatcher.tick

    def away(**given):
        ticked.append(1)
        if len(ticked) < 3:
            raise StorageUnavailableError("away")
        tick(**given)

    monkeypatch.setattr(bench.dispatcher, "tick", away)
    task_id = bench.enqueue("test-note")
    wait_until(lambda: ended(bench, task_id), "the task")
    assert system.inspect("tasks").restarts == 0
