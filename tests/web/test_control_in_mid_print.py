"""What is refused while a print is under way, and what may be done all the same."""

from __future__ import annotations

import pytest
from answers import data_of, error_of
from api import Api
from serving import gcode_file, moves
from simulated import SimulatedPrinter, wait_until
from uploading import file_part, form
from uploading import post as post_form

from lezerprint.settings import PrinterSettings
from lezerprint.settings.control import ControlSettings

LONG = moves(60_000)
MACROS = {"ruin": ("M117 first", "M140 S60", "G28"), "panic": ("M117 panic", "M112")}


@pytest.fixture
def printer():
    """Its moves take their time."""
    with SimulatedPrinter(speed=1.0) as simulated:
        yield simulated


@pytest.fixture
def api(printer):
    control = ControlSettings(macros=MACROS)
    settings = PrinterSettings(device=str(printer.link), control=control)
    with Api(printer.link, printers=(settings,)) as api:
        yield api


@pytest.fixture
def busy(api):
    """A print is under way."""
    api.tree.print(gcode_file(api.tree.folder, LONG))
    api.tree.wait_line(5)
    return api


def post(api, name, **body):
    return api.admin.post(f"/api/printer/{name}", json=body)


def status(api):
    return data_of(api.admin.get("/api/printer/status"))


def test_what_would_ruin_it(busy, printer):
    for command in ("G28", "M104 S50", "M84", "G91", "G92 E0", "M140 S20", "G1 X5", "M220 S1"):
        answer = post(busy, "command", command=command)
        assert error_of(answer) == (409, "WOULD_RUIN_PRINT")
        assert command in answer.json()["error"]["message"]
    for name, body in (
        ("home", {"axes": "all"}),
        ("motors-off", {}),
        ("temperature", {"hotend": 50}),
        ("move", {"axis": "X", "distance": 1, "speed": 100}),
        ("macros/ruin", {}),
        ("extrude", {"amount": 1}),
        ("disconnect", {}),
        ("reset", {}),
    ):
        assert error_of(post(busy, name, **body)) == (409, "WOULD_RUIN_PRINT"), name
    assert printer.state()["message"] != "first"
    for command in ("M117 fine", "M106 S100", "M220 S110", "M140 S40", "M105"):
        data_of(post(busy, "command", command=command))
    assert printer.target_celsius("bed") == 40
    data_of(post(busy, "command", command="M140 S0", force=True))
    assert printer.target_celsius("bed") == 0
    assert status(busy)["state"] == "printing"
    assert {"pause", "cancel"} <= set(status(busy)["actions"])


def test_pause_move_resume_cancel(busy):
    assert data_of(busy.admin.post("/api/printer/pause"))["success"]
    wait_until(lambda: status(busy)["state"] == "paused", "the pause")
    assert {"resume", "cancel", "move"} <= set(status(busy)["actions"])
    data_of(post(busy, "move", axis="Z", distance=5, speed=600, wait=True))
    for command in ("M84", "G28", "G28 Z", "G92 X0"):
        assert error_of(post(busy, "command", command=command)) == (409, "WOULD_RUIN_PRINT")
    assert data_of(busy.admin.post("/api/printer/resume"))["success"]
    wait_until(lambda: status(busy)["state"] == "printing", "the print")
    data_of(busy.admin.post("/api/printer/cancel"))
    wait_until(lambda: status(busy)["state"] == "idle", "the end")
    for name in ("pause", "resume"):
        assert busy.admin.post(f"/api/printer/{name}").status_code == 409


def test_reset_after_an_emergency_stop(busy, printer):
    data_of(busy.admin.post("/api/printer/emergency-stop"))
    wait_until(lambda: status(busy)["state"] == "error", "the error")
    assert "reset" in status(busy)["actions"]
    answer = post(busy, "command", command="M105")
    assert answer.status_code == 409
    data_of(busy.admin.post("/api/printer/reset"))
    printer.order("reset")  # its board has no line for it
    wait_until(lambda: status(busy)["state"] == "idle", "the printer")


def test_m112_is_an_emergency_stop(busy, printer):
    data_of(post(busy, "command", command="M112"))
    wait_until(lambda: printer.state()["killed"], "the kill")


def test_a_macro_may_be_an_emergency_stop(busy, printer):
    assert data_of(post(busy, "macros/panic"))["commands"] == ["M112"]
    wait_until(lambda: printer.state()["killed"], "the kill")
    wait_until(lambda: "Emergency stop" in audited(busy), "the entry")


def test_a_printer_that_does_not_answer(api, printer, monkeypatch):
    monkeypatch.setattr("web.sending.ANSWER_SECONDS", 0.3)
    printer.order("hang")
    answer = post(api, "command", command="M117 later")
    assert error_of(answer) == (504, "TIMEOUT")
    assert "may still be done" in answer.json()["error"]["message"]
    assert error_of(post(api, "fan", percent=10, wait=True)) == (504, "TIMEOUT")
    assert data_of(post(api, "command", command="M117 later still", wait=False))["lines"] == []
    printer.order("unhang")
    wait_until(lambda: printer.state()["message"] == "later still", "the messages")
    wait_until(lambda: {"Command M117 later", "Fan 0 at 10 %"} <= audited(api), "the entries")


def audited(api):
    """What the audit log says."""
    found = data_of(api.admin.get("/api/admin/events", params={"limit": 50}))["events"]
    return {one["description"] for one in found}


def test_a_cancel_says_what_it_must_wait_for(api):
    content = "\n".join(["G4 S20", *moves(20), ""]).encode()
    uploaded = post_form(api, form(file_part(content, "dwell.gcode")), "OPERATOR").json()
    file_id = uploaded["data"]["file"]["id"]
    job = data_of(api.admin.post("/api/jobs/start", json={"fileId": file_id}))["job"]

    def current():
        return status(api)["currentJob"] or {}

    wait_until(lambda: current().get("waits") == "command", "the dwell")
    answer = data_of(api.admin.post(f"/api/jobs/{job['id']}/cancel"))
    assert (answer["job"]["id"], answer["waitingFor"]) == (job["id"], current()["waitingFor"])
    assert "G4 S20" in answer["waitingFor"]
