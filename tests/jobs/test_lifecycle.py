"""What becomes of a job: every event in every state, and what is noted of it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.base.enums import EventType, JobState, Severity
from lezerprint.errors import JobError
from lezerprint.jobs.job import Job, Recovery
from lezerprint.jobs.lifecycle import moved
from lezerprint.jobs.states import ENDED, JobEvent
from lezerprint.port.failure import FailureReason

E, S = JobEvent, JobState


def a_job(state=S.QUEUED, **more):
    return Job(uuid4(), "p", "part.gcode", "/part.gcode", state, 1.0, queue_position=3, **more)


@pytest.mark.parametrize(
    ("state", "event", "after", "kind", "severity"),
    [
        (S.QUEUED, E.PREPARE, S.PREPARING, None, None),
        (S.PREPARING, E.START, S.PRINTING, EventType.JOB_STARTED, Severity.INFO),
        (S.PRINTING, E.PAUSE, S.PAUSED, EventType.JOB_PAUSED, Severity.INFO),
        (S.PAUSED, E.RESUME, S.PRINTING, EventType.JOB_RESUMED, Severity.INFO),
        (S.PRINTING, E.COMPLETE, S.COMPLETED, EventType.JOB_COMPLETED, Severity.INFO),
        (S.PAUSED, E.FAIL, S.FAILED, EventType.JOB_FAILED, Severity.ERROR),
        (S.QUEUED, E.CANCEL, S.CANCELLED, EventType.JOB_CANCELLED, Severity.WARNING),
    ],
)
def test_what_is_noted(state, event, after, kind, severity):
    job, incident = moved(a_job(state), event, 7.0)
    assert (job.state, job.queue_position) == (after, None)
    if kind is None:
        assert (incident, job.incidents) == (None, ())
    else:
        assert (incident.kind, incident.severity, incident.at) == (kind, severity, 7.0)
        assert job.incidents == (incident,)


@pytest.mark.parametrize(
    ("failure", "severity"),
    [
        (FailureReason.EMERGENCY_STOP, Severity.CRITICAL),
        (FailureReason.THERMAL_RUNAWAY, Severity.CRITICAL),
        (FailureReason.POWER_LOSS, Severity.CRITICAL),
        (FailureReason.FILE_ERROR, Severity.ERROR),
        (None, Severity.ERROR),
    ],
)
def test_a_failure_says_why_and_where(failure, severity):
    place = {"executed": 1, "acknowledged": 2, "sent": 3}
    job, incident = moved(a_job(S.PRINTING), E.FAIL, 7.0, reason="so", failure=failure, place=place)
    assert (job.failure, job.reason, job.place) == (failure or FailureReason.OTHER, "so", place)
    assert (incident.severity, incident.message) == (severity, "The print has failed: so")
    assert incident.data == {"reason": job.failure.value, "place": place}


def test_only_what_began_lies_on_the_bed():
    assert moved(a_job(S.PREPARING), E.CANCEL, 7.0)[0].bed_is_clear
    rest = a_job(S.PREPARING, recovery=Recovery(uuid4(), {}))
    assert not moved(rest, E.CANCEL, 7.0)[0].bed_is_clear
    assert not moved(a_job(S.PRINTING, started_at=2.0), E.CANCEL, 7.0)[0].bed_is_clear
    assert not moved(a_job(S.PRINTING, started_at=2.0), E.COMPLETE, 7.0)[0].bed_is_clear


def test_a_complete_job_is_complete():
    job, _ = moved(replace(a_job(S.PRINTING), progress_percent=99.2), E.COMPLETE, 7.0)
    assert (job.progress_percent, job.ended_at) == (100.0, 7.0)


@given(st.lists(st.sampled_from(list(JobEvent)), max_size=30))
def test_any_order_of_events(events):
    """Every job ends at most once; each note has its own id, and its file keeps all of it."""
    job = a_job()
    for number, event in enumerate(events):
        try:
            job, _ = moved(job, event, float(number))
        except JobError:
            continue
        assert (job.ended_at is not None) == (job.state in ENDED)
    assert len({one.row_id(job.id) for one in job.incidents}) == len(job.incidents)
    assert Job.from_data(job.as_data()) == job


def test_of_many_happenings_each_has_an_id_of_its_own():
    """Also once the first are not kept any more, and after the job was read from its file."""
    job, ids = a_job(S.PRINTING), []
    for _ in range(150):
        for event in (E.PAUSE, E.RESUME):
            job, incident = moved(job, event, 7.0)
            ids.append(incident.row_id(job.id))
            job = Job.from_data(job.as_data())
    assert len(set(ids)) == len(ids) == job.noted
    assert len(job.incidents) < len(ids)
