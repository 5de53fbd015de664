"""The operation `generate-reports`, and reading what it made: one report for each week, Monday to Sunday."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from lezerprint.base.enums import JobState
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import File, Printer, PrintJob, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from lezerprint.tasks.context import TaskContext

WEEK: Final = "week"
_ENDED: Final = (JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED)
_MOST_MISSED: Final = 8


def generate(context: TaskContext, arguments: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - takes none
    """Make the reports of the last whole weeks that have none; the result has their ids."""
    this_week = _monday(utc_now())
    missing = [
        start
        for weeks in range(_MOST_MISSED, 0, -1)
        if not context.storage.read(_exists, start := this_week - timedelta(weeks=weeks))
    ]
    first = context.storage.read(_first_job)
    ids = []
    for start in missing:
        last_week = start == this_week - timedelta(weeks=1)
        if last_week or (first is not None and first < start + timedelta(weeks=1)):
            data = context.storage.read(summary, start, start + timedelta(weeks=1))
            ids.append(str(context.storage.run(_save, start, data)))
    return {"reports": ids}


def page(limit: int, offset: int) -> tuple[int, list[Report]]:
    """How many reports there are, and so many of them, the newest first; in a session of the caller."""
    query = Report.select()
    newest = query.order_by(Report.period_start.desc(), Report.id).limit(limit).offset(offset)
    return query.count(), list(newest)


def summary(start: datetime, end: datetime) -> dict[str, Any]:
    """What was printed by jobs that ended from `start` to before `end`.

    Times are seconds, filament is grams; `successRate` is of completed and failed jobs, None without any.
    """
    within = (PrintJob.completed_at >= start) & (PrintJob.completed_at < end)
    query = PrintJob.select(PrintJob, Printer).join(Printer)
    jobs = list(query.where(within & PrintJob.status.in_(_ENDED) & PrintJob.began()))
    uploads = File.select().where((File.created_at >= start) & (File.created_at < end)).count()
    return {
        **_totals(jobs),
        "failureReasons": dict(
            Counter(str(job.failure_reason or "OTHER") for job in jobs if job.status is JobState.FAILED)
        ),
        "printers": {
            name: _totals([job for job in jobs if job.printer.name == name])
            for name in sorted({job.printer.name for job in jobs})
        },
        "days": {
            day.date().isoformat(): _totals([job for job in jobs if _day(job) == day.date()])
            for day in (start + timedelta(days=number) for number in range((end - start).days))
        },
        "uploads": uploads,
    }


def _totals(jobs: Iterable[PrintJob]) -> dict[str, Any]:
    counted: Counter[JobState] = Counter()
    seconds, grams, cost = 0, 0.0, 0.0
    for job in jobs:
        counted[job.status] += 1
        seconds += job.actual_time or 0
        grams += job.filament_used or 0.0
        cost += float(job.cost or 0)
    completed, failed = counted[JobState.COMPLETED], counted[JobState.FAILED]
    return {
        "completed": completed,
        "failed": failed,
        "cancelled": counted[JobState.CANCELLED],
        "successRate": completed / (completed + failed) if completed + failed else None,
        "totalTime": seconds,
        "materialUsed": round(grams, 3),
        "cost": round(cost, 2),
    }


def _day(job: PrintJob) -> Any:
    return job.completed_at.astimezone(UTC).date() if job.completed_at is not None else None


def _monday(moment: datetime) -> datetime:
    """The beginning of the week, in UTC."""
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def _exists(start: datetime) -> bool:
    return bool(Report.select().where((Report.kind == WEEK) & (Report.period_start == start)).exists())


def _first_job() -> datetime | None:
    job = PrintJob.select().order_by(PrintJob.created_at).first()
    return job.created_at if job is not None else None


def _save(start: datetime, data: dict[str, Any]) -> UUID:
    """Two that do so at once store one."""
    row = {"id": uuid4(), "kind": WEEK, "period_start": start, "period_end": start + timedelta(weeks=1)}
    insert = Report.insert(**row, data=data, created_at=utc_now())
    insert.on_conflict(action="nothing", conflict_target=[Report.kind, Report.period_start]).execute()
    stored = Report.get((Report.kind == WEEK) & (Report.period_start == start))
    return stored.id
