"""What lasts is told once, though watches and servers begin anew, and to each job that begins meanwhile."""

from __future__ import annotations

import json

from lezerprint.alerts.alert import Alert, AlertKind
from lezerprint.base.enums import Severity
from lezerprint.jobs.open_alerts import OpenAlerts

RUNAWAY = Alert(AlertKind.THERMAL_RUNAWAY, Severity.CRITICAL, "it burns", lasting=True)
FOUND = Alert(AlertKind.THERMAL_RUNAWAY, Severity.CRITICAL, "it burns", {"found": True}, lasting=True)
NOISE = Alert(AlertKind.LINK_NOISY, Severity.WARNING, "noise", {"subject": "resends"}, lasting=True)
QUIET = Alert(AlertKind.LINK_NOISY, Severity.INFO, "quiet", {"subject": "resends"}, ended=True, lasting=True)


def restarted(alerts, now=0.0):
    return OpenAlerts(json.loads(json.dumps(alerts.as_data())), now)


def test_what_was_told_is_not_told_again_by_the_next_server():
    alerts = OpenAlerts()
    assert alerts.take(RUNAWAY)
    for _ in range(3):
        alerts = restarted(alerts)
        assert not alerts.take(FOUND)


def test_what_happened_while_no_server_was_there_is_told():
    assert OpenAlerts().take(FOUND)


def test_what_happens_again_is_told_again():
    alerts = OpenAlerts()
    assert alerts.take(RUNAWAY)
    assert alerts.take(RUNAWAY)


def test_what_grows_worse_is_told():
    drift, worse = (
        Alert(AlertKind.HEATER_DRIFT, severity, "it drifts", {"subject": "bed"}, lasting=True)
        for severity in (Severity.WARNING, Severity.ERROR)
    )
    alerts = OpenAlerts()
    assert [alerts.take(one) for one in (drift, worse, drift, worse)] == [True, True, False, False]


def test_the_next_job_has_what_is_still_the_matter():
    alerts = OpenAlerts()
    alerts.take(NOISE)
    assert [(one.kind, one.data["found"]) for one in alerts.for_new_job()] == [(AlertKind.LINK_NOISY, True)]
    assert alerts.take(QUIET)
    assert alerts.for_new_job() == []


def test_what_a_new_server_does_not_find_again_is_forgotten():
    alerts = OpenAlerts()
    alerts.take(NOISE)
    alerts = restarted(alerts, 100.0)
    assert alerts.for_new_job() == []
    assert not alerts.forget_unseen(150.0)
    assert alerts.forget_unseen(161.0)
    assert alerts.take(NOISE)


def test_what_happens_in_a_moment_is_always_news():
    reset = Alert(AlertKind.BOARD_RESET, Severity.WARNING, "it was reset")
    alerts = OpenAlerts()
    assert alerts.take(reset)
    assert alerts.take(reset)
    assert alerts.for_new_job() == []
