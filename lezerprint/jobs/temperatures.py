"""The temperatures of jobs. All here runs in a session or transaction of the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from peewee import PostgresqlDatabase, chunked, fn

from lezerprint.storage.models import PrintJob, TemperatureLog
from lezerprint.storage.models.base import DATABASE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta
    from uuid import UUID

_DELETED_AT_ONCE: Final = 500
_READ_AT_ONCE: Final = 500
_JOBS_AT_ONCE: Final = 20
_MARGIN_SECONDS: Final = 0.001
"""SQLite reckons with days, which are exact to some 0.04 ms."""

_SECONDS_PER_DAY: Final = 86_400.0
_JULIAN_DAY_OF_1970: Final = 2_440_587.5
_MEASURED: Final = (TemperatureLog.hotend_temp, TemperatureLog.bed_temp, TemperatureLog.chamber_temp)


def of_job(job_id: UUID, points: int) -> list[TemperatureLog]:
    """A job's temperatures in order, `points` at most: of more, means over equal spans of time.

    The database makes them: of each span the means of what was measured, and time and targets of its last
    sample.
    """
    of_it = TemperatureLog.job == job_id
    moment = TemperatureLog.timestamp
    summary = TemperatureLog.select(fn.COUNT(TemperatureLog.id), fn.MIN(moment), fn.MAX(moment))
    ((count, first, last),) = _tuples(summary.where(of_it))
    if count <= points:
        rows = TemperatureLog.select().where(of_it)
        return list(rows.order_by(moment, TemperatureLog.id))
    span_seconds = ((last - first).total_seconds() + 2 * _MARGIN_SECONDS) / points
    begun = first.timestamp() - _MARGIN_SECONDS
    number = fn.FLOOR((_seconds(moment) - begun) / span_seconds)
    means = TemperatureLog.select(fn.MAX(moment), *(fn.AVG(column) for column in _MEASURED)).where(of_it)
    spans = _tuples(means.group_by(number).order_by(fn.MAX(moment)))
    targets = _targets(job_id, [span[0] for span in spans])
    return [_sample(job_id, span, targets[span[0]]) for span in spans]


def _tuples(query: Any) -> list[tuple[Any, ...]]:
    return list(query.tuples())


def _seconds(moment: Any) -> Any:
    """Since 1970, as the database reckons."""
    if isinstance(DATABASE.obj, PostgresqlDatabase):
        return fn.DATE_PART("epoch", moment)
    return (fn.JULIANDAY(moment) - _JULIAN_DAY_OF_1970) * _SECONDS_PER_DAY


def _targets(job_id: UUID, moments: Sequence[datetime]) -> dict[datetime, tuple[float, float]]:
    """Of hotend and bed."""
    found: dict[datetime, tuple[float, float]] = {}
    query = TemperatureLog.select(
        TemperatureLog.timestamp, TemperatureLog.hotend_target, TemperatureLog.bed_target
    ).where(TemperatureLog.job == job_id)
    for batch in chunked(moments, _READ_AT_ONCE):
        rows = _tuples(query.where(TemperatureLog.timestamp.in_(list(batch))))
        found |= {moment: (hotend, bed) for moment, hotend, bed in rows}
    return found


def _sample(job_id: UUID, span: Sequence[Any], targets: tuple[float, float]) -> TemperatureLog:
    moment, *means = span
    hotend, bed, chamber = (None if mean is None else round(mean, 2) for mean in means)
    return TemperatureLog(
        job=job_id,
        hotend_temp=hotend,
        hotend_target=targets[0],
        bed_temp=bed,
        bed_target=targets[1],
        chamber_temp=chamber,
        timestamp=moment,
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
