"""G-code that was sliced."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import peewee

from lezerprint.files.errors import FileInUseError, NoSuchFileError
from lezerprint.storage.models import File, PrintJob, PrintProfile, SlicedFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID


def get(sliced_id: UUID | str) -> SlicedFile:
    """One of them.

    Raises:
        NoSuchFileError: There is none.
    """
    row: SlicedFile | None = SlicedFile.get_or_none(SlicedFile.id == sliced_id)
    if row is None:
        raise NoSuchFileError("sliced file not found")
    return row


def of_file(file_id: UUID) -> list[SlicedFile]:
    """What was sliced from a file, the newest first."""
    query = SlicedFile.select().where(SlicedFile.source_file == file_id)
    return list(query.order_by(SlicedFile.created_at.desc(), SlicedFile.id))


def with_name(sliced_id: UUID) -> tuple[SlicedFile, str]:
    """One of them with its source, and what to call it: by model and profile.

    Raises:
        NoSuchFileError: There is none.
    """
    query = SlicedFile.select(SlicedFile, File, PrintProfile).join(File).switch(SlicedFile).join(PrintProfile)
    row: SlicedFile | None = query.where(SlicedFile.id == sliced_id).first()
    if row is None:
        raise NoSuchFileError("sliced file not found")
    return row, f"{PurePath(row.source_file.original_name).stem} ({row.profile.name}).gcode"


def analysed(sliced_id: UUID, found: Mapping[str, Any]) -> None:
    """Add what the analysis found out about it.

    Raises:
        NoSuchFileError: It was deleted meanwhile.
    """
    row = get(sliced_id)
    row.metadata = {**row.metadata, **found}
    row.save()


def delete(sliced_id: UUID) -> None:
    """Delete one; jobs that have ended lose it, but keep their own figures.

    Raises:
        NoSuchFileError: There is none.
        FileInUseError: A job still needs it.
    """
    row = get(sliced_id)
    if PrintJob.select().where(PrintJob.sliced_file == row, PrintJob.active()).exists():
        raise FileInUseError("a job that has not ended needs it")
    try:
        row.delete_instance()
    except peewee.IntegrityError as error:
        raise FileInUseError("a job needs it") from error
