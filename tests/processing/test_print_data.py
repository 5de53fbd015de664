"""Costs are reckoned once, maintenance is told once, and insights are a report that a person can read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Event
from uuid import uuid4

import pytest
from accounts_world import at_once
from prints import NOW, a_print, a_printed_file, fill, of_material
from rows import a_user

from lezerprint.base.enums import JobState, NotificationType, UserRole
from lezerprint.notify.task import send
from lezerprint.port.failure import FailureReason
from lezerprint.processing import insights, maintenance, reports
from lezerprint.processing.insights import generate
from lezerprint.processing.print_data import process
from lezerprint.storage.models import Notification, Printer, PrintJob, Report, Task, TaskStatus, User
from lezerprint.tasks.context import TaskContext
from lezerprint.tasks.records import Claim


@pytest.fixture
def context_of(storage, settings):
    def make(**changes):
        scratch = settings.data_dir / uuid4().hex
        scratch.mkdir(parents=True)
        made = settings.model_copy(update=changes)
        context = TaskContext(Claim(uuid4(), "w", 1), storage, made, scratch, Event())
        context.progress = lambda *_: None
        return context

    return make


@pytest.fixture
def do(storage, context_of):
    """An operation to its end, as an attempt does it."""

    def run(function, **changes):
        context = context_of(**changes)
        result = function(context, {})
        storage.run(lambda: [save() for save in context.saves])
        return result

    return run


def printed(storage, hours, **more):
    with storage.transaction():
        file = a_printed_file(name=f"{uuid4()}", metadata=of_material("PETG"))
        return a_print(file, actual_time=round(hours * 3600), **more)


def notices(storage):
    return storage.read(
        lambda: [task.arguments for task in Task.select().where(Task.operation == "send-notification")]
    )


def test_prints_get_the_cost_that_nobody_reckoned(storage, do):
    dear = printed(storage, 1, filament_used=100.0)
    known = printed(storage, 1, filament_used=100.0, cost=Decimal("9.99"))
    unknown = printed(storage, 1)
    assert do(process, filament_prices={"PETG": 40.0}) == {"costs": 1, "due": []}
    costs = [storage.read(PrintJob.get_by_id, one.id).cost for one in (dear, known, unknown)]
    assert costs == [Decimal("4.00"), Decimal("9.99"), None]
    assert do(process, filament_prices={"PETG": 80.0})["costs"] == 0


def test_more_prints_than_one_batch(storage, do):
    storage.run(fill, 1300)
    assert 600 < do(process, maintenance_interval_hours=0.0)["costs"] < 1000
    assert do(process, maintenance_interval_hours=0.0) == {"costs": 0, "due": []}


def test_maintenance_is_told_when_it_is_due_and_then_after_as_many_hours_again(storage, do):
    printed(storage, 99)
    assert do(process, maintenance_interval_hours=100.0)["due"] == []
    printed(storage, 1)
    assert do(process, maintenance_interval_hours=100.0)["due"] == ["default"]
    assert do(process, maintenance_interval_hours=100.0)["due"] == []
    printed(storage, 99.5)
    assert do(process, maintenance_interval_hours=100.0)["due"] == []
    printed(storage, 0.5, status=JobState.FAILED)
    assert do(process, maintenance_interval_hours=100.0)["due"] == ["default"]
    first, second = notices(storage)
    assert (first["metadata"]["hours"], second["metadata"]["hours"]) == (100, 200)
    assert "100 hours since" in second["message"]


def test_nobody_is_told_of_printers_that_are_none_or_when_it_is_turned_off(storage, do):
    printed(storage, 5000, printer="sold")
    printed(storage, 5000)
    assert do(process, maintenance_interval_hours=0.0)["due"] == []
    assert do(process)["due"] == ["default"]
    storage.run(lambda: Printer.update(metadata=["odd"]).execute())
    assert do(process)["due"] == ["default"]


def test_those_who_can_mend_it_are_told_and_deleting_that_brings_it_not_back(storage, do, context_of):
    def accounts():
        for role in UserRole:
            User.update(role=role).where(User.id == a_user(role.value.lower()).id).execute()

    storage.run(accounts)
    printed(storage, 300)
    do(process)
    (arguments,) = notices(storage)
    send(context_of(), arguments)

    def told():
        joined = Notification.select(Notification, User).join(User).order_by(User.username)
        return [(row.user.username, row.type, row.title) for row in joined]

    title = "default is due for maintenance"
    assert storage.read(told) == [
        (name, NotificationType.MAINTENANCE, title) for name in ("admin", "operator")
    ]
    storage.run(lambda: Notification.delete().execute())
    assert do(process)["due"] == []


def test_of_many_at_once_one_tells(storage):
    printed(storage, 300)
    (due,) = storage.read(maintenance.printing_hours, ["default"])
    found = at_once(*[lambda: storage.run(maintenance.tell, storage, due)] * 4)
    assert sorted(found) == [False, False, False, True]
    assert len(notices(storage)) == 1


def test_what_else_is_kept_of_a_printer_stays(storage, do):
    printed(storage, 300)
    storage.run(lambda: Printer.update(metadata={"serial": "x"}).execute())
    do(process)
    metadata = storage.read(lambda: Printer.get().metadata)
    assert metadata == {"serial": "x", "maintenanceToldAtHours": 300}


def test_insights_of_an_empty_database(storage, do):
    told = do(generate)["sentences"]
    assert len(told) == 1
    assert "no print ended" in told[0]
    assert storage.read(lambda: Report.get().data["successRate"]) is None


def test_insights_are_a_report(storage, do, monkeypatch):
    monkeypatch.setattr(insights, "utc_now", lambda: NOW)
    today = datetime(2026, 3, 29, tzinfo=UTC)
    for hours in range(1, 9):
        at = today - timedelta(hours=hours)
        printed(storage, 1.1, at=at, estimated_time=3600, filament_used=100.0)
    printed(storage, 0.2, at=today - timedelta(days=2), status=JobState.FAILED)
    printed(storage, 0.2, at=today, failure_reason=FailureReason.POWER_LOSS, status=JobState.FAILED)
    printed(storage, 2.0, at=today - timedelta(days=40), completed_at=today - timedelta(days=40))
    told = do(generate, currency="CHF", filament_prices={"PETG": 30.0})["sentences"]
    text = " ".join(told)
    for words in (
        "9 prints ended (8 completed and 1 failed)",
        "89 % of the prints that nobody cancelled succeeded, 11 points fewer than before",
        "failure was something else: 1 of 1",
        "0.80 kg of PETG, for 24.00 CHF",
        "more time than estimated, by its last 8",
        "maintenance is due in",
    ):
        assert words in text
    total, (report,) = storage.read(reports.page, 10, 0)
    assert (total, report.kind, report.period_end) == (1, insights.INSIGHTS, today)
    assert report.data["sentences"] == told
    assert report.data["estimates"]["default"]["prints"] == 8
    assert report.data["failureReasons"] == {"OTHER": 1}


def test_a_second_report_of_a_day_replaces_the_first(storage, do, monkeypatch):
    monkeypatch.setattr(insights, "utc_now", lambda: NOW)
    do(generate)
    printed(storage, 1, at=NOW - timedelta(days=1))
    do(generate)
    total, (report,) = storage.read(reports.page, 10, 0)
    assert (total, report.data["prints"]) == (1, 1)


def test_workers_do_both(bench):
    bench.storage.run(fill, 200)
    for operation in ("process-print-data", "generate-insights"):
        task = bench.until(bench.enqueue(operation))
        assert (task.status, task.error) == (TaskStatus.FINISHED, None)
    assert len(notices(bench.storage)) == 1
