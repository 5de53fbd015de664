"""The rows of files. All here runs in a session or transaction of the caller."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from peewee import IntegrityError, PostgresqlDatabase, fn

from lezerprint.base.enums import TrashKind
from lezerprint.files.errors import FileInUseError, NoSuchFileError
from lezerprint.storage import trash
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import File, Folder, PrintJob, SlicedFile
from lezerprint.storage.models.base import DATABASE
from lezerprint.storage.row_copies import copies_of
from lezerprint.tasks.active import active_task

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from peewee import Ordering

    from lezerprint.base.enums import FileType

PROCESSING_ERROR: Final = "processingError"
"""In the metadata: why the last analysis came to nothing."""

_MOST_FOLDERS: Final = 1000


class Order(StrEnum):
    """By what files are sorted."""

    NAME = "name"
    DATE = "date"
    SIZE = "size"


class PrintResult(StrEnum):
    """What became of the last print of a file that ended."""

    NEVER_PRINTED = "NEVER_PRINTED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Which files; None lets all pass.

    Attributes:
        folder: Those in this very folder; empty: in none.
        search: What a user typed; see `lezerprint.storage.search`.
        results: What became of their last prints.
    """

    folder: str | None = None
    file_types: Sequence[FileType] = ()
    search: str | None = None
    results: Sequence[PrintResult] = ()


def page(
    which: FileFilter, order: Order, limit: int, offset: int, *, descending: bool
) -> tuple[int, list[File]]:
    """How many files there are, and so many of them."""
    query = File.select()
    if which.folder is not None:
        query = query.where(File.folder == which.folder)
    if which.file_types:
        query = query.where(File.file_type.in_(which.file_types))
    if which.search is not None:
        query = query.where(File.matching(which.search))
    if which.results:
        never = PrintResult.NEVER_PRINTED.value
        query = query.where(fn.COALESCE(_last_status(), never).in_([one.value for one in which.results]))
    sorting = _sorting(order, descending=descending)
    return query.count(), list(query.order_by(*sorting, File.id).limit(limit).offset(offset))


def folders() -> list[str]:
    """The folders that have files or were made by themselves, by name; the root is not among them."""
    query = File.select(File.folder).distinct().where(File.folder != "").limit(_MOST_FOLDERS)
    made = Folder.select(Folder.path).limit(_MOST_FOLDERS)
    return sorted({file.folder for file in query} | {folder.path for folder in made})


def last_results(file_ids: Sequence[UUID]) -> dict[UUID, PrintResult]:
    """What became of the last print of each of these files; of one that was never printed nothing."""
    query: Any = File.select(File.id, _last_status().alias("last")).where(File.id.in_(list(file_ids)))
    return {file_id: PrintResult(last) for file_id, last in query.tuples() if last is not None}


def _last_status() -> Any:
    """The status of a file's last print that ended, as text."""
    job = PrintJob.alias()
    ended = (job.file == File.id) & job.completed_at.is_null(is_null=False)
    query = job.select(job.status.cast("TEXT")).where(ended, job.started_at.is_null(is_null=False))
    return query.order_by(job.completed_at.desc(), job.id).limit(1)


def get(file_id: UUID) -> File:
    """The file.

    Raises:
        NoSuchFileError: There is none.
    """
    file: File | None = File.get_or_none(File.id == file_id)
    if file is None:
        raise NoSuchFileError("file not found")
    return file


def exists(file_id: UUID) -> bool:
    """Whether there is such a file, or whether it lies in the trash."""
    return bool(known([file_id]))


def known(file_ids: list[UUID]) -> set[UUID]:
    """Those of these files that there are, or that lie in the trash."""
    there = {file.id for file in File.select(File.id).where(File.id.in_(file_ids))}
    return there | trash.files_of(file_ids)


def same_content(file: File) -> File | None:
    """The oldest other file with the same content."""
    same = File.select().where(File.sha256 == file.sha256, File.id != file.id)
    found: File | None = same.order_by(File.created_at, File.id).first()
    return found


def change(file_id: UUID, *, name: str | None, folder: str | None) -> File:
    """Rename a file or move it to a folder; None leaves it.

    Raises:
        NoSuchFileError: There is none.
    """
    file = get(file_id)
    if name is not None:
        file.original_name = name
    if folder is not None:
        file.folder = folder
    file.save()
    return file


def processed(file_id: UUID, metadata: dict[str, Any], thumbnail_url: str | None) -> File:
    """Add what was found out about a file to its metadata.

    Raises:
        NoSuchFileError: There is none.
    """
    file = get(file_id)
    known = {name: value for name, value in (file.metadata or {}).items() if name != PROCESSING_ERROR}
    file.metadata = {**known, **metadata}
    file.processed_at = utc_now()
    if thumbnail_url is not None:
        file.thumbnail_url = thumbnail_url
    file.save()
    return file


def analysis_failed(arguments: Mapping[str, Any], error: str) -> None:
    """Add to a file's metadata why nothing was found out about it; what is known already stays.

    Args:
        arguments: Those of the task; the file may be gone.
        error: Why.
    """
    file: File | None = File.get_or_none(File.id == UUID(arguments["fileId"]))
    if file is None:
        return
    file.metadata = {**(file.metadata or {}), PROCESSING_ERROR: error}
    file.processed_at = utc_now()
    file.save()


def hold(file_id: UUID) -> File:
    """The file, which nobody else changes until the transaction ends.

    Raises:
        NoSuchFileError: There is none.
    """
    File.update(id=File.id).where(File.id == file_id).execute()
    return get(file_id)


def delete(file_id: UUID, keep: timedelta | None = None) -> File:
    """Delete a file that no open job uses; the file as it was.

    Finished jobs need it too: statistics and the gallery tell of them, and a print can be repeated.

    Args:
        file_id: Which.
        keep: For how long it lies in the trash; None: it does not.

    Raises:
        NoSuchFileError: There is none.
        FileInUseError: A job has not ended, jobs refer to it, or it is being sliced.
    """
    file = get(file_id)
    jobs = PrintJob.select().where(PrintJob.file == file_id)
    if running := jobs.where(PrintJob.active()).first():
        raise FileInUseError(f"the job {running.id} of this file is {running.status.value}: cancel it first")
    if count := jobs.count():
        what = "a job" if count == 1 else f"{count} jobs"
        raise FileInUseError(f"{what} in the history printed this file: delete it first")
    if slicing := active_task("slice", "fileId", file_id):
        raise FileInUseError(f"the task {slicing.id} slices this file: cancel it first")
    try:
        if keep is not None:
            sliced = SlicedFile.select(fn.SUM(SlicedFile.file_size)).where(SlicedFile.source_file == file_id)
            size_bytes = file.file_size + int(sliced.scalar() or 0)
            copies = copies_of(file)
            name, owner = file.original_name, file.user_id
            trash.put(trash.Deleted(file_id, TrashKind.FILE, name, owner, size_bytes, copies, keep))
        file.delete_instance()
    except IntegrityError as error:
        raise FileInUseError("a job with this file has just been created") from error
    return file


def _sorting(order: Order, *, descending: bool) -> list[Ordering]:
    if order is not Order.NAME:
        field = File.created_at if order is Order.DATE else File.file_size
        return [field.desc() if descending else field.asc()]
    # Databases differ in how they sort letters; so both sort bytes, of words without case and accents.
    collation = '"C"' if isinstance(DATABASE.obj, PostgresqlDatabase) else "BINARY"
    fields = (File.search_words, File.original_name)
    return [field.desc(collation) if descending else field.asc(collation) for field in fields]
