"""Periods follow the calendar of their zone, without gaps, whatever the clocks do."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.analytics.errors import InvalidSpanError
from lezerprint.analytics.periods import MOST_PERIODS, GroupBy, first_day, midnight, periods, shifted

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe")


def hours(period):
    return (period.end - period.start) / timedelta(hours=1)


def of(zone, first, last, group_by=GroupBy.DAY):
    return periods(midnight(first, zone), midnight(last + timedelta(days=1), zone), group_by, zone)


def test_a_day_has_23_24_or_25_hours():
    march = of(BERLIN, date(2026, 3, 28), date(2026, 3, 30))
    assert [(one.name, hours(one)) for one in march] == [
        ("2026-03-28", 24),
        ("2026-03-29", 23),
        ("2026-03-30", 24),
    ]
    assert [hours(one) for one in of(BERLIN, date(2026, 10, 24), date(2026, 10, 26))] == [24, 25, 24]


def test_a_day_that_the_calendar_leaves_out_is_left_out():
    samoa = of(ZoneInfo("Pacific/Apia"), date(2011, 12, 29), date(2011, 12, 31))
    assert [one.name for one in samoa] == ["2011-12-29", "2011-12-31"]


def test_a_day_whose_midnight_is_left_out_begins_after_it():
    (day,) = of(ZoneInfo("America/Sao_Paulo"), date(2018, 11, 4), date(2018, 11, 4))
    assert hours(day) == 23
    assert day.start.astimezone(ZoneInfo("America/Sao_Paulo")).hour == 1


def test_weeks_are_those_of_iso_8601():
    weeks = of(UTC, date(2025, 12, 29), date(2026, 1, 11), GroupBy.WEEK)
    assert [(one.name, one.start.date()) for one in weeks] == [
        ("2026-W01", date(2025, 12, 29)),
        ("2026-W02", date(2026, 1, 5)),
    ]


def test_what_lies_outside_is_cut_off():
    start, end = datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 3, 2, 1, tzinfo=UTC)
    months = periods(start, end, GroupBy.MONTH, UTC)
    assert [one.name for one in months] == ["2026-01", "2026-02", "2026-03"]
    assert (months[0].start, months[-1].end) == (start, end)


@given(
    st.sampled_from(ZONES),
    st.sampled_from(GroupBy),
    st.integers(-5 * 365 * 24, 60 * 365 * 24),
    st.timedeltas(timedelta(microseconds=1), timedelta(days=400)),
)
def test_they_are_the_span_without_gaps(name, group_by, hour, length):
    start = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    found = periods(start, start + length, group_by, ZoneInfo(name))
    assert (found[0].start, found[-1].end) == (start, start + length)
    assert all(one.end == following.start for one, following in pairwise(found))
    assert all(one.start < one.end for one in found)
    assert len({one.name for one in found}) == len(found)


@given(st.sampled_from(GroupBy), st.dates(date(1980, 1, 1), date(2080, 1, 1)), st.integers(-100, 100))
def test_shifting_there_and_back(group_by, day, count):
    first = first_day(day, group_by)
    assert shifted(shifted(first, group_by, count), group_by, -count) == first
    assert first <= day < shifted(first, group_by, 1)


def test_spans_without_a_moment_or_with_too_many_periods_are_refused():
    start = datetime(2020, 1, 1, tzinfo=UTC)
    for end in (start, start - timedelta(days=1)):
        with pytest.raises(InvalidSpanError, match="before"):
            periods(start, end, GroupBy.DAY, UTC)
    assert len(periods(start, start + timedelta(days=MOST_PERIODS), GroupBy.DAY, UTC)) == MOST_PERIODS
    with pytest.raises(InvalidSpanError, match="more than"):
        periods(start, start + timedelta(days=MOST_PERIODS, seconds=1), GroupBy.DAY, UTC)


def test_without_a_zone_the_clock_of_this_machine_counts(monkeypatch):
    assert "America/New_York" in available_timezones()
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        days = of(None, date(2026, 3, 7), date(2026, 3, 9))
        assert days == of(ZoneInfo("America/New_York"), date(2026, 3, 7), date(2026, 3, 9))
    finally:
        monkeypatch.undo()
        time.tzset()
