"""Several printers in one server, and their connections."""

from __future__ import annotations

import contextlib

import pytest
import uploading
from answers import data_of, error_of
from api import Api
from serving import gcode_file, moves
from simulated import SimulatedPrinter, wait_until
from uploading import file_part, form

from actors.errors import Unavailable
from actors.supervision import State
from lezerprint.settings import PrinterSettings


@pytest.fixture
def first():
    with SimulatedPrinter() as simulated:
        yield simulated


@pytest.fixture
def second():
    with SimulatedPrinter() as simulated:
        yield simulated


@pytest.fixture
def api(first, second):
    printers = (
        PrinterSettings(device=str(first.link)),
        PrinterSettings(name="second", device=str(second.link), max_hotend_celsius=250),
    )
    with Api(first.link, printers=printers) as api:
        wait_until(lambda: status(api, "second")["connection"]["state"] == "ready", "the second printer")
        yield api


def status(api, printer):
    return data_of(api.admin.get(f"/api/printers/{printer}/status"))


def post(api, printer, name, **body):
    return api.admin.post(f"/api/printers/{printer}/{name}", json=body)


def test_they_are_listed(api):
    found = data_of(api.admin.get("/api/printers"))["printers"]
    assert [(one["name"], one["default"], one["state"]) for one in found] == [
        ("default", True, "idle"),
        ("second", False, "idle"),
    ]
    assert {one["connection"]["state"] for one in found} == {"ready"}


def test_what_each_is_and_may_do(api):
    facts = data_of(api.admin.get("/api/printers/second/facts"))
    assert (facts["simulated"], facts["tools"], facts["volume"]) == (False, 1, None)
    assert facts["limits"]["hotend"] == 250
    wait_until(lambda: data_of(api.admin.get("/api/printer/facts"))["hasBed"], "its temperatures")
    listed = data_of(api.admin.get("/api/printers"))["printers"]
    assert [one["simulated"] for one in listed] == [False, False]


def test_each_does_what_it_is_told(api, first, second):
    data_of(post(api, "second", "temperature", hotend=210, wait=True))
    assert (first.target_celsius(), second.target_celsius()) == (0, 210)
    data_of(api.admin.post("/api/printer/temperature", json={"bed": 60, "wait": True}))
    assert (first.target_celsius("bed"), second.target_celsius("bed")) == (60, 0)
    assert error_of(post(api, "second", "temperature", hotend=251)) == (400, "VALIDATION_ERROR")
    data_of(post(api, "default", "temperature", hotend=251, wait=True))


def test_none_of_this_name(api):
    for path in ("status", "macros"):
        assert error_of(api.admin.get(f"/api/printers/third/{path}")) == (404, "NOT_FOUND")
    assert error_of(post(api, "third", "home", axes="all")) == (404, "NOT_FOUND")
    assert error_of(api.admin.post("/api/printers/third/emergency-stop")) == (404, "NOT_FOUND")


def test_an_emergency_stop_is_of_one_alone(api, first, second):
    data_of(api.admin.post("/api/printers/second/emergency-stop"))
    wait_until(lambda: second.state()["killed"], "the kill")
    wait_until(lambda: status(api, "second")["state"] == "error", "the error")
    assert not first.state()["killed"]
    assert data_of(api.admin.get("/api/printer/status"))["state"] == "idle"


def test_one_prints_and_the_other_is_free(api, second):
    api.tree.print(gcode_file(api.tree.folder, ["M190 S60", *moves(9000)]))
    wait_until(lambda: status(api, "default")["state"] == "printing", "the print")
    assert error_of(post(api, "default", "home", axes="all")) == (409, "WOULD_RUIN_PRINT")
    data_of(post(api, "second", "home", axes="all", wait=True))
    assert second.state()["homed"] == "xyz"


def test_what_is_parked_is_listed_all_the_same(api):
    system = api.tree.system
    while system.inspect("printer/second").state is not State.PARKED:
        with contextlib.suppress(Unavailable):
            system.crash("printer/second/telemetry")
    found = data_of(api.admin.get("/api/printers"))["printers"]
    assert [(one["name"], one["state"]) for one in found] == [("default", "idle"), ("second", "error")]


def test_disconnect_and_connect(api, first):
    data_of(post(api, "default", "temperature", hotend=200, wait=True))
    wait_until(lambda: status(api, "default")["temperatures"]["hotend"]["target"] == 200, "the target")
    data_of(api.admin.post("/api/printer/disconnect"))
    wait_until(lambda: not first.state()["in_use"], "the end of the connection")
    assert first.target_celsius() == 0
    wait_until(lambda: status(api, "default")["connection"]["state"] == "disconnected", "the state")
    assert status(api, "default")["actions"] == ["connect"]
    assert api.admin.post("/api/printer/command", json={"command": "M105"}).status_code == 409
    data_of(api.admin.post("/api/printer/connect", json={"device": str(first.link), "baudrate": 115200}))
    wait_until(lambda: status(api, "default")["state"] == "idle", "the connection")
    data_of(api.admin.post("/api/printer/command", json={"command": "M105"}))


def test_a_printer_is_not_let_go_of_in_mid_print_but_by_force(api, first):
    api.tree.print(gcode_file(api.tree.folder, ["M190 S60", *moves(90_000)]))
    wait_until(lambda: status(api, "default")["state"] == "printing", "the print")
    assert error_of(api.admin.post("/api/printer/disconnect")) == (409, "WOULD_RUIN_PRINT")
    data_of(api.admin.post("/api/printer/disconnect", params={"force": True}))
    wait_until(lambda: not first.state()["in_use"], "the end of the connection")


def test_only_known_ports_are_opened(api, first):
    ports = data_of(api.admin.get("/api/printer/ports"))["ports"]
    assert [one["device"] for one in ports if one["configured"]] == [str(first.link)]
    for device in ("/etc/passwd", "socket://127.0.0.1:22", "/dev/null"):
        answer = api.admin.post("/api/printer/connect", json={"device": device})
        assert error_of(answer) == (400, "VALIDATION_ERROR")


def test_the_links_diagnosis(api):
    found = data_of(api.admin.get("/api/printers/second/diagnosis", params={"minutes": 5}))
    assert found["verdict"] in ("unknown", "well", "host")
    assert found["words"]
    assert sum(minute["lines"] for minute in found["history"]) > 0
    assert found["history"][-1]["resends"] == 0


def test_each_has_its_own_job_and_queue(api):
    content = "\n".join(moves(20_000)).encode()
    answer = uploading.post(api, form(file_part(content, "part.gcode")), "ADMIN").json()
    file_id = answer["data"]["file"]["id"]
    body = {"fileId": file_id, "printer": "second", "queue": True}
    jobs = [data_of(api.admin.post("/api/jobs/start", json=body))["job"]["id"] for _ in range(3)]

    def current(**query):
        job = data_of(api.admin.get("/api/jobs/current", params=query))["job"]
        return job and job["id"]

    def waiting(printer="second"):
        return [one["id"] for one in data_of(api.admin.get(f"/api/printers/{printer}/queue"))["queue"]]

    assert (current(), current(printer="second")) == (None, jobs[0])
    assert data_of(api.admin.get("/api/printers/second/job"))["job"]["id"] == jobs[0]
    assert (waiting("default"), waiting()) == ([], jobs[1:])
    data_of(api.admin.patch(f"/api/jobs/{jobs[2]}", json={"queuePosition": 1}))
    assert waiting() == [jobs[2], jobs[1]]
    assert data_of(api.admin.post(f"/api/jobs/{jobs[0]}/cancel"))["job"]["status"] == "CANCELLED"
    wait_until(lambda: current(printer="second") is None, "an idle printer")
    data_of(api.admin.post("/api/printers/second/bed-clear"))
    assert current(printer="second") == jobs[2]
    assert error_of(api.admin.get("/api/jobs/current", params={"printer": "third"})) == (404, "NOT_FOUND")
