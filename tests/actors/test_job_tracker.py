"""What is kept of the current job, and what may still be done with one that has ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actors.job_tracker import JobTracker
from lezerprint.alerts.alert import Alert, AlertKind
from lezerprint.base.enums import EventType, JobState, Severity
from lezerprint.errors import JobError
from lezerprint.events import EventHub
from lezerprint.jobs.job import Recovery, new_job
from lezerprint.jobs.recorder import JobRecorder
from lezerprint.jobs.states import JobEvent
from lezerprint.jobs.store import JobStore


@pytest.fixture
def events():
    return EventHub()


@pytest.fixture
def tracker(tmp_path, events):
    store = JobStore(tmp_path / "jobs")
    yield JobTracker(JobRecorder(store, events), "p")
    store.close()


def a_job(state=JobState.QUEUED, rest_of=None, **more):
    recovery = rest_of and Recovery(rest_of.id, {})
    return replace(new_job("p", "part.gcode", "/part.gcode", 1.0, recovery=recovery), state=state, **more)


FAILED = a_job(JobState.FAILED, started_at=2.0)


@pytest.mark.parametrize(
    "last",
    [
        FAILED,
        a_job(JobState.FAILED, FAILED),
        a_job(JobState.CANCELLED, FAILED),
        a_job(JobState.CANCELLED, FAILED, started_at=3.0, counts={"layer": None}),
    ],
)
def test_the_rest_is_printed_while_the_nozzle_is_where_the_print_failed(tracker, last):
    tracker.job = last
    tracker.check_rest(Recovery(FAILED.id, {}))


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (None, "taken off"),
        (replace(FAILED, bed_is_clear=True), "taken off"),
        (a_job(JobState.FAILED, started_at=3.0), "something else"),
        (a_job(JobState.CANCELLED, a_job()), "something else"),
        (a_job(JobState.COMPLETED, FAILED, started_at=3.0), "already started"),
        (a_job(JobState.FAILED, FAILED, started_at=3.0), "already started"),
        (a_job(JobState.CANCELLED, FAILED, started_at=3.0, counts={"layer": 4}), "already started"),
    ],
)
def test_the_rest_is_not_printed_from_a_place_where_the_nozzle_is_no_more(tracker, last, reason):
    tracker.job = last
    with pytest.raises(JobError, match=reason):
        tracker.check_rest(Recovery(FAILED.id, {}))


def test_a_spool_is_kept_as_long_as_its_rest_may_be_printed(tracker):
    store = tracker.recorder.store

    def spools(*jobs):
        assert store.flush(10)
        return [store.spool_path(job.id).exists() for job in jobs]

    rest = a_job(rest_of=FAILED)
    jobs = [FAILED, rest, a_job(rest_of=FAILED), a_job(rest_of=rest), a_job()]
    for job in jobs:
        store.spool_path(job.id).parent.mkdir(parents=True)
        store.spool_path(job.id).touch()
    first, rest, again, _, other = jobs
    tracker.replace_with(first)
    tracker.replace_with(rest)
    assert spools(first, rest) == [True, True]
    tracker.replace_with(again)
    assert spools(first, rest, again) == [True, False, True]
    tracker.replace_with(other)
    assert spools(*jobs) == [False, False, False, True, True]


def test_the_spool_of_a_rest_is_kept_for_its_own_rest(tracker):
    store, rest = tracker.recorder.store, a_job(rest_of=FAILED)
    for job in (FAILED, rest):
        store.spool_path(job.id).parent.mkdir(parents=True)
        store.spool_path(job.id).touch()
    for job in (FAILED, rest, a_job(rest_of=rest)):
        tracker.replace_with(job)
    assert store.flush(10)
    assert [store.spool_path(job.id).exists() for job in (FAILED, rest)] == [False, True]


def test_a_rest_never_waits(tracker, events):
    """Its row was written, but the host ended before it began: the part may be gone meanwhile."""
    told = []
    events.subscribe(told.append)
    tracker.job = current = a_job(JobState.PRINTING)
    waits, rest, lost = a_job(), a_job(rest_of=FAILED), a_job(JobState.PRINTING)
    assert tracker.waiting_of([waits, rest, current], [lost, current]) == [waits]
    assert [(one.name, one.data["job"]["id"]) for one in told] == [
        ("print:failed", str(lost.id)),
        ("print:failed", str(rest.id)),
    ]
    assert "plan it again" in told[1].data["message"]


def test_a_job_that_was_completed_is_not_failed_by_its_row(tracker, events):
    """The server was killed before the row learnt of the end, and another job was printed since."""
    told = []
    events.subscribe(told.append)
    done = a_job(JobState.COMPLETED, started_at=2.0, ended_at=3.0)
    tracker.recorder.store.save(done)
    tracker.job = a_job(JobState.PRINTING)
    assert tracker.waiting_of([], [replace(done, state=JobState.PRINTING)]) == []
    assert told == []


RESET = Alert(AlertKind.BOARD_RESET, Severity.WARNING, "it was reset", event_type=EventType.POWER_LOSS)
NOISE = Alert(AlertKind.LINK_NOISY, Severity.WARNING, "the link is noisy", lasting=True)


@pytest.mark.parametrize(
    ("state", "after_seconds", "is_noted"),
    [
        (JobState.COMPLETED, 1.0, False),
        (JobState.COMPLETED, -1.0, True),
        (JobState.FAILED, 1.0, True),
        (JobState.FAILED, 20.0, False),
    ],
)
def test_a_reset_after_its_end_concerns_no_job_that_was_complete(tracker, state, after_seconds, is_noted):
    tracker.job = a_job(state, started_at=2.0, ended_at=100.0)
    tracker.note_alert(RESET, 100.0 + after_seconds)
    assert [one.kind for one in tracker.job.incidents] == [EventType.POWER_LOSS] * is_noted


def test_what_is_still_the_matter_is_in_the_record_of_the_next_job_too(tracker):
    tracker.job = a_job(JobState.PRINTING, started_at=2.0)
    tracker.note_alert(NOISE, 3.0)
    tracker.move(JobEvent.COMPLETE, 4.0)
    tracker.replace_with(a_job(JobState.PREPARING))
    job = tracker.move(JobEvent.START, 60.0)
    assert [one.kind for one in job.incidents] == [EventType.JOB_STARTED, EventType.CUSTOM]
    assert job.incidents[1].data == {"alert": "link_noisy", "ended": False, "found": True}
    assert job == tracker.job


def test_what_another_server_told_is_not_told_again(tracker, events):
    tracker.job = a_job(JobState.PRINTING, started_at=2.0)
    tracker.note_alert(NOISE, 3.0)
    job = tracker.job
    another = JobTracker(JobRecorder(tracker.recorder.store, events), "p")
    another.job = job
    another.note_alert(replace(NOISE, data={"found": True}), 30.0)
    assert another.job == job
