"""Sums over print jobs that have ended, made by the database. All here runs in a session of the caller.

A job has ended if it has a `completed_at`, and counts there; one that never began is no print. Filament is
summed in whole milligrams: sums of fractions would differ with their order, from one database to the other
and from days to weeks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from peewee import CTE, JOIN, Case, PostgresqlDatabase, Value, ValuesList, fn

from lezerprint.analytics.deleted_prints import ENDED, DeletedPrints
from lezerprint.analytics.history import PastPrint
from lezerprint.analytics.materials import UNKNOWN, PrintedFile, shares
from lezerprint.analytics.totals import Totals
from lezerprint.base.enums import JobState, UserReason
from lezerprint.port.failure import FailureReason
from lezerprint.storage.models import File, Printer, PrintJob, SlicedFile
from lezerprint.storage.models.base import DATABASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from lezerprint.analytics.periods import Period

_MOST_GRAMS: Final = 1_000_000_000.0
_MOST_PAST_PRINTS: Final = 1000
_MOST_COST: Final = 99_999_999.99


@dataclass(frozen=True, slots=True)
class StatisticsFilter:
    """Which jobs; None lets all pass.

    Attributes:
        printer: The printer's name.
        start: Those that ended at this moment or later.
        end: Those that ended before this moment.
    """

    printer: str | None = None
    start: datetime | None = None
    end: datetime | None = None


def printer_exists(name: str) -> bool:
    """Whether there ever was a printer of this name."""
    return bool(Printer.select().where(Printer.name == name).exists())


def active_printers(printer: str | None) -> int:
    """How many printers have a job now that is being prepared, prints or is paused."""
    query = PrintJob.select(fn.COUNT(PrintJob.printer.distinct()))
    busy = PrintJob.active() & (PrintJob.status != JobState.QUEUED)
    return int(query.where(busy, *_of_printer(printer)).scalar())


def totals(which: StatisticsFilter) -> Totals:
    """What they come to."""
    query = PrintJob.select(PrintJob.status, *_sums()).where(*conditions(which)).group_by(PrintJob.status)
    return sum((_totals(*row) for row in query.tuples().iterator()), Totals())


def totals_by_period(periods: Sequence[Period], printer: str | None) -> list[Totals]:
    """What those come to that ended in each of these periods."""
    rows = [(number, _moment(one.start), _moment(one.end)) for number, one in enumerate(periods)]
    spans = CTE("spans", ValuesList(rows), columns=("number", "first", "past"))
    query = (
        PrintJob.select(spans.c.number, PrintJob.status, *_sums())
        # A cross join, as SQLite then goes through the periods first, and finds the jobs of each by index.
        .from_(spans.join(PrintJob, JOIN.CROSS))
        .with_cte(spans)
        .where(
            PrintJob.completed_at >= spans.c.first,
            PrintJob.completed_at < spans.c.past,
            PrintJob.began(),
            *_of_printer(printer),
        )
        .group_by(spans.c.number, PrintJob.status)
    )
    found = [Totals()] * len(periods)
    for number, *sums in _rows(query):
        found[number] += _totals(JobState(sums[0]), *sums[1:])
    return found


def failures(which: StatisticsFilter) -> list[tuple[FailureReason, int]]:
    """How many failed for each reason, the most frequent first; only reasons that there were."""
    reason = fn.COALESCE(PrintJob.failure_reason, FailureReason.OTHER.value)
    query = PrintJob.select(reason, fn.COUNT(PrintJob.id)).where(
        *conditions(which), PrintJob.status == JobState.FAILED
    )
    counted = [(FailureReason(name), count) for name, count in _rows(query.group_by(reason))]
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def user_failures(which: StatisticsFilter) -> list[tuple[UserReason, int]]:
    """How many failed or were cancelled for each reason that their owners gave, the most frequent first."""
    given = PrintJob.user_reason.is_null(is_null=False)
    query = PrintJob.select(PrintJob.user_reason, fn.COUNT(PrintJob.id)).where(*conditions(which), given)
    counted = [(UserReason(name), count) for name, count in _rows(query.group_by(PrintJob.user_reason))]
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def printed_files(which: StatisticsFilter) -> list[PrintedFile]:
    """What the prints of each file used, and what it says of its material."""
    query = (
        PrintJob.select(
            fn.COUNT(PrintJob.id),
            fn.SUM(_milligrams()),
            SlicedFile.metadata["filamentType"].alias("sliced_type"),
            File.metadata["filament"].alias("filament"),
        )
        .join(File)
        .switch(PrintJob)
        .join(SlicedFile, JOIN.LEFT_OUTER)
        .where(*conditions(which))
        .group_by(File.id, SlicedFile.id)
    )
    return [PrintedFile(count, int(used or 0), kind, tools) for count, used, kind, tools in _rows(query)]


def past_prints(printer: str) -> list[PastPrint]:
    """The last prints of a printer that were completed or failed."""
    query = (
        PrintJob.select(
            PrintJob.status,
            PrintJob.estimated_time,
            PrintJob.actual_time,
            SlicedFile.profile,
            SlicedFile.metadata["filamentType"].alias("sliced_type"),
            File.metadata["filament"].alias("filament"),
        )
        .join(File)
        .switch(PrintJob)
        .join(SlicedFile, JOIN.LEFT_OUTER)
        .where(*conditions(StatisticsFilter(printer)), PrintJob.status != JobState.CANCELLED)
        .order_by(PrintJob.completed_at.desc())
        .limit(_MOST_PAST_PRINTS)
    )
    return [
        PastPrint(
            JobState(status) is JobState.COMPLETED,
            _seconds(estimated),
            _seconds(actual),
            frozenset(shares(sliced_type, filament)) - {UNKNOWN},
            profile_id,
        )
        for status, estimated, actual, profile_id, sliced_type, filament in _rows(query)
    ]


def print_seconds() -> list[tuple[Printer, int]]:
    """How long each printer has printed, by its name; those that never did too."""
    ended = (PrintJob.printer == Printer.id) & PrintJob.completed_at.is_null(is_null=False)
    query = Printer.select(Printer, fn.SUM(PrintJob.actual_time).alias("seconds"))
    joined = query.join(PrintJob, JOIN.LEFT_OUTER, on=ended).group_by(Printer.id).order_by(Printer.name)
    found: list[Any] = list(joined.objects())
    return [(row, int(row.seconds or 0) + DeletedPrints.of(row).seconds) for row in found]


def print_counts() -> dict[JobState, int]:
    """How many prints ever ended in each way, with those whose jobs were deleted since."""
    query = PrintJob.select(PrintJob.status, fn.COUNT(PrintJob.id)).group_by(PrintJob.status)
    counted: dict[JobState, int] = dict(_rows(query.where(*conditions(StatisticsFilter()))))
    deleted = [DeletedPrints.of(printer) for printer in Printer.select()]
    return {
        status: counted.get(status, 0) + sum(one.counts.get(status, 0) for one in deleted) for status in ENDED
    }


def without_cost(limit: int) -> list[tuple[UUID, float, dict[str, float]]]:
    """Jobs that ended and whose filament is known, but not what it cost.

    Args:
        limit: How many at most.

    Returns:
        The id of each, its filament in grams, and the share of each material.
    """
    query = (
        PrintJob.select(
            PrintJob.id,
            PrintJob.filament_used,
            SlicedFile.metadata["filamentType"].alias("sliced_type"),
            File.metadata["filament"].alias("filament"),
        )
        .join(File)
        .switch(PrintJob)
        .join(SlicedFile, JOIN.LEFT_OUTER)
        .where(*conditions(StatisticsFilter()), PrintJob.cost.is_null(), _weighed())
        .limit(limit)
    )
    return [(key, grams, shares(kind, tools)) for key, grams, kind, tools in _rows(query)]


def set_costs(costs: Mapping[UUID, float]) -> None:
    """Note what these jobs cost, where nobody else has."""
    for key, cost in costs.items():
        PrintJob.update(cost=min(cost, _MOST_COST)).where(
            (PrintJob.id == key) & PrintJob.cost.is_null()
        ).execute()


def _seconds(value: int | None) -> float | None:
    return float(value) if value is not None and value > 0 else None


def _rows(query: Any) -> Iterable[Any]:
    return query.tuples().iterator()  # type: ignore[no-any-return]  # peewee's stubs do not say


def _sums() -> tuple[Any, ...]:
    return (
        fn.COUNT(PrintJob.id),
        fn.SUM(PrintJob.actual_time),
        fn.COUNT(PrintJob.actual_time),
        fn.SUM(_milligrams()),
    )


def _totals(status: JobState, count: int, seconds: int | None, timed: int, milligrams: int | None) -> Totals:
    """Of the jobs that ended in one way."""
    whole = Totals(seconds=int(seconds or 0), milligrams=int(milligrams or 0))
    match status:
        case JobState.COMPLETED:
            return replace(whole, completed=count, completed_seconds=whole.seconds, timed=timed)
        case JobState.FAILED:
            return replace(whole, failed=count)
        case _:
            return replace(whole, cancelled=count)


def _milligrams() -> Any:
    """A job's filament to the nearest milligram, halves up; None where it is unknown or absurd."""
    halves_up: Any = PrintJob.filament_used * 1000 + 0.5
    if _on_postgresql():  # where a cast rounds; on SQLite it cuts off
        halves_up = fn.FLOOR(halves_up)
    return Case(None, [(_weighed(), halves_up.cast("BIGINT"))])


def _weighed() -> Any:
    """The condition that it is known how much a job used, and that this may be true."""
    return PrintJob.filament_used.between(0, _MOST_GRAMS)


def conditions(which: StatisticsFilter) -> list[Any]:
    """The conditions that jobs are prints that ended, and among these."""
    found = [PrintJob.completed_at.is_null(is_null=False), PrintJob.began()]
    if which.start is not None:
        found.append(PrintJob.completed_at >= which.start)
    if which.end is not None:
        found.append(PrintJob.completed_at < which.end)
    return [*found, *_of_printer(which.printer)]


def _of_printer(name: str | None) -> list[Any]:
    if name is None:
        return []
    return [PrintJob.printer == Printer.select(Printer.id).where(Printer.name == name)]


def _moment(moment: datetime) -> Any:
    """A moment that stands in no column's place, as the database compares it with one."""
    column: Any = PrintJob.completed_at
    text = column.db_value(moment)
    return Value(text).cast("TIMESTAMPTZ") if _on_postgresql() else Value(text, converter=False)


def _on_postgresql() -> bool:
    return isinstance(DATABASE.obj, PostgresqlDatabase)
