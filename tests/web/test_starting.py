"""No job begins unasked: what a start meets while the printer cannot print, and what happens later."""

from __future__ import annotations

import pytest
from answers import data_of, error_of
from api import Api, knows_queue
from serving import moves
from simulated import SimulatedPrinter, wait_until
from uploading import file_part, form, post

HOT = ["M104 S180", *moves(4000)]


@pytest.fixture(scope="module")
def printer():
    with SimulatedPrinter("--latency-ms", "1") as printer:
        yield printer


@pytest.fixture(scope="module")
def api(printer):
    with Api(printer.link) as api:
        api.connection = lambda: data_of(api.admin.get("/api/printer/status"))["connection"]["state"]
        yield api


@pytest.fixture(autouse=True)
def ready(api, printer):
    """Each test begins and ends with a ready printer and nothing to print."""
    wait_until(lambda: api.connection() == "ready", "a ready printer")
    yield
    view = data_of(api.admin.get("/api/printer/queue"))
    for job in [*view["queue"], view["current"]]:
        if job and job["status"] in ("QUEUED", "PREPARING", "PRINTING", "PAUSED"):
            api.admin.post(f"/api/jobs/{job['id']}/cancel")
            wait_until(lambda job=job: job_of(api, job["id"])["status"] == "CANCELLED", "the end")


def uploaded(api, commands, name):
    content = ("\n".join(commands) + f"\n; {name}\n").encode()
    return post(api, form(file_part(content, name)), "OPERATOR").json()["data"]["file"]["id"]


def started(api, name="part.gcode", commands=HOT, **more):
    body = {"fileId": uploaded(api, commands, name), **more}
    return data_of(api.admin.post("/api/jobs/start", json=body))["job"]


def job_of(api, job_id):
    return data_of(api.admin.get(f"/api/jobs/{job_id}"))["job"]


def order(api, job, name):
    return api.admin.post(f"/api/jobs/{job['id']}/{name}")


def begin_and_end(api, printer, job):
    """It did not begin by itself, and does by an order."""
    data_of(api.admin.post("/api/printer/command", json={"command": "M105"}))
    assert job_of(api, job["id"])["status"] == "QUEUED"
    assert printer.target_celsius() == 0
    data_of(order(api, job, "start"))
    wait_until(lambda: job_of(api, job["id"])["status"] == "PRINTING", "its beginning")
    data_of(order(api, job, "cancel"))
    wait_until(lambda: job_of(api, job["id"])["status"] == "CANCELLED", "its end")
    assert printer.target_celsius() == 0


def test_of_a_printer_that_was_halted_and_is_reset(api, printer):
    data_of(api.admin.post("/api/printer/emergency-stop"))
    wait_until(lambda: api.connection() == "halted", "the halt")
    job = started(api)
    assert job["status"] == "QUEUED"
    assert "the printer is halted" in job["errorMessage"]
    view = data_of(api.admin.get("/api/printer/queue"))
    assert (view["blockedBy"], view["newPrint"]["starts"]) == ("not_ready", False)
    assert "reset it; then start" in view["reason"]
    refused = order(api, job, "start")
    assert error_of(refused) == (409, "PRINTER_NOT_READY")
    assert "reset it: POST /api/printers/{printer}/reset" in refused.json()["error"]["message"]
    printer.order("reset")
    wait_until(lambda: api.connection() == "ready", "the reset")
    begin_and_end(api, printer, job)


def test_of_a_printer_that_was_disconnected(api, printer):
    data_of(api.admin.post("/api/printer/disconnect"))
    wait_until(lambda: api.connection() == "disconnected", "the end of the connection")
    job = started(api)
    assert (job["status"], "disconnected" in job["errorMessage"]) == ("QUEUED", True)
    view = data_of(api.admin.post("/api/printer/bed-clear"))
    assert ([one["id"] for one in view["queue"]], view["bedIsClear"]) == ([job["id"]], True)
    data_of(api.admin.post("/api/printer/connect", json={}))
    wait_until(lambda: api.connection() == "ready", "the connection")
    begin_and_end(api, printer, job)


def test_a_start_does_not_overtake_a_job_that_waits_for_the_bed(api, printer):
    done = started(api, "done.gcode", moves(20))
    wait_until(lambda: job_of(api, done["id"])["status"] == "COMPLETED", "its end")
    first = started(api, "first.gcode", queue=True)
    second = started(api, "second.gcode")
    assert (first["status"], second["status"]) == ("QUEUED", "QUEUED")
    assert second["errorMessage"] == "it waits behind first.gcode, which waits for the bed to be cleared"
    data_of(order(api, second, "start"))
    wait_until(lambda: job_of(api, second["id"])["status"] == "PRINTING", "its beginning")
    data_of(order(api, second, "cancel"))
    wait_until(lambda: job_of(api, second["id"])["status"] == "CANCELLED", "its end")
    begin_and_end(api, printer, first)


def test_a_job_of_the_queue_keeps_its_reason_over_a_crash(api, printer):
    printer.order("unplug")
    wait_until(lambda: api.connection() == "absent", "the absence")
    job = started(api)
    api.tree.crash("job")
    wait_until(lambda: knows_queue(api), "the queue")  # requests tell of it before the new actor knows it
    assert "absent" in job_of(api, job["id"])["errorMessage"]
    printer.order("replug")
    wait_until(lambda: api.connection() == "ready", "the return")
    begin_and_end(api, printer, job)
