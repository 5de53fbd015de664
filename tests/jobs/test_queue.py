"""The jobs that wait, in order."""

from __future__ import annotations

from uuid import uuid4

import pytest

from lezerprint.base.enums import JobState
from lezerprint.jobs.errors import NoSuchJobError
from lezerprint.jobs.job import Job
from lezerprint.jobs.queue import JobQueue


def waiting(position, created_at=1.0):
    return Job(uuid4(), "p", str(position), "/f.gcode", JobState.QUEUED, created_at, queue_position=position)


@pytest.fixture
def queue():
    """Three jobs, which came in another order than theirs."""
    queue = JobQueue()
    for position in (4, 1, 9):
        queue.add(waiting(position))
    return queue


def names(queue):
    return [job.name for job in queue.jobs]


def test_by_their_positions(queue):
    assert names(queue) == ["1", "4", "9"]


def test_twice_is_once(queue):
    queue.add(queue.jobs[1])
    assert names(queue) == ["1", "4", "9"]


def test_the_first_and_one_by_its_id(queue):
    last = queue.jobs[2]
    assert queue.take().name == "1"
    assert queue.take(last.id) == last
    assert last.id not in queue
    assert names(queue) == ["4"]


def test_what_does_not_wait_cannot_be_taken(queue):
    with pytest.raises(NoSuchJobError):
        queue.take(uuid4())
    with pytest.raises(NoSuchJobError, match="empty"):
        JobQueue().take()


@pytest.mark.parametrize(
    ("place", "order"),
    [(0, ["9", "1", "4"]), (1, ["1", "9", "4"]), (2, ["1", "4", "9"]), (99, ["1", "4", "9"])],
)
def test_moved(queue, place, order):
    changed = queue.move(queue.jobs[2].id, place)
    assert names(queue) == order
    assert [job.queue_position for job in queue.jobs] == [1, 2, 3]
    assert {job.id for job in changed} <= {job.id for job in queue.jobs}


def test_places_have_no_gaps():
    queue = JobQueue()
    for position in (7, 3, 12):
        queue.add(waiting(position))
    assert [(job.name, job.queue_position) for job in queue.in_places] == [("3", 1), ("7", 2), ("12", 3)]
