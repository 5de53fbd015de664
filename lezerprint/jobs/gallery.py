"""The jobs that their owners show to visitors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.base.enums import JobState
from lezerprint.jobs.errors import NoSuchJobError
from lezerprint.storage.models import File, PrintJob

if TYPE_CHECKING:
    from uuid import UUID

_PUBLIC: Final = (PrintJob.is_public, PrintJob.status == JobState.COMPLETED)


def public_jobs(limit: int, offset: int) -> tuple[int, list[PrintJob]]:
    """How many completed jobs are public, and so many of them, the newest first."""
    query = PrintJob.select(PrintJob, File).join(File).where(*_PUBLIC)
    newest = query.order_by(PrintJob.completed_at.desc(), PrintJob.id).limit(limit).offset(offset)
    return query.count(), list(newest)


def file_of(job_id: UUID) -> UUID:
    """The file of a public job.

    Raises:
        NoSuchJobError: There is no such job, or it is not public.
    """
    job: PrintJob | None = PrintJob.select(PrintJob.file).where(PrintJob.id == job_id, *_PUBLIC).first()
    if job is None:
        raise NoSuchJobError("there is no such job in the gallery")
    return job.file_id
