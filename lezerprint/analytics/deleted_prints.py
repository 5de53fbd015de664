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

    from lezerprint.storage.models import PrintJob

ENDED: Final = (JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED)
_KEY: Final = "deletedPrints"


@dataclass(frozen=True, slots=True)
class DeletedPrints:
    """Of one printer: how many ended in each way, and how long all of them printed."""

    counts: Mapping[JobState, int] = field(default_factory=dict)
    seconds: int = 0

    @classmethod
    def of(cls, printer: Printer) -> Self:
        """As its row has it: JSON, in which anything may be."""
        kept = _metadata(printer).get(_KEY)
        known = kept if isinstance(kept, dict) else {}
        return cls(
            {status: _whole(known.get(status.value)) for status in ENDED}, _whole(known.get("seconds"))
        )

    def plus(self, job: PrintJob) -> DeletedPrints:
        """With one more."""
        counts = {**self.counts, job.status: self.counts.get(job.status, 0) + 1}
        return DeletedPrints(counts, self.seconds + (job.actual_time or 0))

    def minus(self, job: PrintJob) -> DeletedPrints:
        """With one less."""
        counts = {**self.counts, job.status: max(0, self.counts.get(job.status, 0) - 1)}
        return DeletedPrints(counts, max(0, self.seconds - (job.actual_time or 0)))

    def as_data(self) -> dict[str, int]:
        """For JSON."""
        return {"seconds": self.seconds, **{status.value: count for status, count in self.counts.items()}}


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
