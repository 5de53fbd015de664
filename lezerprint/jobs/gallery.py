"""The jobs that their owners show to visitors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from peewee import JOIN

from lezerprint.analytics.materials import UNKNOWN, shares
from lezerprint.base.enums import JobState
from lezerprint.jobs.errors import NoSuchJobError
from lezerprint.storage.models import File, PrintJob, SlicedFile, Timelapse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from peewee import ModelSelect

_PUBLIC: Final = (PrintJob.is_public, PrintJob.status == JobState.COMPLETED)


@dataclass(frozen=True, slots=True)
class PublicJob:
    """A job that visitors see.

    Attributes:
        materials: Of what it was printed; empty: unknown.
        has_film: Whether there is a time-lapse.
    """

    row: PrintJob
    materials: tuple[str, ...]
    has_film: bool


def public_jobs(limit: int, offset: int) -> tuple[int, list[PublicJob]]:
    """How many completed jobs are public, and so many of them, the newest first."""
    query = _query()
    newest = query.order_by(PrintJob.completed_at.desc(), PrintJob.id).limit(limit).offset(offset)
    return query.count(), _told(list(newest))


def get(job_id: UUID) -> PublicJob:
    """One of them.

    Raises:
        NoSuchJobError: There is no such job, or it is not public.
    """
    row: PrintJob | None = _query().where(PrintJob.id == job_id).first()
    if row is None:
        raise NoSuchJobError("there is no such job in the gallery")
    return _told([row])[0]


def file_of(job_id: UUID) -> UUID:
    """The file of a public job.

    Raises:
        NoSuchJobError: There is no such job, or it is not public.
    """
    return get(job_id).row.file_id


def _query() -> ModelSelect[PrintJob]:
    query = PrintJob.select(PrintJob, File, SlicedFile).join(File).switch(PrintJob)
    return query.join(SlicedFile, JOIN.LEFT_OUTER).where(*_PUBLIC)


def _told(rows: Sequence[PrintJob]) -> list[PublicJob]:
    films = Timelapse.select(Timelapse.job).where(Timelapse.job.in_([row.id for row in rows]))
    with_film = {film.job_id for film in films}
    return [PublicJob(row, _materials(row), row.id in with_film) for row in rows]


def _materials(row: PrintJob) -> tuple[str, ...]:
    sliced = row.sliced_file.metadata.get("filamentType") if row.sliced_file is not None else None
    filament = (row.file.metadata or {}).get("filament")
    return tuple(sorted(shares(sliced, filament).keys() - {UNKNOWN}))
