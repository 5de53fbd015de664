"""A job as the API tells it: its row, and over it what its actor knows and the database may not yet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from actors.errors import SupervisionError
from actors.messages.job import GetJobs, JobsView
from lezerprint.base.enums import JobState
from lezerprint.bounds import whole
from lezerprint.jobs import print_jobs
from lezerprint.jobs.actions import job_actions
from lezerprint.jobs.recorder import moment
from lezerprint.jobs.starting import Obstacle, Outcome
from lezerprint.port.contract.states import without_endpoints
from web.models.jobs import Job, JobAnswer, StartOutlook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from lezerprint.jobs.job import Job as JobRecord
    from lezerprint.jobs.starting import Decision
    from lezerprint.storage.models import PrintJob
    from web.call import Call
    from web.printers import Printer

_ASK_SECONDS: Final = 2.0
_NOT_KNOWN: Final = "it is not known yet how the printer stands: try again in a second"


class LiveJobs:
    """The jobs that are known to the actors of some printers."""

    def __init__(self, views: Iterable[JobsView]) -> None:
        self._jobs: dict[UUID, JobRecord] = {}
        self._current: dict[str, JobRecord] = {}
        self._views: dict[UUID, JobsView] = {}
        for view in views:
            known = (*view.queue, view.current) if view.current is not None else view.queue
            self._views |= {job.id: view for job in known}
            self._jobs |= {job.id: job for job in view.queue}
            if view.current is not None:
                self._jobs[view.current.id] = self._current[view.current.printer] = view.current

    @classmethod
    async def of(cls, printers: Iterable[Printer | None]) -> LiveJobs:
        """Ask their actors; of one that is not there nothing is known."""
        asked = await asyncio.gather(*(_view(printer) for printer in printers if printer is not None))
        return cls(view for view in asked if view is not None)

    def add(self, job: JobRecord) -> None:
        """One that its actor told of, and may have let go of since."""
        self._jobs.setdefault(job.id, job)

    def get(self, job_id: UUID) -> JobRecord | None:
        """The job of this id."""
        return self._jobs.get(job_id)

    def actions(self, job_id: UUID, state: JobState) -> dict[str, Any]:
        """What can be done with a job in this state, and why not the rest, as in `Job`."""
        view = self._views.get(job_id)
        if view is None:
            offered, refused = job_actions(state, start_obstacle=_NOT_KNOWN)
        else:
            begins = view.next_print.outcome is Outcome.BEGIN
            run = view.run if view.current is not None and view.current.id == job_id else None
            offered, refused = job_actions(
                state, start_obstacle="" if begins else without_endpoints(view.next_print.reason), run=run
            )
        return {
            "actions": offered,
            "unavailable": [{"action": action, "reason": reason} for action, reason in refused.items()],
        }

    def current(self, printer: str) -> JobRecord | None:
        """The newest that left this printer's queue."""
        return self._current.get(printer)


async def _view(printer: Printer) -> JobsView | None:
    try:
        view: JobsView = await printer.job.ask_async(GetJobs(), _ASK_SECONDS)
    except SupervisionError:
        return None
    return view


def job_model(row: PrintJob, live: LiveJobs) -> Job:
    """A row, and what is newer."""
    names = set(Job.model_fields) - {"printer", "time_remaining", "actions", "unavailable", "timelapse_url"}
    told = {name: getattr(row, name) for name in names} | {"printer": row.printer.name}
    told["timelapse_url"] = film_url(row.id) if getattr(row, "has_film", False) else None
    if (job := live.get(row.id)) is not None:
        told |= {
            "status": job.state,
            "queue_position": job.queue_position if job.state is JobState.QUEUED else None,
            "progress": job.progress_percent,
            "started_at": job.started_at and moment(job.started_at),
            "completed_at": job.ended_at and moment(job.ended_at),
            "paused_seconds": job.paused_seconds,
            "error_message": job.reason or None,
            "failure_reason": job.failure,
            "time_remaining": job.seconds_left if not job.has_ended else None,
            "sliced_file_id": job.owner.sliced_file_id if job.owner else row.sliced_file_id,
            "estimated_time": whole(job.estimated_seconds),
        }
    return Job.model_validate(told | live.actions(row.id, told["status"]))


def start_outlook(decision: Decision) -> StartOutlook:
    """What an order to start would lead to, in the words of the API."""
    starts = decision.outcome is Outcome.BEGIN
    reason = None if starts else without_endpoints(decision.reason)
    return StartOutlook(starts=starts, blocked_by=_obstacle(decision), reason=reason)


def next_turn(decision: Decision) -> dict[str, Any]:
    """What keeps the next job from starting, as fields of `Queue`."""
    return {"blocked_by": _obstacle(decision), "reason": without_endpoints(decision.reason) or None}


def _obstacle(decision: Decision) -> Any:
    is_free = decision.outcome is Outcome.BEGIN or decision.obstacle is Obstacle.NONE
    return None if is_free else decision.obstacle.name.lower()


def film_url(job_id: UUID) -> str:
    """Where the film of a job is, if it has one."""
    return f"/api/jobs/{job_id}/timelapse/video"


async def job_answer(call: Call, job_id: UUID, told: JobRecord | None = None) -> JobAnswer:
    """The job as it stands now; `told` by its actor, where it was just asked."""
    row = await call.read(print_jobs.get, job_id)
    live = await LiveJobs.of([call.services.printers.known(row.printer.name)])
    if told is not None:
        live.add(told)
    return JobAnswer(job=job_model(row, live))
