"""Prints that have ended, one by one. All here runs in a session of the caller."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from peewee import JOIN

from lezerprint.analytics.job_statistics import conditions
from lezerprint.analytics.materials import UNKNOWN, shares
from lezerprint.base.enums import JobState, UserReason
from lezerprint.port.failure import FailureReason
from lezerprint.storage.models import File, Printer, PrintJob, SlicedFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from lezerprint.analytics.job_statistics import StatisticsFilter

_EXAMPLES: Final = 3
_LOOKED_AT: Final = 1000


@dataclass(frozen=True, slots=True)
class EndedPrint:
    """A print that has ended.

    Attributes:
        estimated_seconds: How long it was to take; None: unknown.
        actual_seconds: How long it took, without pauses; None: unknown.
        grams: The filament that it used.
        materials: Of what, in upper case; empty: unknown.
        cost: In the currency of the settings.
    """

    id: UUID
    name: str
    printer: str
    status: JobState
    started_at: datetime | None
    completed_at: datetime
    estimated_seconds: int | None
    actual_seconds: int | None
    grams: float | None
    cost: Decimal | None
    failure_reason: FailureReason | None
    user_reason: UserReason | None
    materials: tuple[str, ...]

    @property
    def ratio(self) -> float | None:
        """How long it took over how long it was to take."""
        if not self.actual_seconds or not self.estimated_seconds:
            return None
        return self.actual_seconds / self.estimated_seconds


def ended_prints(
    which: StatisticsFilter, limit: int, material: str | None = None, *, completed: bool = False
) -> list[EndedPrint]:
    """The newest of them.

    Args:
        which: Among these.
        limit: How many at most.
        material: Those that used it, as of any case.
        completed: Only those that were, and whose times are known.
    """
    query = (
        PrintJob.select(
            PrintJob.id,
            PrintJob.name,
            Printer.name.alias("printer_name"),
            PrintJob.status,
            PrintJob.started_at,
            PrintJob.completed_at,
            PrintJob.estimated_time,
            PrintJob.actual_time,
            PrintJob.filament_used,
            PrintJob.cost,
            PrintJob.failure_reason,
            PrintJob.user_reason,
            SlicedFile.metadata["filamentType"].alias("sliced_type"),
            File.metadata["filament"].alias("filament"),
        )
        .join(Printer)
        .switch(PrintJob)
        .join(File)
        .switch(PrintJob)
        .join(SlicedFile, JOIN.LEFT_OUTER)
        .where(*conditions(which))
        .order_by(PrintJob.completed_at.desc(), PrintJob.id)
    )
    if completed:
        timed = (PrintJob.estimated_time > 0) & (PrintJob.actual_time > 0)
        query = query.where(PrintJob.status == JobState.COMPLETED, timed)
    wanted = None if material is None else material.strip().upper()
    rows: Iterable[tuple[Any, ...]] = query.tuples().iterator()
    found: list[EndedPrint] = []
    for row in rows:
        columns, sliced_type, filament = row[:-2], row[-2], row[-1]
        if len(found) == limit:
            break
        materials = tuple(sorted(shares(sliced_type, filament).keys() - {UNKNOWN}))
        if wanted is None or wanted in materials:
            found.append(EndedPrint(*(*columns, materials)))
    return found


def examples(which: StatisticsFilter) -> dict[FailureReason | UserReason, list[PrintJob]]:
    """The newest prints that failed, or were cancelled with a reason, by each reason; a few of each."""
    failed = PrintJob.status == JobState.FAILED
    query = PrintJob.select().where(*conditions(which), failed | PrintJob.user_reason.is_null(is_null=False))
    found: defaultdict[FailureReason | UserReason, list[PrintJob]] = defaultdict(list)
    for job in query.order_by(PrintJob.completed_at.desc(), PrintJob.id).limit(_LOOKED_AT):
        reason = (job.failure_reason or FailureReason.OTHER) if job.status is JobState.FAILED else None
        for one in (reason, job.user_reason):
            if one is not None and len(found[one]) < _EXAMPLES:
                found[one].append(job)
    return found
