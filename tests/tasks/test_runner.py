"""Tasks on a real pool: each comes to its end, and to one end."""

from __future__ import annotations

import os
import signal

import pytest
import tasks

from lezerprint.storage.models import SystemEvent, TaskStatus
from lezerprint.tasks.task_queue import TaskFilter


@pytest.fixture(params=["sqlite"])  # test_survival.py has both
def database_kind(request):
    return request.param


def test_a_task_is_done_whole(bench):
    task = bench.until(bench.enqueue("test-write"))
    assert (task.status, task.progress, task.result) == (TaskStatus.FINISHED, 100, {"bytes": 9})
    assert (task.attempts, task.error, task.message) == (1, None, "half")
    assert task.created_at <= task.started_at <= task.ended_at
    assert bench.out.read_text() == "all of it"
    assert bench.storage.run(SystemEvent.select().count) == 1
    assert [path.name for path in bench.out.parent.iterdir()] == ["result"]
    bench.until_swept()


def test_a_cancelled_task_is_told_and_then_killed(bench):
    polite, rude = bench.enqueue("test-slowly", polite=True), bench.enqueue("test-slowly")
    bench.until_noted(1)
    assert bench.cancel(polite).status is TaskStatus.CANCELLED
    noted = bench.until_noted(3)
    assert noted[1] == "polite"
    process = int(noted[2].split()[1])
    bench.cancel(rude)
    tasks.gone(process)
    after = bench.until(bench.enqueue("test-note"))
    assert after.status is TaskStatus.FINISHED
    assert [bench.task(one).status for one in (polite, rude)] == [TaskStatus.CANCELLED] * 2
    bench.until_swept()


def test_all_programs_of_a_task_end_with_it(bench):
    task = bench.enqueue("test-programs")
    programs = [int(word) for word in bench.until_noted(1)[0].split()]
    bench.cancel(task)
    tasks.gone(*programs)
    assert bench.until(bench.enqueue("test-note")).status is TaskStatus.FINISHED
    bench.until_swept()


def test_what_takes_too_long_has_failed(bench):
    task = bench.until(bench.enqueue("test-quick-timeout"))
    assert (task.status, task.attempts) == (TaskStatus.FAILED, 1)
    assert "longer than 0.5 seconds" in task.error
    tasks.gone(int(bench.noted[0].split()[1]))
    bench.until_swept()


@pytest.mark.parametrize(
    ("how", "attempts", "error"),
    [("bug", 3, "ValueError: oh no"), ("bad", 1, "no G-code"), ("later", 3, "away")],
)
def test_only_what_may_go_better_is_tried_again(bench, how, attempts, error):
    task = bench.until(bench.enqueue("test-fail", how=how))
    assert (task.status, task.attempts, task.error) == (TaskStatus.FAILED, attempts, error)
    assert len(bench.noted) == attempts


def test_a_task_whose_process_is_killed_is_tried_again_but_not_for_ever(bench):
    task = bench.until(bench.enqueue("test-die"), seconds=25)
    assert (task.status, task.attempts) == (TaskStatus.FAILED, 3)
    assert "signal 9" in task.error
    assert bench.until(bench.enqueue("test-die-once")).attempts == 1


def test_a_task_queues_the_next_one_when_it_is_done(bench):
    parent = bench.enqueue("test-follow")
    bench.until(parent)
    bench.until_noted(1)
    _, (child, _) = bench.storage.run(bench.queue.page, TaskFilter(), 10, 0)
    assert (child.operation, child.parent_id) == ("test-note", parent)
    assert bench.noted == [f"nice {min(19, os.nice(0) + 10)}"]


def test_a_killed_worker_costs_no_task_and_leaves_no_program(bench):
    task = bench.enqueue("test-programs")
    programs = [int(word) for word in bench.until_noted(1)[0].split()]
    (worker,) = bench.pool.processes
    os.kill(worker, signal.SIGKILL)
    tasks.gone(worker, *programs)
    bench.until_noted(2)
    assert bench.task(task).attempts == 2
    bench.cancel(task)


def test_the_end_of_the_pool_gives_tasks_back(bench):
    task = bench.enqueue("test-slowly")
    process = int(bench.until_noted(1)[0].split()[1])
    workers = bench.pool.processes
    bench.dispatcher.close()
    tasks.gone(process, *workers)
    given_back = bench.task(task)
    assert (given_back.status, given_back.attempts, given_back.worker) == (TaskStatus.QUEUED, 0, None)
    bench.until_swept()
