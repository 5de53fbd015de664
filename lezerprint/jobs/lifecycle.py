"""What becomes of a job when something happens to it: the job after that, and what is noted of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lezerprint.base.enums import EventType, Severity
from lezerprint.jobs.job import JobIncident
from lezerprint.jobs.states import ENDED, JobEvent, next_state
from lezerprint.port.failure import FailureReason

if TYPE_CHECKING:
    from lezerprint.jobs.job import Job

_ALL_PERCENT: Final = 100.0
_TICK_SECONDS: Final = 0.001

_NOTED: Final = {
    JobEvent.RETURN: (EventType.CUSTOM, Severity.WARNING, "The print did not start"),
    JobEvent.START: (EventType.JOB_STARTED, Severity.INFO, "The print has started"),
    JobEvent.PAUSE: (EventType.JOB_PAUSED, Severity.INFO, "The print is paused"),
    JobEvent.RESUME: (EventType.JOB_RESUMED, Severity.INFO, "The print was resumed"),
    JobEvent.COMPLETE: (EventType.JOB_COMPLETED, Severity.INFO, "The print is complete"),
    JobEvent.FAIL: (EventType.JOB_FAILED, Severity.ERROR, "The print has failed"),
    JobEvent.CANCEL: (EventType.JOB_CANCELLED, Severity.WARNING, "The print was cancelled"),
}
_GRAVE: Final = frozenset(
    {FailureReason.EMERGENCY_STOP, FailureReason.THERMAL_RUNAWAY, FailureReason.POWER_LOSS}
)


def moved(
    job: Job,
    event: JobEvent,
    at: float,
    *,
    reason: str = "",
    failure: FailureReason | None = None,
    place: dict[str, int] | None = None,
) -> tuple[Job, JobIncident | None]:
    """The job after an event, and what is noted; the event that takes it from the queue is not.

    Args:
        job: How it stood.
        event: What moves it.
        at: When, in seconds since 1970.
        reason: Why it failed or waits, for people.
        failure: Why it failed, for statistics.
        place: Between which commands and lines the truth lies, where the printer was lost.

    Raises:
        JobError: This cannot happen to it now.
    """
    state = next_state(job.state, event)
    at = after_all(job, at)
    changes: dict[str, Any] = {"state": state, "queue_position": None}
    if event is JobEvent.START:
        changes["started_at"] = at
    if event is JobEvent.COMPLETE:
        changes["progress_percent"] = _ALL_PERCENT
    if event is JobEvent.RETURN:
        changes["reason"] = reason
    if event is JobEvent.FAIL:
        changes |= {"reason": reason, "failure": failure or FailureReason.OTHER, "place": place}
    if state in ENDED:
        # What never began leaves nothing on the bed, but for the part whose rest it was to print.
        bed_is_clear = job.started_at is None and job.recovery is None
        changes |= {"ended_at": at, "bed_is_clear": bed_is_clear}
    after = replace(job, **changes)
    if event not in _NOTED:
        return after, None
    kind, severity, message = _NOTED[event]
    incident = JobIncident(
        # A row that waits forgets how many there were.
        key=f"state {at if event is JobEvent.RETURN else job.noted} {event}",
        kind=kind,
        severity=Severity.CRITICAL if failure in _GRAVE else severity,
        message=f"{message}: {reason}" if reason else message,
        at=at,
        data=_data(after) or None,
    )
    return after.noting(incident), incident


def after_all(job: Job, at: float) -> float:
    """This time, or just after all that is noted: clocks are set back, but what happened keeps its order."""
    latest = max((incident.at for incident in job.incidents), default=0.0)
    return max(at, latest + _TICK_SECONDS) if job.incidents else at


def with_failure(job: Job, failure: FailureReason) -> tuple[Job, JobIncident | None]:
    """A job that has failed, and it is known only now why; its note, if there is one, says so."""
    job = replace(job, failure=failure)
    incidents = list(job.incidents)
    for place, incident in enumerate(incidents):
        if incident.kind is EventType.JOB_FAILED:
            severity = Severity.CRITICAL if failure in _GRAVE else incident.severity
            incidents[place] = replace(incident, severity=severity, data=_data(job))
            return replace(job, incidents=tuple(incidents)), incidents[place]
    return job, None


def _data(job: Job) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if job.failure is not None:
        data["reason"] = job.failure.value
    if job.place is not None:
        data["place"] = job.place
    return data
