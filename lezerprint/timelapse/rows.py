"""The rows of frames and films. All here runs in a session or transaction of the caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from peewee import fn

from lezerprint.base.enums import FrameMark, JobState
from lezerprint.storage.models import Printer, PrintJob, Timelapse, TimelapseFrame
from lezerprint.tasks.active import active_task
from lezerprint.tasks.task_queue import new_task
from lezerprint.timelapse.errors import FilmError, NoTimelapseError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from lezerprint.storage.entries import Entry
    from lezerprint.storage.models import Task

OPERATION: Final = "make-timelapse"
LEAST_FRAMES: Final = 2


@dataclass(frozen=True, slots=True)
class FrameCounts:
    """How many frames of a job there are.

    Attributes:
        taken: Those that have a picture.
        marked: Those of them that are dark, broken or frozen.
        missing: Layers without a picture.
        has_ended: Whether no more follow.
    """

    taken: int = 0
    marked: int = 0
    missing: int = 0
    has_ended: bool = False


def frames(job_id: UUID) -> list[TimelapseFrame]:
    """All of a job, in order."""
    query = TimelapseFrame.select().where(TimelapseFrame.job == job_id)
    return list(query.order_by(TimelapseFrame.number))


def frame_counts(job_id: UUID) -> FrameCounts:
    """How many there are."""
    columns = TimelapseFrame.mark, TimelapseFrame.is_last, fn.COUNT(TimelapseFrame.id)
    query = TimelapseFrame.select(*columns).where(TimelapseFrame.job == job_id)
    grouped: Any = query.group_by(TimelapseFrame.mark, TimelapseFrame.is_last)
    counted: list[tuple[FrameMark, bool, int]] = list(grouped.tuples())
    missing = sum(count for mark, is_last, count in counted if mark is FrameMark.MISSING and not is_last)
    taken = sum(count for mark, _, count in counted if mark is not FrameMark.MISSING)
    good = sum(count for mark, _, count in counted if mark is FrameMark.GOOD)
    return FrameCounts(taken, taken - good, missing, any(is_last for _, is_last, _ in counted))


def get(job_id: UUID) -> Timelapse:
    """The film of a job, with that job.

    Raises:
        NoTimelapseError: There is none; says what can be done.
    """
    query = Timelapse.select(Timelapse, PrintJob).join(PrintJob)
    row: Timelapse | None = query.where(Timelapse.job == job_id).first()
    if row is not None:
        return row
    if active_task(OPERATION, "jobId", job_id) is not None:
        raise NoTimelapseError("the film of this job is being made: ask again in a moment")
    counts = frame_counts(job_id)
    if counts.taken >= LEAST_FRAMES:
        raise NoTimelapseError(
            f"this job has {counts.taken} pictures and no film: POST to this address to have it made"
        )
    raise NoTimelapseError("this job has no time-lapse: choose when pictures are taken before it starts")


def page(limit: int, offset: int, printer: str | None = None) -> tuple[int, list[Timelapse]]:
    """How many films there are, and so many of them with their jobs, the newest first."""
    query = Timelapse.select(Timelapse, PrintJob).join(PrintJob)
    if printer is not None:
        query = query.switch(PrintJob).join(Printer).where(Printer.name == printer)
    newest = query.order_by(Timelapse.created_at.desc(), Timelapse.id)
    return query.count(), list(newest.limit(limit).offset(offset))


def of_jobs(job_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these jobs that have a film."""
    wanted = list(job_ids)
    return {row.job_id for row in Timelapse.select(Timelapse.job).where(Timelapse.job.in_(wanted))}


def delete(job_id: UUID, *, frames: bool) -> None:
    """Delete the film of a job, and the rows of its frames."""
    Timelapse.delete().where(Timelapse.job == job_id).execute()
    if frames:
        delete_frames(job_id)


def delete_frames(job_id: UUID) -> None:
    """Delete the rows of a job's frames."""
    TimelapseFrame.delete().where(TimelapseFrame.job == job_id).execute()


def replace_film(job_id: UUID, **columns: Any) -> Timelapse:
    """Put the row of a film in the place of an older one."""
    Timelapse.delete().where(Timelapse.job == job_id).execute()
    return Timelapse.create(job=job_id, **columns)


def order_film(job_id: UUID, user_id: UUID | None = None, **arguments: Any) -> Task:
    """Have a film made of what there is.

    Raises:
        FilmError: There are too few pictures, or more are being taken.
    """
    if (task := active_task(OPERATION, "jobId", job_id)) is not None:
        return task
    counts = frame_counts(job_id)
    if counts.taken < LEAST_FRAMES:
        raise FilmError(f"a film needs {LEAST_FRAMES} pictures, and this job has {counts.taken}")
    if not counts.has_ended:
        raise FilmError("pictures of this job are still being taken: wait until it has ended")
    return new_task(OPERATION, {"jobId": str(job_id), **arguments}, user_id)


def draw_consequences(entries: Iterable[Entry]) -> None:
    """A film is made of a completed job, once that and its last frame are written."""
    for job_id in {job_id for entry in entries if (job_id := _maybe_ended(entry)) is not None}:
        counts = frame_counts(job_id)
        if not counts.has_ended or counts.taken < LEAST_FRAMES:
            continue
        job = PrintJob.get_or_none(PrintJob.id == job_id, PrintJob.status == JobState.COMPLETED)
        is_done = Timelapse.select().where(Timelapse.job == job_id).exists()
        if job is not None and not is_done and active_task(OPERATION, "jobId", job_id) is None:
            new_task(OPERATION, {"jobId": str(job_id)}, job.user_id)


def _maybe_ended(entry: Entry) -> UUID | None:
    """The job whose last frame this is, or which is completed by it."""
    values = entry.values
    if entry.model is PrintJob and values.get("status") is JobState.COMPLETED:
        return entry.key
    if entry.model is not TimelapseFrame or not values.get("is_last"):
        return None
    job: Any = values["job"]
    found: UUID = getattr(job, "id", job)
    return found
