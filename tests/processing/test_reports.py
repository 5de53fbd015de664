"""Reports count what ended in their weeks, and each week has one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from rows import a_file, a_job, a_user

from lezerprint.base.enums import JobState
from lezerprint.port.failure import FailureReason
from lezerprint.processing import reports
from lezerprint.processing.reports import generate
from lezerprint.storage.models import (
    Report,
)

MONDAY = datetime(2026, 1, 12, tzinfo=UTC)


def a_week_of_jobs():
    user = a_user()
    file = a_file(user)

    def job(days, status, **more):
        when = MONDAY + timedelta(days=days)
        a_job(user, file, status=status, started_at=when, completed_at=when, created_at=when, **more)

    job(0, JobState.COMPLETED, actual_time=3600, filament_used=10.5, cost=Decimal("1.10"))
    job(6.99, JobState.COMPLETED, actual_time=60, filament_used=1.0, cost=Decimal("0.20"))
    job(2, JobState.FAILED, failure_reason=FailureReason.PRINTER_RESET)
    job(3, JobState.CANCELLED, actual_time=30)
    job(7, JobState.COMPLETED, actual_time=999)
    job(-0.001, JobState.COMPLETED, actual_time=999)


def test_a_report_counts_what_ended_in_its_week(storage):
    storage.run(a_week_of_jobs)
    found = storage.run(reports.summary, MONDAY, MONDAY + timedelta(days=7))
    assert (found["completed"], found["failed"], found["cancelled"]) == (2, 1, 1)
    assert found["successRate"] == pytest.approx(2 / 3)
    assert (found["totalTime"], found["materialUsed"], found["cost"]) == (3690, 11.5, 1.3)
    assert found["failureReasons"] == {"PRINTER_RESET": 1}
    assert found["printers"]["default"]["completed"] == 2
    assert [day["completed"] for day in found["days"].values()] == [1, 0, 0, 0, 0, 0, 1]
    nothing = storage.run(reports.summary, MONDAY - timedelta(days=70), MONDAY - timedelta(days=63))
    assert nothing["successRate"] is None


def test_each_week_has_one_report_also_those_that_were_missed(storage, context, monkeypatch):
    storage.run(a_week_of_jobs)
    monkeypatch.setattr(reports, "utc_now", lambda: MONDAY + timedelta(days=21, hours=9))
    assert len(generate(context, {})["reports"]) == 4
    assert generate(context, {})["reports"] == []
    total, (newest, *_) = storage.run(reports.page, 2, 0)
    assert total == 4
    assert (newest.period_start, newest.period_end) == (
        MONDAY + timedelta(days=14),
        MONDAY + timedelta(days=21),
    )
    assert storage.run(Report.select().count) == 4
