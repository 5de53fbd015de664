"""A row has one claim at a time, and only who has it changes the row."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
import task_operations  # noqa: F401 - adds its operations

from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Task, TaskStatus
from lezerprint.tasks import records
from lezerprint.tasks.errors import ClaimLostError, TaskEndedError, TaskNotFoundError, UnknownOperationError
from lezerprint.tasks.operations import OPERATIONS
from lezerprint.tasks.task_queue import Figures, TaskFilter, TaskQueue

QUEUE = TaskQueue()
FILES = ("file-processing",)


@pytest.fixture
def run(storage):
    return storage.run


def test_the_operations_and_queues_of_the_specification():
    wanted = {
        "file-processing": {"generate-thumbnail", "slice", "analyze", "analyze-sliced"},
        "maintenance": {"cleanup-old-files", "generate-reports", "backup-database"},
        "analytics": {"process-print-data", "generate-insights"},
        "notifications": {"send-notification"},
    }
    for queue, names in wanted.items():
        assert {one.name for one in OPERATIONS.values() if one.queue == queue} >= names


def test_every_function_is_there():
    for operation in OPERATIONS.values():
        assert not operation.function or callable(operation.load())


def test_what_nobody_can_do_is_refused(run):
    with pytest.raises(UnknownOperationError, match="unknown operation 'nonsense'"):
        run(QUEUE.enqueue, "nonsense")
    assert run(Task.select().count) == 0


def test_of_many_at_once_one_claims(storage, run):
    task = run(QUEUE.enqueue, "test-write")
    barrier, claims = threading.Barrier(8), []

    def claim(number):
        barrier.wait()
        claims.append(storage.run(records.claim_next, f"w{number}", FILES))

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [claim for claim in claims if claim is not None]
    stored = run(QUEUE.status, task.id)
    assert (stored.worker, stored.attempts, stored.status) == (won.worker, 1, TaskStatus.RUNNING)


def test_the_oldest_of_the_queues_asked_for_comes_first(run):
    old, new = run(QUEUE.enqueue, "test-write"), run(QUEUE.enqueue, "test-write")
    run(QUEUE.enqueue, "test-note")
    assert run(records.claim_next, "w", FILES).task_id == old.id
    assert run(records.claim_next, "w", FILES).task_id == new.id
    assert run(records.claim_next, "w", FILES) is None


def test_whom_a_failure_concerns_is_told_once_it_is_for_good(run, tmp_path):
    notes = tmp_path / "notes"
    arguments = {"notes": str(notes)}

    def begun(task):
        return run(records.claim_one, task.id, "w")

    done, failed, lost, cancelled = (run(QUEUE.enqueue, "test-told", arguments) for _ in range(4))
    run(records.finish, begun(done), None)
    run(partial(records.fail, again=False), begun(failed), "no\n good")
    assert run(records.lose, begun(lost)) is TaskStatus.QUEUED
    assert notes.read_text() == "no good\n"
    assert run(records.lose, begun(lost)) is TaskStatus.FAILED
    for _ in range(2):
        run(QUEUE.cancel, cancelled.id)
    assert notes.read_text() == "no good\nits worker died\nit was cancelled\n"


def test_a_claim_that_was_lost_changes_nothing(run):
    task = run(QUEUE.enqueue, "test-write")
    old = run(records.claim_one, task.id, "w1")
    assert run(records.lose, old) is TaskStatus.QUEUED
    new = run(records.claim_one, task.id, "w2")
    before = run(QUEUE.status, task.id).__data__
    with pytest.raises(ClaimLostError):
        run(records.finish, old, {})
    assert not run(records.beat, old)
    assert not run(records.set_progress, old, 9, "no")
    assert run(lambda: records.fail(old, "no", again=False)) is None
    assert run(records.release, old) is None
    assert run(QUEUE.status, task.id).__data__ == before
    run(records.finish, new, {"a": 1})
    assert run(records.is_finished, new)
    assert not run(records.is_finished, old)


def test_what_is_put_off_waits_and_longer_each_time(run, monkeypatch):
    monkeypatch.setitem(OPERATIONS, "test-die", replace(OPERATIONS["test-die"], retry_seconds=100))
    task = run(QUEUE.enqueue, "test-die")
    for attempt, seconds in ((1, 100), (2, 200)):
        run(lambda: Task.update(not_before=None).where(Task.id == task.id).execute())
        claim = run(records.claim_one, task.id, "w")
        assert run(lambda claim=claim: records.fail(claim, "away", again=True)) is TaskStatus.QUEUED
        stored = run(QUEUE.status, task.id)
        assert (stored.attempts, stored.error) == (attempt, "away")
        assert seconds - 20 < (stored.not_before - utc_now()).total_seconds() <= seconds
        assert run(records.claim_next, "w", FILES) is None
    run(lambda: Task.update(not_before=None).where(Task.id == task.id).execute())
    claim = run(records.claim_one, task.id, "w")
    assert run(lambda: records.fail(claim, "away", again=True)) is TaskStatus.FAILED


@pytest.mark.parametrize(("seconds", "is_due"), [(-1, True), (60, False), (3600, False), (10**7, True)])
def test_a_clock_that_was_set_back_puts_nothing_off_for_ever(run, seconds, is_due):
    task = run(QUEUE.enqueue, "test-write")
    later = utc_now() + timedelta(seconds=seconds)
    run(lambda: Task.update(not_before=later).where(Task.id == task.id).execute())
    assert bool(run(records.due, 10)) == is_due


def test_a_worker_that_leaves_costs_no_attempt(run):
    task = run(QUEUE.enqueue, "test-write")
    for _ in range(5):
        claim = run(records.claim_one, task.id, "w")
        assert claim.attempt == 1
        assert run(records.release, claim) is TaskStatus.QUEUED


def test_what_may_not_be_repeated_fails_with_its_worker(run):
    for give_up in (records.lose, records.release):
        task = run(QUEUE.enqueue, "test-die-once")
        assert run(give_up, run(records.claim_one, task.id, "w")) is TaskStatus.FAILED


def test_cancelling(run):
    task = run(QUEUE.enqueue, "test-write")
    claim = run(records.claim_one, task.id, "w")
    assert run(QUEUE.cancel, task.id).status is TaskStatus.CANCELLED
    assert run(QUEUE.cancel, task.id).status is TaskStatus.CANCELLED
    assert not run(records.is_held, claim)
    assert run(records.claim_one, task.id, "w") is None
    with pytest.raises(TaskNotFoundError):
        run(QUEUE.cancel, uuid4())
    done = run(QUEUE.enqueue, "test-write")
    run(records.finish, run(records.claim_one, done.id, "w"), None)
    with pytest.raises(TaskEndedError, match="FINISHED"):
        run(QUEUE.cancel, done.id)


def test_figures_and_pages(run):
    user = uuid4()
    tasks = [run(QUEUE.enqueue, "test-write", {"n": n}, user if n < 2 else None) for n in range(4)]
    run(records.finish, run(records.claim_one, tasks[0].id, "w"), None)
    failed = run(records.claim_one, tasks[1].id, "w")
    run(lambda: records.fail(failed, "x" * 5000, again=False))
    run(records.claim_one, tasks[2].id, "w")
    assert run(QUEUE.figures) == Figures(queued=1, running=1, finished=1, failed=1)
    assert len(run(QUEUE.status, tasks[1].id).error) == 2000
    total, page = run(QUEUE.page, TaskFilter(), 2, 1)
    assert (total, [task.arguments["n"] for task in page]) == (4, [2, 1])
    total, page = run(QUEUE.page, TaskFilter((TaskStatus.FAILED,), user_id=user), 9, 0)
    assert (total, page[0].id) == (1, tasks[1].id)


def test_whoever_waits_for_tasks_is_woken(run):
    woken = []
    queue = TaskQueue(lambda: woken.append(1))
    run(queue.cancel, run(queue.enqueue, "test-write").id)
    assert len(woken) == 2
