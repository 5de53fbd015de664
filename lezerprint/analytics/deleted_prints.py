"""What prints count for whose jobs were deleted since: totals that only rise do not fall by that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from peewee import PostgresqlDatabase

from lezerprint.base.enums import JobState
from lezerprint.storage.models import Printer
from lezerprint.storage.models.base import DATABASE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from lezerprint.storage.models import PrintJob

ENDED: Final = (JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED)
_KEY: Final = "deletedPrints"
_FILES: Final = "completedOfFiles"


@dataclass(frozen=True, slots=True)
class DeletedPrints:
    """Of one printer.

    Attributes:
        counts: How many ended in each way.
        seconds: How long all of them printed.
        completed_of_files: How many prints of a file were completed, by its id.
    """

    counts: Mapping[JobState, int] = field(default_factory=dict)
    seconds: int = 0
    completed_of_files: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, printer: Printer) -> Self:
        """As its row has it: JSON, in which anything may be."""
        kept = _metadata(printer).get(_KEY)
        known = kept if isinstance(kept, dict) else {}
        files = known.get(_FILES)
        return cls(
            {status: _whole(known.get(status.value)) for status in ENDED},
            _whole(known.get("seconds")),
            {str(file): _whole(count) for file, count in files.items()} if isinstance(files, dict) else {},
        )

    def plus(self, job: PrintJob) -> DeletedPrints:
        """With one more."""
        counts = {**self.counts, job.status: self.counts.get(job.status, 0) + 1}
        return DeletedPrints(counts, self.seconds + (job.actual_time or 0), self._files(job, 1))

    def minus(self, job: PrintJob) -> DeletedPrints:
        """With one less."""
        counts = {**self.counts, job.status: max(0, self.counts.get(job.status, 0) - 1)}
        seconds = max(0, self.seconds - (job.actual_time or 0))
        return DeletedPrints(counts, seconds, self._files(job, -1))

    def _files(self, job: PrintJob, change: int) -> Mapping[str, int]:
        if job.status is not JobState.COMPLETED or job.file_id is None:
            return self.completed_of_files
        file = str(job.file_id)
        counts = {**self.completed_of_files, file: self.completed_of_files.get(file, 0) + change}
        return {name: count for name, count in counts.items() if count > 0}

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        counts = {status.value: count for status, count in self.counts.items()}
        return {"seconds": self.seconds, _FILES: dict(self.completed_of_files), **counts}


def deleted_of_file(file_id: UUID) -> int:
    """How many completed prints of a file have no job any more."""
    return sum(
        DeletedPrints.of(printer).completed_of_files.get(str(file_id), 0) for printer in Printer.select()
    )


def note_deleted(job: PrintJob) -> None:
    """Its row is about to be deleted, in this transaction."""
    if job.started_at is not None:
        _change(job, DeletedPrints.plus)


def note_restored(job: PrintJob) -> None:
    """Its row is there again, in this transaction."""
    if job.started_at is not None:
        _change(job, DeletedPrints.minus)


def _change(job: PrintJob, how: Callable[[DeletedPrints, PrintJob], DeletedPrints]) -> None:
    query = Printer.select().where(Printer.id == job.printer_id)
    row = (query.for_update() if isinstance(DATABASE.obj, PostgresqlDatabase) else query).get()
    row.metadata = {**_metadata(row), _KEY: how(DeletedPrints.of(row), job).as_data()}
    row.save()


def _metadata(row: Printer) -> dict[str, Any]:
    return row.metadata if isinstance(row.metadata, dict) else {}


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0
