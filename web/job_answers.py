"""A job as the API tells it: its row, and over it what its actor knows and the database may not yet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from actors.errors import SupervisionError
from actors.messages.job import GetJobs, JobsView
from lezerprint.base.enums import JobState
from lezerprint.bounds import whole
from lezerprint.jobs import print_jobs
from lezerprint.jobs.recorder import moment
from web.models.jobs import Job, JobAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from lezerprint.jobs.job import Job as JobRecord
    from lezerprint.storage.models import PrintJob
    from web.call import Call
    from web.printers import Printer

_ASK_SECONDS: Final = 2.0


class LiveJobs:
    """The jobs that are known to the actors of some printers."""

    def __init__(self, views: Iterable[JobsView]) -> None:
        self._jobs: dict[UUID, JobRecord] = {}
        self._current: dict[str, JobRecord] = {}
        for view in views:
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
    names = set(Job.model_fields) - {"printer", "time_remaining"}
    told = {name: getattr(row, name) for name in names} | {"printer": row.printer.name}
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
    return Job.model_validate(told)


async def job_answer(call: Call, job_id: UUID, told: JobRecord | None = None) -> JobAnswer:
    """The job as it stands now; `told` by its actor, where it was just asked."""
    row = await call.read(print_jobs.get, job_id)
    live = await LiveJobs.of([call.services.printers.known(row.printer.name)])
    if told is not None:
        live.add(told)
    return JobAnswer(job=job_model(row, live))
