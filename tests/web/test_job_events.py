"""What happens to a print reaches its record, its owner and whoever is connected: each kind of event."""

from __future__ import annotations

import pytest
from answers import data_of, error_of
from api import Api
from serving import moves
from simulated import SimulatedPrinter, wait_until
from uploading import file_part, form, post

from lezerprint.storage.models import Notification

PRINT = ["M104 S200", *moves(6000)]


@pytest.fixture
def printer():
    with SimulatedPrinter("--latency-ms", "1") as printer:
        yield printer


@pytest.fixture
def api(printer):
    with Api(printer.link) as api:
        api.told = []
        api.events.subscribe(api.told.append)
        yield api


@pytest.fixture
def job_id(api):
    """A print under way."""
    return printing(api, PRINT)


def printing(api, commands):
    answer = post(api, form(file_part(("\n".join(commands) + "\n").encode(), "part.gcode")), "OPERATOR")
    body = {"fileId": answer.json()["data"]["file"]["id"]}
    key = {"X-Api-Key": api.key("OPERATOR")}
    job = data_of(api.client.post("/api/jobs/start", json=body, headers=key))["job"]
    wait_until(lambda: details(api, job["id"])["job"]["linesAcknowledged"] > 50, "its beginning")
    return job["id"]


def details(api, job_id):
    return data_of(api.admin.get(f"/api/jobs/{job_id}"))


def event_of(api, job_id, kind):
    """The first event of this type, once it is there."""

    def found():
        return next((one for one in details(api, job_id)["events"] if one["eventType"] == kind), None)

    return wait_until(found, kind) or found()


def notified(api, kind):
    return api.storage.read(lambda: list(Notification.select().where(Notification.type == kind)))


def alerts(api):
    return {event.data["kind"] for event in api.told if event.name == "alert"}


def test_a_print_that_is_ordered_while_the_printer_is_away_says_why_it_waits(api, printer):
    printer.order("unplug")
    wait_until(
        lambda: data_of(api.admin.get("/api/printer/status"))["connection"]["state"] == "absent",
        "the absence",
    )
    answer = post(api, form(file_part(("\n".join(PRINT) + "\n").encode(), "part.gcode")), "OPERATOR")
    body = {"fileId": answer.json()["data"]["file"]["id"]}
    job = data_of(api.admin.post("/api/jobs/start", json=body))["job"]
    assert (job["status"], job["queuePosition"]) == ("QUEUED", 1)
    assert "the printer is absent" in job["errorMessage"]
    event = event_of(api, job["id"], "CUSTOM")
    assert (event["severity"], event["message"]) == ("WARNING", f"The print waits: {job['errorMessage']}")
    refused = error_of(api.admin.post(f"/api/jobs/{job['id']}/start"))
    assert refused == (409, "PRINTER_NOT_READY")
    printer.order("replug")
    wait_until(
        lambda: data_of(api.admin.get("/api/printer/status"))["connection"]["state"] == "ready",
        "the return",
    )
    assert details(api, job["id"])["job"]["status"] == "QUEUED"
    data_of(api.admin.post(f"/api/jobs/{job['id']}/start"))
    wait_until(lambda: details(api, job["id"])["job"]["status"] == "PRINTING", "its beginning")
    assert details(api, job["id"])["job"]["errorMessage"] is None


def test_thermal_runaway(api, printer, job_id):
    printer.order("runaway hotend")
    event = event_of(api, job_id, "THERMAL_RUNAWAY")
    assert event["severity"] == "CRITICAL"
    wait_until(lambda: details(api, job_id)["job"]["status"] == "FAILED", "the failure")
    assert details(api, job_id)["job"]["failureReason"] == "THERMAL_RUNAWAY"
    assert event_of(api, job_id, "JOB_FAILED")["severity"] == "CRITICAL"
    wait_until(lambda: notified(api, "ERROR") and notified(api, "PRINT_FAILED"), "the notices")
    assert "thermal_runaway" in alerts(api)
    sequences = [event.sequence for event in api.told if event.sequence is not None]
    assert sequences == list(range(1, len(sequences) + 1))


def test_power_loss_says_exactly_where(api, printer, job_id):
    printer.order("power-loss")
    wait_until(lambda: details(api, job_id)["job"]["failureReason"] == "POWER_LOSS", "the failure")
    event_of(api, job_id, "POWER_LOSS")
    wait_until(lambda: event_of(api, job_id, "JOB_FAILED")["metadata"]["reason"] == "POWER_LOSS", "the cause")
    failed = event_of(api, job_id, "JOB_FAILED")
    assert failed["metadata"]["reason"] == "POWER_LOSS"
    place = failed["metadata"]["place"]
    assert 0 <= place["executed"] <= place["acknowledged"] <= place["sent"] <= len(PRINT)
    accepted = len(printer.streamed())
    assert place["executed"] <= accepted <= place["sent"]


def test_a_wrong_position(api, printer):
    """Relative moves keep it; it is found when the firmware says that it ran what nobody sent."""
    job_id = printing(api, ["G28", "G91", *["G1 X0.1 F9000", "G1 X-0.1"] * 20_000])
    data_of(api.admin.post("/api/printer/command", json={"command": "G1 Y3", "force": True}))
    printer.order('say echo:Unknown command: "1 Y3"')
    event = event_of(api, job_id, "POSITION_ERROR")
    assert event["severity"] == "ERROR"
    assert event["metadata"]["axes"] == ["y"]
    assert event["metadata"]["position"]["y"] - event["metadata"]["expected"]["y"] == pytest.approx(3)
    wait_until(lambda: notified(api, "ERROR"), "the notice")
    data_of(api.admin.post("/api/printer/cancel"))


def test_a_pause_by_the_printer(api, printer, job_id):
    printer.order("say //action:pause")
    wait_until(lambda: details(api, job_id)["job"]["status"] == "PAUSED", "the pause")
    event_of(api, job_id, "JOB_PAUSED")
    wait_until(lambda: notified(api, "PRINT_PAUSED"), "the notice")


def test_a_pause_by_the_printer_after_one_that_was_refused(api, printer, job_id):
    """What did not pause the print does not make the next pause the user's own."""
    wait_until(lambda: api.admin.post("/api/printer/pause").status_code == 200, "the order")
    wait_until(lambda: details(api, job_id)["job"]["status"] == "PAUSED", "the pause")
    assert api.admin.post("/api/printer/pause").status_code == 409
    data_of(api.admin.post("/api/printer/resume"))
    wait_until(lambda: details(api, job_id)["job"]["status"] == "PRINTING", "the resumption")
    by_order = len(notified(api, "PRINT_PAUSED"))
    printer.order("say //action:pause")
    wait_until(lambda: len(notified(api, "PRINT_PAUSED")) > by_order, "the notice")


def test_a_runout(api, printer, job_id):
    printer.order("runout")
    event = event_of(api, job_id, "FILAMENT_CHANGE")
    assert event["severity"] == "WARNING"
    wait_until(lambda: notified(api, "ACTION_REQUIRED"), "the notice")


def test_a_print_is_told_of_as_it_happens(api, job_id):
    names = [event.name for event in api.told]
    assert "print:started" in names
    for name in ("status:update", "temperature:update", "progress:update"):
        wait_until(lambda name=name: any(event.name == name for event in api.told), name)
    started = next(event for event in api.told if event.name == "print:started")
    assert started.data["job"]["id"] == job_id
    assert started.printer == "default"


def test_a_job_has_one_shape(api, job_id):
    """What an event says of it is what a request says, but for what only the rows and the queue tell."""
    data_of(api.admin.post("/api/printer/cancel"))
    wait_until(lambda: any(event.name == "print:cancelled" for event in api.told), "the end")
    told = next(event for event in api.told if event.name == "print:cancelled").data["job"]
    wait_until(lambda: details(api, job_id)["job"]["actualTime"] is not None, "its row")
    asked = details(api, job_id)["job"]
    only_asked = ("notes", "isPublic", "userReason", "timelapseUrl", "settings", "actions", "unavailable")
    assert {**told, **{name: asked[name] for name in only_asked}} == asked
