"""Sums that the database makes are those that plain Python makes of the same rows."""

from __future__ import annotations

import math
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from prints import NOW, a_print, a_printed_file, a_profile_row, a_slicing, fill, of_material
from rows import a_user

from lezerprint.analytics import job_statistics as statistics
from lezerprint.analytics.job_statistics import StatisticsFilter
from lezerprint.analytics.materials import Prices, uses
from lezerprint.analytics.periods import GroupBy, midnight, periods
from lezerprint.analytics.totals import Totals
from lezerprint.base.enums import JobState
from lezerprint.jobs import print_jobs
from lezerprint.port.failure import FailureReason
from lezerprint.storage.models import Printer, PrintJob

ENDED = (JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED)
NAMES = (None, "default", "second", "nobody")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def jobs(storage):
    """Many, as plain rows."""
    storage.run(fill, 600)
    return storage.read(lambda: list(PrintJob.select(PrintJob, Printer).join(Printer)))


def milligrams(job):
    return 0 if job.filament_used is None else math.floor(job.filament_used * 1000 + 0.5)


def plain(jobs, name=None, start=None, end=None):
    """The sums, one job after the other."""
    total = Totals()
    for job in jobs:
        if job.status not in ENDED or (name and job.printer.name != name):
            continue
        if (start and job.completed_at < start) or (end and job.completed_at >= end):
            continue
        completed = job.status is JobState.COMPLETED
        total += Totals(
            completed=completed,
            failed=job.status is JobState.FAILED,
            cancelled=job.status is JobState.CANCELLED,
            seconds=job.actual_time or 0,
            completed_seconds=(job.actual_time or 0) * completed,
            timed=completed and job.actual_time is not None,
            milligrams=milligrams(job),
        )
    return total


def test_totals(storage, jobs):
    spans = [(None, None), (NOW - timedelta(days=30), NOW), (None, NOW - timedelta(days=200)), (NOW, None)]
    for name in NAMES:
        for start, end in spans:
            assert storage.read(statistics.totals, StatisticsFilter(name, start, end)) == plain(
                jobs, name, start, end
            )
    assert storage.read(statistics.totals, StatisticsFilter()).prints > 500


@pytest.mark.parametrize("group_by", GroupBy)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Apia"])
def test_totals_by_period(storage, jobs, group_by, zone):
    spans = periods(NOW - timedelta(days=390), NOW + timedelta(hours=5), group_by, ZoneInfo(zone))
    for name in NAMES:
        found = storage.read(statistics.totals_by_period, spans, name)
        assert found == [plain(jobs, name, one.start, one.end) for one in spans]
    whole = StatisticsFilter(None, spans[0].start, spans[-1].end)
    found = storage.read(statistics.totals_by_period, spans, None)
    assert sum(found, Totals()) == storage.read(statistics.totals, whole)


def test_a_print_belongs_to_the_day_of_its_end_when_the_clocks_change(storage):
    ends = [
        midnight(day, BERLIN) + timedelta(microseconds=moment)
        for day in (date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25), date(2026, 10, 26))
        for moment in (-1, 0)
    ]
    storage.run(lambda: [a_print(a_printed_file(name=f"{end}"), at=end) for end in ends])
    for first in (date(2026, 3, 28), date(2026, 10, 24)):
        days = periods(
            midnight(first, BERLIN), midnight(first + timedelta(days=3), BERLIN), GroupBy.DAY, BERLIN
        )
        found = storage.read(statistics.totals_by_period, days, None)
        assert [one.completed for one in found] == [1, 2, 1]


def test_of_an_empty_database_all_is_nothing(storage):
    days = periods(NOW - timedelta(days=3), NOW, GroupBy.DAY, UTC)

    def ask():
        assert statistics.totals(StatisticsFilter()) == Totals()
        assert statistics.totals_by_period(days, None) == [Totals()] * len(days)
        assert statistics.failures(StatisticsFilter()) == []
        assert statistics.printed_files(StatisticsFilter()) == []
        assert statistics.past_prints("default") == []
        assert statistics.print_seconds() == []
        assert statistics.without_cost(10) == []
        assert statistics.active_printers(None) == 0
        assert not statistics.printer_exists("default")

    storage.read(ask)


def test_failures_by_reason(storage, jobs):
    found = storage.read(statistics.failures, StatisticsFilter())
    reasons = Counter(
        job.failure_reason or FailureReason.OTHER for job in jobs if job.status is JobState.FAILED
    )
    assert dict(found) == reasons
    assert [count for _, count in found] == sorted(reasons.values(), reverse=True)
    second = storage.read(statistics.failures, StatisticsFilter("second"))
    assert sum(count for _, count in second) == plain(jobs, "second").failed


def test_printed_files_hold_what_was_used(storage, jobs):
    found = storage.read(statistics.printed_files, StatisticsFilter())
    assert sum(one.prints for one in found) == plain(jobs).prints
    assert sum(one.milligrams for one in found) == plain(jobs).milligrams
    materials = uses(found, Prices({}, 20.0, "EUR"))
    assert {one.type for one in materials} == {"PLA", "PETG", "ABS", "UNKNOWN"}
    assert sum(one.milligrams for one in materials) == plain(jobs).milligrams


def test_what_was_sliced_says_its_material_and_profile(storage):
    def make():
        model = a_printed_file(name="part.stl", metadata={"volume": 1.0})
        profile = a_profile_row()
        sliced = a_slicing(model, profile)
        a_print(model, sliced_file=sliced, estimated_time=10, actual_time=20, filament_used=1.5)
        a_print(model, JobState.FAILED, at=NOW - timedelta(days=1), estimated_time=0, actual_time=None)
        a_print(model, JobState.CANCELLED)
        a_print(model, JobState.PRINTING, completed_at=None)
        return profile.id

    profile_id = storage.run(make)
    last, first = storage.read(statistics.past_prints, "default")
    assert (last.completed, last.estimated_seconds, last.actual_seconds) == (True, 10.0, 20.0)
    assert (last.materials, last.profile_id) == (frozenset({"PETG"}), profile_id)
    assert (first.completed, first.estimated_seconds, first.actual_seconds) == (False, None, None)
    assert (first.materials, first.profile_id) == (frozenset(), None)
    assert {one.sliced_type for one in storage.read(statistics.printed_files, StatisticsFilter())} == {
        "PETG",
        None,
    }


def test_the_last_prints_are_those_of_the_printer(storage, jobs):
    found = storage.read(statistics.past_prints, "second")
    mine = [job for job in jobs if job.printer.name == "second" and job.status in ENDED[:2]]
    mine.sort(key=lambda job: job.completed_at, reverse=True)
    assert [one.actual_seconds for one in found] == [job.actual_time for job in mine]


def test_filament_is_rounded_alike_on_both_databases_and_the_absurd_does_not_count(storage):
    chance = random.Random(3)
    given = [0.0005, 0.0004, 1.0005, 2.6755, *(chance.uniform(0, 900) for _ in range(200))]
    absurd = [-5.0, 1e300]

    def make():
        file = a_printed_file()
        for grams in (*given, *absurd):
            a_print(file, filament_used=grams)

    storage.run(make)
    wanted = sum(math.floor(grams * 1000 + 0.5) for grams in given)
    assert storage.read(statistics.totals, StatisticsFilter()).milligrams == wanted


def test_printers_that_have_something_to_do(storage):
    def make():
        file = a_printed_file()
        a_print(file, JobState.PRINTING, completed_at=None)
        a_print(file, JobState.PAUSED, completed_at=None)
        a_print(file, JobState.PREPARING, printer="second", completed_at=None)
        a_print(file, JobState.QUEUED, printer="third", completed_at=None)

    storage.run(make)
    counts = [storage.read(statistics.active_printers, name) for name in (None, "default", "third", "nobody")]
    assert counts == [2, 1, 0, 0]
    assert storage.read(statistics.printer_exists, "third")


def test_how_long_printers_have_printed(storage, jobs):
    storage.run(lambda: Printer.create(name="idle"))
    found = storage.read(statistics.print_seconds)
    assert [(row.name, seconds) for row, seconds in found] == [
        ("default", plain(jobs, "default").seconds),
        ("idle", 0),
        ("second", plain(jobs, "second").seconds),
    ]


def test_costs_are_set_where_there_is_none(storage):
    def make():
        user = a_user()
        file = a_printed_file(user, metadata=of_material("PLA"))
        return [
            a_print(file, filament_used=10.0).id,
            a_print(file, filament_used=10.0, cost=5).id,
            a_print(file).id,
            a_print(file, JobState.PRINTING, completed_at=None, filament_used=3.0).id,
        ]

    ids = storage.run(make)
    assert storage.read(statistics.without_cost, 10) == [(ids[0], 10.0, {"PLA": 1.0})]
    storage.run(statistics.set_costs, {ids[0]: 1e30, ids[1]: 3.0})
    assert [float(storage.read(PrintJob.get_by_id, one).cost) for one in ids[:2]] == [99_999_999.99, 5.0]
    assert storage.read(statistics.without_cost, 10) == []


def test_periods_find_their_prints_by_an_index(storage, jobs):
    """Whether of one printer or of all: there may be a hundred thousand."""
    if storage.kind != "sqlite":
        pytest.skip("PostgreSQL chooses by what it knows of the tables")
    days = periods(datetime(2026, 1, 1, tzinfo=UTC), NOW, GroupBy.DAY, UTC)
    told = []
    with storage.session():
        connection = storage.database.connection()
        connection.set_trace_callback(told.append)
        for name in (None, "default"):
            statistics.totals_by_period(days, name)
        connection.set_trace_callback(None)
        statements = [one for one in told if "spans" in one]
        assert len(statements) == 2
        for statement in statements:
            plan = " ".join(row[3] for row in storage.database.execute_sql(f"EXPLAIN QUERY PLAN {statement}"))
            assert "completed_at>? AND completed_at<?" in plan


def test_what_never_began_is_no_print(storage):
    def make():
        file = a_printed_file()
        a_print(file)
        a_print(file, JobState.CANCELLED, started_at=None)
        a_print(file, JobState.FAILED, started_at=None, failure_reason=FailureReason.FILE_ERROR)

    storage.run(make)
    assert storage.read(statistics.totals, StatisticsFilter()) == Totals(completed=1)
    spans = periods(NOW - timedelta(days=1), NOW + timedelta(days=1), GroupBy.DAY, ZoneInfo("UTC"))
    assert sum(storage.read(statistics.totals_by_period, spans, None), Totals()) == Totals(completed=1)
    assert storage.read(statistics.failures, StatisticsFilter()) == []
    assert storage.read(statistics.print_counts) == {
        JobState.COMPLETED: 1,
        JobState.FAILED: 0,
        JobState.CANCELLED: 0,
    }


def test_what_only_rises_does_not_fall_when_jobs_are_deleted(storage):
    def make():
        file = a_printed_file()
        jobs = [a_print(file, actual_time=100), a_print(file, JobState.FAILED, actual_time=10)]
        return [*jobs, a_print(file, JobState.CANCELLED, started_at=None)]

    jobs = storage.run(make)
    counted, printed = storage.read(statistics.print_counts), storage.read(statistics.print_seconds)
    for job in jobs:
        storage.run(print_jobs.delete, job.id)
    assert storage.read(statistics.print_counts) == counted
    assert [seconds for _, seconds in storage.read(statistics.print_seconds)] == [110]
    assert [seconds for _, seconds in printed] == [110]
