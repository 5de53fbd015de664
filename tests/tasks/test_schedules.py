"""What is due is queued once: by two at once, after an absence, and when the clock jumps."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from lezerprint.storage.database import Storage
from lezerprint.storage.models import Task, TaskSchedule
from lezerprint.tasks.operations import OPERATIONS, Operation, Queue
from lezerprint.tasks.schedules import SCHEDULES, Schedule, queue_due

NIGHTLY = Schedule("cleanup-old-files", "0 2 * * *")
START = datetime(2026, 1, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def zone(monkeypatch):
    def choose(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    choose("UTC")
    yield choose
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def at(storage, zone):
    def look(moment):
        return len(storage.run(queue_due, [NIGHTLY], moment))

    return look


def test_the_schedules_of_the_specification(zone):
    monday = datetime(2026, 1, 12, tzinfo=UTC)
    due = {one.operation: one.latest_due(monday + timedelta(hours=9, minutes=30)) for one in SCHEDULES}
    assert due == {
        "cleanup-old-files": monday + timedelta(hours=2),
        "generate-reports": monday + timedelta(hours=9),
        "process-print-data": monday + timedelta(hours=9),
        "generate-insights": monday + timedelta(hours=9, minutes=10),
    }


def test_the_very_moment_counts(zone):
    two = datetime(2026, 1, 14, 2, tzinfo=UTC)
    assert NIGHTLY.latest_due(two) == two
    assert NIGHTLY.latest_due(two - timedelta(microseconds=1)) == two - timedelta(days=1)


def test_a_night_that_has_no_two_o_clock_or_two_of_them_has_one_run(zone):
    zone("Europe/Berlin")
    for night in (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)):
        moments = {NIGHTLY.latest_due(night + timedelta(minutes=10 * step)) for step in range(24 * 6)}
        assert len(moments) == 2  # that before, and one


def test_new_ones_wait_and_then_each_night_has_one(at, storage):
    assert at(START) == 0
    for night in range(1, 4):
        due = START.replace(hour=2) + timedelta(days=night)
        assert at(due - timedelta(seconds=1)) == 0
        assert at(due) == 1
        assert at(due + timedelta(hours=5)) == 0


def test_what_was_missed_is_done_once(at):
    at(START)
    assert at(START + timedelta(days=10)) == 1
    assert at(START + timedelta(days=10, minutes=1)) == 0


def test_a_clock_that_was_far_ahead_does_not_stop_the_schedule(at):
    at(START)
    assert at(START + timedelta(days=400)) == 1
    assert at(START + timedelta(minutes=1)) == 0
    assert at(START + timedelta(days=1)) == 1


def test_a_clock_that_is_a_little_behind_does_it_no_second_time(at):
    at(START)
    two = START.replace(hour=2) + timedelta(days=1)
    assert at(two) == 1
    assert at(two - timedelta(seconds=30)) == 0
    assert at(two + timedelta(seconds=30)) == 0


def test_an_operation_without_a_function_is_left_out(storage, zone, monkeypatch):
    monkeypatch.setitem(OPERATIONS, "some-day", Operation(name="some-day", queue=Queue.ANALYTICS))
    storage.run(queue_due, [*SCHEDULES, Schedule("some-day", "0 * * * *")], START)
    names = storage.run(lambda: {row.name for row in TaskSchedule.select()})
    assert names == {one.operation for one in SCHEDULES}


def test_of_many_at_once_one_queues_it(storage, database_url, at):
    at(START)
    barrier = threading.Barrier(6)
    found = []

    def look():
        barrier.wait()
        found.append(len(storage.run(queue_due, [NIGHTLY], START + timedelta(days=1))))

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 0, 0, 0, 0, 1]
    with closing(Storage(database_url)) as other:
        assert other.run(Task.select().count) == 1
