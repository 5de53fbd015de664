"""Emergency stop, crashes and parked parts, over a real tree and a real port process."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time

import pytest
from answers import data_of, error_of
from api import Api
from serving import gcode_file, port_pid
from simulated import SimulatedPrinter, wait_until

from actors.errors import Unavailable
from actors.supervision import State


@pytest.fixture
def printer():
    with SimulatedPrinter() as simulated:
        yield simulated


@pytest.fixture
def api(printer, monkeypatch):
    monkeypatch.delenv("LEZERPRINT_CHAOS", raising=False)
    with Api(printer.link) as api:
        yield api


@pytest.fixture
def tree(api):
    return api.tree


@pytest.fixture
def client(api):
    return api.admin


@pytest.fixture
def chaotic(printer, monkeypatch):
    monkeypatch.setenv("LEZERPRINT_CHAOS", "1")
    with Api(printer.link) as api:
        yield api


def park(tree):
    while tree.system.inspect("printer/default").state is not State.PARKED:
        with contextlib.suppress(Unavailable):
            tree.system.crash("printer/default/telemetry")


def test_health_of_a_tree_of_which_a_part_is_parked(client, tree):
    park(tree)
    answer = client.get("/api/health")
    assert answer.status_code == 503
    found = answer.json()["data"]
    assert (found["status"], found["parked"]) == ("unavailable", ["printer/default"])
    assert {problem["part"] for problem in found["problems"]} >= {"actors", "printers"}
    assert error_of(client.get("/api/printer/status")) == (503, "UNAVAILABLE")
    wait_until(lambda: client.get("/api/health").status_code == 200, "the end of the parking")


def test_an_ordered_crash(chaotic):
    tree, chaotic = chaotic.tree, chaotic.admin
    data = data_of(chaotic.post("/api/admin/actors/printer/default/job/crash"))
    assert data == {"crashed": "printer/default/job"}
    wait_until(lambda: tree.restarts("job") == 1, "the restart")
    assert error_of(chaotic.post("/api/admin/actors/printer/nobody/crash")) == (404, "NOT_FOUND")


def test_a_crash_of_who_is_not_there(chaotic):
    tree, chaotic = chaotic.tree, chaotic.admin
    park(tree)
    answer = chaotic.post("/api/admin/actors/printer/default/job/crash")
    assert error_of(answer) == (503, "UNAVAILABLE")


def test_an_unexpected_error_has_an_envelope_and_tells_no_secrets(client, tree, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(tree.system, "_directory", None)
        answer = client.get("/api/health")
    assert error_of(answer) == (500, "INTERNAL_ERROR")
    assert "NoneType" not in answer.text


def test_emergency_stop_kills_the_firmware(client, printer, tree):
    tree.print(gcode_file(tree.folder, ["M104 S200", *(f"G1 X{index % 99} F6000" for index in range(9000))]))
    tree.wait_line(10)
    assert data_of(client.post("/api/printer/emergency-stop")) == {"stopped": True}
    wait_until(lambda: printer.state()["killed"], "the kill")
    assert printer.target_celsius() == 0
    wait_until(lambda: tree.job.state == "FAILED", "the end of the job")
    assert "emergency stop" in tree.job.reason
    wait_until(lambda: client.get("/api/printer/status").json()["data"]["state"] == "error", "the state")


def test_emergency_stop_while_eight_clients_poll(client, printer, tree):
    """Its time is bounded whatever they ask for; what it takes on the wire is a benchmark's."""
    over = threading.Event()
    answers = []

    def poll():
        while not over.is_set():
            answers.append(client.get("/api/printer/status").status_code)

    pollers = [threading.Thread(target=poll) for _ in range(8)]
    for poller in pollers:
        poller.start()
    try:
        wait_until(lambda: len(answers) > 16, "the polling")
        before = time.monotonic()
        data_of(client.post("/api/printer/emergency-stop"))
        assert printer.state()["killed"] or wait_until(lambda: printer.state()["killed"], "the kill")
        assert time.monotonic() - before < 5.0
    finally:
        over.set()
        for poller in pollers:
            poller.join()
    assert set(answers) == {200}


def test_an_emergency_stop_stands_in_the_audit_log(api):
    data_of(api.admin.post("/api/printer/emergency-stop"))

    def there():
        api.backlog.drain(api.storage)
        query = {"eventType": "printer.emergency_stop"}
        return data_of(api.admin.get("/api/admin/events", params=query))["events"]

    wait_until(there, "the entry")


def test_emergency_stop_when_all_actors_are_parked(client, printer, tree):
    park(tree)
    data_of(client.post("/api/printer/emergency-stop"))
    wait_until(lambda: printer.state()["killed"], "the kill")


def test_emergency_stop_when_the_port_process_was_just_killed(client, printer, tree):
    os.kill(port_pid(tree.paths), signal.SIGKILL)
    client.post("/api/printer/emergency-stop")
    wait_until(lambda: printer.state()["killed"], "the kill")


def test_emergency_stop_of_a_port_process_that_hangs_is_not_said_to_be_done(
    client, printer, tree, monkeypatch
):
    """Nobody knows; it stays ordered, and is the first thing that is done."""
    monkeypatch.setattr("lezerprint.port.channel._ANSWER_SECONDS", 0.3)
    monkeypatch.setattr("lezerprint.port.channel._START_SECONDS", 0.3)
    pid = port_pid(tree.paths)
    os.kill(pid, signal.SIGSTOP)
    try:
        answer = client.post("/api/printer/emergency-stop")
        # On a slow machine a successor may have taken its place already, and then it is done.
        replaced = port_pid(tree.paths) != pid
        assert (replaced and answer.status_code == 200) or error_of(answer)[0] in (503, 504)
    finally:
        with contextlib.suppress(ProcessLookupError):  # replaced
            os.kill(pid, signal.SIGCONT)
    wait_until(lambda: printer.state()["killed"], "the kill")
