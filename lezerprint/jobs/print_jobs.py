"""The rows of print jobs. All here runs in a session or transaction of the caller."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from peewee import fn

from lezerprint.analytics.deleted_prints import deleted_of_file, note_deleted, note_restored
from lezerprint.analytics.job_statistics import print_counts
from lezerprint.base.enums import FileType, JobState, TimelapseMode, TrashKind, UserReason
from lezerprint.files import rows as files
from lezerprint.jobs.checks import check_plate
from lezerprint.jobs.errors import NoSuchJobError, NotPrintableError
from lezerprint.jobs.job import Job, Overrides, Owner, Recovery
from lezerprint.jobs.states import ENDED
from lezerprint.slicing import profile_rows as profiles
from lezerprint.slicing import sliced_files
from lezerprint.storage import trash
from lezerprint.storage.models import File, Printer, PrintEvent, PrintJob, SlicedFile, Timelapse
from lezerprint.storage.models.jobs import ACTIVE
from lezerprint.storage.row_copies import copies_of, restore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta


_WITH_REASON: Final = (JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs; None lets all pass.

    Attributes:
        search: A part of the name, in any case.
        after: Those that were created then or later.
        before: Those that were created before.
        user_reasons: Why they failed, as their owners saw it.
    """

    statuses: tuple[JobState, ...] = ()
    printer: str | None = None
    user_id: UUID | None = None
    file_id: UUID | None = None
    search: str | None = None
    after: datetime | None = None
    before: datetime | None = None
    user_reasons: tuple[UserReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to have printed.

    Attributes:
        profile_id: What a model is sliced with first; None: the default profile.
        recovery: That it prints the rest of a failed job.
        plate: Of a 3MF with the G-code of several plates, which; None: the first.
        timelapse: When pictures of it are taken; None: as the printer's settings say.
    """

    user_id: UUID
    printer: str
    file_id: UUID
    sliced_file_id: UUID | None = None
    profile_id: UUID | None = None
    overrides: Overrides = field(default_factory=Overrides)
    recovery: Recovery | None = None
    timelapse: TimelapseMode | None = None
    notes: str | None = None
    is_public: bool = False
    plate: int | None = None


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How many jobs there are.

    Attributes:
        active: Those that have not ended, by their status.
        prints: The prints that ever ended, by how.
    """

    active: Mapping[JobState, int]
    prints: Mapping[JobState, int]


def create(wish: Wish, locate: Callable[[str], Any]) -> Job:
    """Store a job at the end of the queue.

    Args:
        wish: What it is.
        locate: From a path below the upload directory to that of the file itself.

    Raises:
        NoSuchFileError: There is no such file, or sliced file of it.
        ProfileNotFoundError: There is no such profile.
        NotPrintableError: The sliced file is of another model, or the file has no such plate.
    """
    file = files.get(wish.file_id)
    path, sha256 = file.file_path, file.sha256
    if wish.plate is not None:
        check_plate(file, wish.plate)
    if wish.sliced_file_id is not None:
        sliced = sliced_files.get(wish.sliced_file_id)
        if sliced.source_file_id != file.id:
            raise NotPrintableError("the sliced file was made from another file")
        path, sha256 = sliced.file_path, sliced.sha256
    elif file.file_type is not FileType.GCODE and wish.profile_id is not None:
        profiles.get(wish.profile_id)
    printer = Printer.get_or_none(name=wish.printer) or Printer.create(name=wish.printer)
    settings = {
        "temperature": {name: value for name, value in _temperatures(wish.overrides) if value is not None},
        "profileId": wish.profile_id and str(wish.profile_id),
        "plate": wish.plate,
        "timelapse": wish.timelapse and wish.timelapse.value,
        "recovery": wish.recovery and {"job": str(wish.recovery.job_id), **wish.recovery.options},
    }
    row = PrintJob.create(
        user=wish.user_id,
        file=file,
        sliced_file=wish.sliced_file_id,
        status=JobState.QUEUED,
        printer=printer,
        name=file.original_name,
        queue_position=_next_position(printer),
        notes=wish.notes,
        is_public=wish.is_public,
        settings={name: value for name, value in settings.items() if value},
    )
    return _job(row, wish.printer, str(locate(path)), sha256)


def _temperatures(overrides: Overrides) -> tuple[tuple[str, float | None], ...]:
    return (
        ("hotend", overrides.hotend_celsius),
        ("bed", overrides.bed_celsius),
        ("chamber", overrides.chamber_celsius),
    )


def _next_position(printer: Printer) -> int:
    waiting = PrintJob.select(fn.MAX(PrintJob.queue_position))
    return (waiting.where(PrintJob.printer == printer, PrintJob.active()).scalar() or 0) + 1


def waiting(printer: str, locate: Callable[[str], Any]) -> tuple[list[Job], list[Job]]:
    """The jobs of a printer that have not ended: those in the queue, in order, and the others."""
    query = PrintJob.select(PrintJob, File).join(File).switch(PrintJob).join(Printer)
    rows = query.where(Printer.name == printer, PrintJob.active()).order_by(
        PrintJob.queue_position, PrintJob.created_at
    )
    jobs = []
    for row in rows:
        path, sha256 = row.file.file_path, row.file.sha256
        if row.sliced_file is not None:
            path, sha256 = row.sliced_file.file_path, row.sliced_file.sha256
        jobs.append(_job(row, printer, str(locate(path)), sha256))
    queued = [job for job in jobs if job.state is JobState.QUEUED]
    return queued, [job for job in jobs if job.state is not JobState.QUEUED]


def _job(row: PrintJob, printer: str, source: str, sha256: str) -> Job:
    recovery = dict(row.settings.get("recovery") or {})
    profile_id = row.settings.get("profileId")
    return Job(
        row.id,
        printer,
        row.name,
        source,
        row.status,
        row.created_at.timestamp(),
        owner=Owner(row.user_id, row.file_id, row.sliced_file_id, profile_id and UUID(profile_id)),
        sha256=sha256,
        overrides=overrides_of(row),
        recovery=Recovery(UUID(recovery.pop("job")), recovery) if recovery else None,
        timelapse=_timelapse(row),
        queue_position=row.queue_position,
        reason=row.error_message or "",
        started_at=None if row.started_at is None else row.started_at.timestamp(),
        plate=plate_of(row),
    )


def _timelapse(row: PrintJob) -> TimelapseMode | None:
    mode = row.settings.get("timelapse")
    return TimelapseMode(mode) if mode else None


def overrides_of(row: PrintJob) -> Overrides:
    """The temperatures that were wanted in place of the file's own."""
    given = row.settings.get("temperature") or {}
    return Overrides(given.get("hotend"), given.get("bed"), given.get("chamber"))


def plate_of(row: PrintJob) -> int | None:
    """The plate that was wanted, of a 3MF with the G-code of several."""
    plate: int | None = row.settings.get("plate")
    return plate


def _rows() -> Any:
    """Jobs with their printers, and whether each has a film (`has_film`)."""
    film = Timelapse.select(Timelapse.id).where(Timelapse.job == PrintJob.id)
    return PrintJob.select(PrintJob, Printer, fn.EXISTS(film).alias("has_film")).join(Printer)


def page(which: JobFilter, limit: int, offset: int) -> tuple[int, list[PrintJob]]:
    """How many jobs there are, and so many of them: those that wait in their order, then the newest."""
    query = _rows()
    if which.statuses:
        query = query.where(PrintJob.status.in_(which.statuses))
    if which.printer is not None:
        query = query.where(Printer.name == which.printer)
    for column, value in ((PrintJob.user, which.user_id), (PrintJob.file, which.file_id)):
        if value is not None:
            query = query.where(column == value)
    if which.search:
        query = query.where(PrintJob.name.contains(which.search))
    if which.after is not None:
        query = query.where(PrintJob.created_at >= which.after)
    if which.before is not None:
        query = query.where(PrintJob.created_at < which.before)
    if which.user_reasons:
        query = query.where(PrintJob.user_reason.in_(which.user_reasons))
    newest = query.order_by(PrintJob.created_at.desc(), PrintJob.id).limit(limit).offset(offset)
    return query.count(), list(newest)


def get(job_id: UUID) -> PrintJob:
    """The job, with its printer.

    Raises:
        NoSuchJobError: There is none.
    """
    row: PrintJob | None = _rows().where(PrintJob.id == job_id).first()
    if row is None:
        raise NoSuchJobError("job not found")
    return row


def some(job_ids: list[UUID]) -> list[PrintJob]:
    """Those of these jobs that there are, with their printers."""
    query = _rows()
    return list(query.where(PrintJob.id.in_(job_ids)))


def queued(printer: str) -> list[PrintJob]:
    """Those of a printer that wait, in order."""
    query = _rows().where(Printer.name == printer)
    waiting = query.where(PrintJob.active(), PrintJob.status == JobState.QUEUED)
    return list(waiting.order_by(PrintJob.queue_position, PrintJob.created_at))


def current(printer: str) -> PrintJob | None:
    """The job that is on the printer or on its way there; None where all wait or have ended."""
    on_its_way = [status for status in ACTIVE if status is not JobState.QUEUED]
    query = _rows().where(Printer.name == printer)
    newest = query.where(PrintJob.status.in_(on_its_way)).order_by(PrintJob.created_at.desc())
    found: PrintJob | None = newest.first()
    return found


def events_of(job_id: UUID, limit: int, offset: int = 0) -> tuple[int, list[PrintEvent]]:
    """How much happened to a job, and so much of it, the newest first."""
    query = PrintEvent.select().where(PrintEvent.job == job_id)
    newest = query.order_by(PrintEvent.timestamp.desc(), PrintEvent.id.desc())
    return query.count(), list(newest.limit(limit).offset(offset))


def change(job_id: UUID, **columns: Any) -> PrintJob:
    """Change what users may change of a job.

    Raises:
        NoSuchJobError: There is none.
        NotPrintableError: It has a reason, though it neither failed nor was cancelled.
    """
    row = get(job_id)
    if columns.get("user_reason") is not None and row.status not in _WITH_REASON:
        raise NotPrintableError(
            f"the job is {row.status.value}: only one that failed or was cancelled has a reason"
        )
    if columns:
        PrintJob.update(**columns).where(PrintJob.id == job_id).execute()
    return get(row.id)


def delete(job_id: UUID, keep: timedelta | None = None) -> PrintJob:
    """Delete a job that has ended, with its events and temperatures; the row as it was.

    Args:
        job_id: Which.
        keep: For how long it lies in the trash; None: it does not.

    Raises:
        NoSuchJobError: There is none.
        NotPrintableError: It has not ended.
    """
    row = get(job_id)
    if row.status not in ENDED:
        raise NotPrintableError(f"the job is {row.status.value}: cancel it first")
    note_deleted(row)
    if keep is not None:
        copies = copies_of(row)
        trash.put(trash.Deleted(job_id, TrashKind.JOB, row.name, row.user_id, 0, copies, keep))
    row.delete_instance()
    return row


def restore_deleted(job_id: UUID) -> PrintJob:
    """Bring a job back from the trash, with its events and temperatures.

    Raises:
        NoSuchEntryError: It does not lie in the trash.
        NotPrintableError: The file that it printed is gone, or lies in the trash too.
    """
    entry = trash.take(job_id)
    columns = dict(zip(entry.rows[0]["columns"], entry.rows[0]["rows"][0], strict=True))
    file_id, sliced_id = columns["file"], columns["sliced_file"]
    if File.get_or_none(File.id == file_id) is None:
        where = "is in the trash: restore that first" if trash.files_of([UUID(file_id)]) else "is gone"
        raise NotPrintableError(f"the file that this job printed {where}")
    if sliced_id is not None and SlicedFile.get_or_none(SlicedFile.id == sliced_id) is None:
        sliced_id = None
    restore(entry.rows, {"user": entry.user_id, "sliced_file": sliced_id})
    row = get(job_id)
    note_restored(row)
    return row


def withdraw(job_id: UUID) -> None:
    """A job that no printer took: nothing of it remains."""
    PrintJob.delete().where(PrintJob.id == job_id, PrintJob.status == JobState.QUEUED).execute()


def count_prints(job_ids: set[UUID]) -> None:
    """Bring `print_count` of the files of these jobs to the number of their prints that were completed."""
    for row in PrintJob.select(PrintJob.file).where(PrintJob.id.in_(job_ids)).distinct():
        completed = PrintJob.select(fn.COUNT(PrintJob.id)).where(
            PrintJob.file == row.file_id, PrintJob.status == JobState.COMPLETED
        )
        count = completed.scalar() + deleted_of_file(row.file_id)
        File.update(print_count=count).where(File.id == row.file_id).execute()


def job_counts() -> JobCounts:
    """How many jobs there are."""
    query = PrintJob.select(PrintJob.status, fn.COUNT(PrintJob.id)).where(PrintJob.active())
    counted: dict[JobState, int] = dict(query.group_by(PrintJob.status).tuples().iterator())
    return JobCounts({status: counted.get(status, 0) for status in ACTIVE}, print_counts())
