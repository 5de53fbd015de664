"""Who is told of what."""

from __future__ import annotations

import dataclasses
import json
from uuid import UUID

import pytest

from lezerprint.alerts.alert import Alert, AlertKind
from lezerprint.base.enums import JobState, NotificationType, Severity, UserRole
from lezerprint.jobs.job import Owner, new_job
from lezerprint.jobs.notices import JobNoticeKind, alert_notice, alert_once, job_notice, job_once
from lezerprint.port.failure import FailureReason

ANN, JOB = UUID(int=1), UUID(int=7)
FATAL = ["thermal_runaway", "firmware_killed", "emergency_stop", "board_reset"]


def alert(kind, severity=Severity.WARNING, **more):
    return Alert(AlertKind(kind), severity, "the words", **more)


def type_of(one, owner=ANN):
    told = alert_notice(one, "default", "benchy.gcode", owner, job_id=JOB)
    return told and told[1].type


@pytest.mark.parametrize(
    ("kind", "severity", "expected"),
    [
        *((kind, Severity.CRITICAL, NotificationType.ERROR) for kind in FATAL),
        ("board_reset", Severity.WARNING, NotificationType.WARNING),
        ("heater_drift", Severity.WARNING, NotificationType.WARNING),
        ("heater_drift", Severity.ERROR, NotificationType.ERROR),
        ("heating_stalled", Severity.WARNING, NotificationType.WARNING),
        ("sensor_lost", Severity.WARNING, NotificationType.WARNING),
        ("heaters_off", Severity.WARNING, NotificationType.WARNING),
        ("filament_runout", Severity.WARNING, NotificationType.ACTION_REQUIRED),
        ("filament_change", Severity.WARNING, NotificationType.ACTION_REQUIRED),
        ("user_wanted", Severity.WARNING, NotificationType.ACTION_REQUIRED),
        ("link_noisy", Severity.WARNING, NotificationType.WARNING),
        ("link_interrupted", Severity.WARNING, NotificationType.WARNING),
        ("stall", Severity.WARNING, NotificationType.ERROR),
        ("link_lost", Severity.ERROR, NotificationType.ERROR),
        ("port_lost", Severity.ERROR, NotificationType.ERROR),
        ("position_error", Severity.ERROR, NotificationType.ERROR),
        ("firmware_warning", Severity.WARNING, None),
        ("firmware_warning", Severity.INFO, None),
    ],
)
def test_every_alert(kind, severity, expected):
    assert type_of(alert(kind, severity)) is expected


def test_the_owner_is_told_and_what_is_critical_administrators_too():
    audience, notice = alert_notice(alert("stall"), "default", "benchy.gcode", ANN, job_id=JOB)
    assert (list(audience.user_ids), list(audience.roles)) == ([ANN], [])
    assert notice.title == "Print stalls"
    assert notice.message == "default: the words (benchy.gcode)"
    assert json.loads(json.dumps(notice.metadata)) == {
        "printer": "default",
        "alert": "stall",
        "severity": "WARNING",
        "jobId": str(JOB),
    }
    critical = alert("thermal_runaway", Severity.CRITICAL)
    audience, notice = alert_notice(critical, "default", None, None)
    assert (list(audience.user_ids), list(audience.roles)) == ([], [UserRole.ADMIN])
    assert notice.message == "default: the words"
    assert type_of(alert("stall"), owner=None) is None


@pytest.mark.parametrize("kind", list(AlertKind))
def test_what_is_over_is_told_only_where_it_is_good_news(kind):
    over = alert(kind, Severity.INFO, ended=True, data={"recovered": True})
    good = kind in {"stall", "link_lost", "port_lost"}
    assert type_of(over) is (NotificationType.SUCCESS if good else None)
    assert type_of(dataclasses.replace(over, data={"recovered": False})) is None


def test_what_ends_a_job_has_one_name_and_others_one_for_each_time():
    killed, drift = alert("thermal_runaway", Severity.CRITICAL), alert("heater_drift")
    assert alert_once(JOB, killed, 1.0) == alert_once(JOB, killed, 2.0)
    assert alert_once(None, killed, 1.0) != alert_once(None, killed, 1.0)
    names = {
        alert_once(JOB, drift, 1.0),
        alert_once(JOB, drift, 2.0),
        alert_once(ANN, drift, 1.0),
        alert_once(JOB, alert("heater_drift", Severity.ERROR), 1.0),
        alert_once(JOB, alert("heater_drift", data={"subject": "bed"}), 1.0),
        alert_once(JOB, alert("heater_drift", ended=True), 1.0),
        alert_once(JOB, killed, 1.0),
    }
    assert len(names) == 7
    assert alert_once(JOB, drift, 1.0) in names


@pytest.fixture
def job():
    made = new_job("default", "be{n}chy.gcode", "/f.gcode", 1000.0, owner=Owner(ANN, JOB))
    return dataclasses.replace(made, started_at=1000.0)


def test_a_complete_print_with_its_figures(job):
    done = dataclasses.replace(
        job,
        state=JobState.COMPLETED,
        ended_at=1000.0 + 3 * 3600 + 12 * 60,
        filament_grams=45.2,
        filament_price_per_kg=25.0,
        progress_percent=100.0,
    )
    audience, notice = job_notice(done, JobNoticeKind.ENDED, currency="EUR")
    assert list(audience.user_ids) == [ANN]
    assert notice.type is NotificationType.PRINT_COMPLETE
    assert notice.message == (
        "be{n}chy.gcode on default is complete: it took 3 h 12 min and used 45.2 g of filament for 1.13 EUR."
    )
    data = json.loads(json.dumps(notice.metadata))
    assert (data["durationSeconds"], data["filamentGrams"], data["cost"]) == (11520.0, 45.2, 1.13)
    assert (data["jobId"], data["status"]) == (str(job.id), "COMPLETED")


@pytest.mark.parametrize(
    ("seconds", "words"), [(42, "42 s"), (59.7, "1 min"), (90 * 60, "1 h 30 min"), (3599, "1 h 0 min")]
)
def test_how_long_it_took(job, seconds, words):
    done = dataclasses.replace(job, state=JobState.COMPLETED, ended_at=1000.0 + seconds)
    assert (
        job_notice(done, JobNoticeKind.ENDED)[1].message
        == f"be{{n}}chy.gcode on default is complete: it took {words}."
    )


def test_a_complete_print_of_which_nothing_is_known(job):
    done = dataclasses.replace(job, state=JobState.COMPLETED, started_at=None)
    assert job_notice(done, JobNoticeKind.ENDED)[1].message == "be{n}chy.gcode on default is complete."


def test_a_failed_print_with_its_reason_and_lines(job):
    failed = dataclasses.replace(
        job,
        state=JobState.FAILED,
        ended_at=1100.0,
        reason="the board was reset in mid-print",
        failure=FailureReason.PRINTER_RESET,
        place={"executed": 5, "executed_line": 17, "sent": 9, "sent_line": 23},
    )
    _, notice = job_notice(failed, JobNoticeKind.ENDED)
    assert (notice.type, notice.title) == (NotificationType.PRINT_FAILED, "Print failed")
    assert notice.message == (
        "be{n}chy.gcode on default failed: the board was reset in mid-print. "
        "It was between lines 17 and 23 of the file."
    )
    assert notice.metadata["failure"] == "PRINTER_RESET"
    assert notice.metadata["place"]["sent_line"] == 23
    bare = dataclasses.replace(failed, reason="", place=None)
    assert job_notice(bare, JobNoticeKind.ENDED)[1].message.endswith("failed: PRINTER_RESET.")
    said = "it broke (known to be executed: line 17 of the file; acknowledged: 18; sent: 23)"
    assert (
        "between" not in job_notice(dataclasses.replace(failed, reason=said), JobNoticeKind.ENDED)[1].message
    )


def test_a_print_that_did_not_come_to_its_end_has_used_its_part_of_the_filament(job):
    failed = dataclasses.replace(
        job, state=JobState.FAILED, filament_grams=40.0, filament_price_per_kg=25.0, progress_percent=25.0
    )
    data = job_notice(failed, JobNoticeKind.ENDED)[1].metadata
    assert (data["filamentGrams"], data["cost"]) == (10.0, 0.25)
    rest = dataclasses.replace(failed, progress_percent=70.0, begins_percent=40.0)
    assert job_notice(rest, JobNoticeKind.ENDED)[1].metadata["filamentGrams"] == 20.0


def test_the_turns_of_a_job(job):
    def told(notice):
        _, notice = job_notice(job, notice)
        json.dumps(notice.metadata)
        return notice.type, notice.message

    assert told(JobNoticeKind.PAUSED_BY_PRINTER) == (
        NotificationType.PRINT_PAUSED,
        "default has paused be{n}chy.gcode",
    )
    assert told(JobNoticeKind.PAUSED) == (
        NotificationType.PRINT_PAUSED,
        "be{n}chy.gcode on default is paused",
    )
    assert told(JobNoticeKind.RESUMED) == (
        NotificationType.PRINT_RESUMED,
        "default goes on with be{n}chy.gcode",
    )
    assert told(JobNoticeKind.WAITS_FOR_BED) == (
        NotificationType.INFO,
        "be{n}chy.gcode starts when the bed of default is clear",
    )
    assert told(JobNoticeKind.CONTINUED_BROKEN) == (
        NotificationType.SUCCESS,
        "default prints on be{n}chy.gcode where it broke off",
    )


def test_nobody_is_told_of_a_cancelled_job_or_of_one_without_an_owner(job):
    cancelled = dataclasses.replace(job, state=JobState.CANCELLED)
    assert job_notice(cancelled, JobNoticeKind.ENDED) is None
    assert job_notice(dataclasses.replace(job, owner=None), JobNoticeKind.WAITS_FOR_BED) is None


def test_news_of_a_job_have_names(job):
    names = {job_once(job, notice) for notice in JobNoticeKind} | {
        job_once(job, JobNoticeKind.PAUSED_BY_PRINTER, "8")
    }
    assert len(names) == len(JobNoticeKind) + 1
    assert job_once(job, JobNoticeKind.ENDED) in names
