"""Days, weeks and months by the calendar of a time zone, as spans of time in UTC.

The zone None is the one of this machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from lezerprint.analytics.errors import InvalidSpanError

if TYPE_CHECKING:
    from datetime import tzinfo

MOST_PERIODS: Final = 1000
_DAYS_PER_WEEK: Final = 7
_MONTHS_PER_YEAR: Final = 12


class GroupBy(StrEnum):
    """Length of a period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


USUAL_PERIODS: Final = {GroupBy.DAY: 30, GroupBy.WEEK: 12, GroupBy.MONTH: 12}
"""How many are shown where nobody says from when."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period, or what of it lies in the span that was asked for.

    Attributes:
        name: By ISO 8601: `2026-03-29`, `2026-W13` or `2026-03`.
        start: Its first moment.
        end: The first moment after it.
    """

    name: str
    start: datetime
    end: datetime


def periods(start: datetime, end: datetime, group_by: GroupBy, zone: tzinfo | None) -> list[Period]:
    """The periods from `start` to before `end`; together they are this span, without gaps.

    Raises:
        InvalidSpanError: It ends before it begins, or there are more than `MOST_PERIODS`.
    """
    check_span(start, end)
    found: list[Period] = []
    first = first_day(start.astimezone(zone).date(), group_by)
    while (begin := midnight(first, zone)) < end:
        following = shifted(first, group_by, 1)
        inside = max(begin, start), min(midnight(following, zone), end)
        if inside[0] < inside[1]:  # where the calendar leaves out a day, it has no moment
            found.append(Period(_name(first, group_by), *inside))
        if len(found) > MOST_PERIODS:
            raise InvalidSpanError(
                f"that is more than {MOST_PERIODS} periods: ask for less, or for longer ones"
            )
        first = following
    return found


def check_span(start: datetime, end: datetime) -> None:
    """Refuse a span that has no moment.

    Raises:
        InvalidSpanError: It has none.
    """
    if end <= start:
        raise InvalidSpanError("from must be before to")


def first_day(day: date, group_by: GroupBy) -> date:
    """The first day of the period that a day is in; weeks begin on Monday."""
    match group_by:
        case GroupBy.DAY:
            return day
        case GroupBy.WEEK:
            return day - timedelta(days=day.weekday())
        case GroupBy.MONTH:
            return day.replace(day=1)


def shifted(first: date, group_by: GroupBy, count: int) -> date:
    """The first day of the period so many later, or earlier where `count` is below zero."""
    match group_by:
        case GroupBy.DAY:
            return first + timedelta(days=count)
        case GroupBy.WEEK:
            return first + timedelta(days=count * _DAYS_PER_WEEK)
        case GroupBy.MONTH:
            years, month = divmod(first.month - 1 + count, _MONTHS_PER_YEAR)
            return date(first.year + years, month + 1, 1)


def midnight(day: date, zone: tzinfo | None) -> datetime:
    """When a day begins, in UTC; where its midnight is left out, when the clocks are put forward."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _name(first: date, group_by: GroupBy) -> str:
    match group_by:
        case GroupBy.DAY:
            return first.isoformat()
        case GroupBy.WEEK:
            year, week, _ = first.isocalendar()
            return f"{year:04}-W{week:02}"
        case GroupBy.MONTH:
            return f"{first.year:04}-{first.month:02}"
