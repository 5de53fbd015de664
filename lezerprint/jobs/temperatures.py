"""The temperatures of jobs. All here runs in a session or transaction of the caller."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING, Final

from peewee import chunked

from lezerprint.storage.models import PrintJob, TemperatureLog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta
    from uuid import UUID

_DELETED_AT_ONCE: Final = 500
_JOBS_AT_ONCE: Final = 20


def of_job(job_id: UUID, points: int) -> list[TemperatureLog]:
    """A job's temperatures in order, `points` at most: of more, means over equal spans of time."""
    query = TemperatureLog.select().where(TemperatureLog.job == job_id)
    rows = list(query.order_by(TemperatureLog.timestamp, TemperatureLog.id))
    if len(rows) <= points:
        return rows
    begin = rows[0].timestamp
    span = max((rows[-1].timestamp - begin).total_seconds(), 1e-6)
    spans: dict[int, list[TemperatureLog]] = {}
    for row in rows:
        number = int((row.timestamp - begin).total_seconds() / span * points)
        spans.setdefault(min(number, points - 1), []).append(row)
    return [_mean(inside) for inside in spans.values()]


def _mean(rows: Sequence[TemperatureLog]) -> TemperatureLog:
    """One row in place of several: means of what was measured, the last target, at the last one's time."""
    last = rows[-1]
    chambers = [row.chamber_temp for row in rows if row.chamber_temp is not None]
    return TemperatureLog(
        id=last.id,
        job=last.job_id,
        hotend_temp=round(fmean(row.hotend_temp for row in rows), 2),
        hotend_target=last.hotend_target,
        bed_temp=round(fmean(row.bed_temp for row in rows), 2),
        bed_target=last.bed_target,
        chamber_temp=round(fmean(chambers), 2) if chambers else None,
        timestamp=last.timestamp,
    )


def unthinned(before: datetime) -> list[UUID]:
    """Some jobs that ended before this time and have all their samples still."""
    query = PrintJob.select(PrintJob.id).where(PrintJob.completed_at < before, ~PrintJob.temperatures_thinned)
    return [job.id for job in query.order_by(PrintJob.completed_at).limit(_JOBS_AT_ONCE)]


def thin(job_ids: Sequence[UUID], spacing: timedelta) -> int:
    """Leave of these jobs one sample in each `spacing`; how many rows went."""
    removed = sum(_thin_job(job_id, spacing) for job_id in job_ids)
    PrintJob.update(temperatures_thinned=True).where(PrintJob.id.in_(list(job_ids))).execute()
    return removed


def _thin_job(job_id: UUID, spacing: timedelta) -> int:
    query = TemperatureLog.select(TemperatureLog.id, TemperatureLog.timestamp)
    rows = query.where(TemperatureLog.job == job_id).order_by(TemperatureLog.timestamp)
    kept_at: datetime | None = None
    surplus = []
    for row in rows:
        if kept_at is not None and row.timestamp - kept_at < spacing:
            surplus.append(row.id)
        else:
            kept_at = row.timestamp
    for batch in chunked(surplus, _DELETED_AT_ONCE):
        TemperatureLog.delete().where(TemperatureLog.id.in_(list(batch))).execute()
    return len(surplus)
