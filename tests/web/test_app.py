"""The first routes, over a real tree and a real port process."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time

import httpx
import pytest
import uvicorn
from serving import Tree, gcode_file, port_pid
from simulated import SimulatedPrinter, wait_until

from actors.errors import Unavailable
from actors.supervision import State
from web.app import create_app


@pytest.fixture
def printer():
    with SimulatedPrinter() as simulated:
        yield simulated


@pytest.fixture
def tree(printer):
    with Tree(printer.link) as tree:
        yield tree.wait_ready()


@contextlib.contextmanager
def client_of(tree):
    """Over a real socket."""
    app = create_app(tree.system, tree.options)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def calm():
    """A client and its tree, for those tests that change nothing."""
    with (
        pytest.MonkeyPatch.context() as environment,
        SimulatedPrinter() as printer,
        Tree(printer.link) as tree,
    ):
        environment.delenv("LEZERPRINT_CHAOS", raising=False)
        with client_of(tree.wait_ready()) as client:
            yield client, tree


@pytest.fixture
def calm_client(calm):
    return calm[0]


@pytest.fixture
def client(tree, monkeypatch):
    monkeypatch.delenv("LEZERPRINT_CHAOS", raising=False)
    with client_of(tree) as client:
        yield client


@pytest.fixture
def chaotic(tree, monkeypatch):
    monkeypatch.setenv("LEZERPRINT_CHAOS", "1")
    with client_of(tree) as client:
        yield client


def error_of(answer):
    body = answer.json()
    assert set(body) == {"success", "error"}
    assert body["success"] is False
    assert set(body["error"]) == {"code", "message"}
    return answer.status_code, body["error"]["code"]


def data_of(answer):
    assert answer.status_code == 200
    assert answer.json()["success"] is True
    return answer.json()["data"]


def park(tree):
    while tree.system.inspect("printer/default").state is not State.PARKED:
        with contextlib.suppress(Unavailable):
            tree.system.crash("printer/default/telemetry")


def test_health(calm_client):
    assert data_of(calm_client.get("/api/health")) == {"status": "ok", "parked": []}


def test_health_of_a_tree_of_which_a_part_is_parked(client, tree):
    park(tree)
    answer = client.get("/api/health")
    assert answer.status_code == 503
    assert answer.json()["data"] == {"status": "degraded", "parked": ["printer/default"]}
    assert error_of(client.get("/api/printer/status")) == (503, "UNAVAILABLE")
    wait_until(lambda: client.get("/api/health").status_code == 200, "the end of the parking")


def test_status(calm_client):
    status = data_of(calm_client.get("/api/printer/status"))
    assert (status["printer"], status["state"]) == ("default", "idle")
    assert status["connection"]["state"] == "ready"


def test_the_tree_of_actors(calm_client):
    root = data_of(calm_client.get("/api/admin/actors"))
    (printer,) = root["children"]
    assert (root["path"], printer["path"]) == ("root", "printer/default")
    names = [child["path"].rpartition("/")[2] for child in printer["children"]]
    assert names == ["telemetry", "job", "streamer", "serial"]
    for child in printer["children"]:
        assert child["state"] == "up"
        assert child["generation"] == 1
        assert child["restarts"] == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_crashing_is_there_only_where_chaos_is_wanted(method, calm):
    client, tree = calm
    answer = client.request(method, "/api/admin/actors/printer/default/job/crash")
    assert error_of(answer) == (404, "NOT_FOUND")
    assert tree.restarts("job") == 0


def test_an_ordered_crash(chaotic, tree):
    data = data_of(chaotic.post("/api/admin/actors/printer/default/job/crash"))
    assert data == {"crashed": "printer/default/job"}
    wait_until(lambda: tree.restarts("job") == 1, "the restart")
    assert error_of(chaotic.get("/api/admin/actors/printer/default/job/crash")) == (405, "METHOD_NOT_ALLOWED")
    assert error_of(chaotic.post("/api/admin/actors/printer/nobody/crash")) == (404, "NOT_FOUND")


def test_a_crash_of_who_is_not_there(chaotic, tree):
    park(tree)
    answer = chaotic.post("/api/admin/actors/printer/default/job/crash")
    assert error_of(answer) == (503, "UNAVAILABLE")


@pytest.mark.parametrize("path", ["/", "/api", "/api/printer/nothing", "/api/health/x", "/%2e%2e/etc/passwd"])
def test_what_is_not_there(path, calm_client):
    assert error_of(calm_client.get(path)) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/health"), ("DELETE", "/api/printer/status"), ("GET", "/api/printer/emergency-stop")],
)
def test_a_wrong_method_says_which_are_right(method, path, calm_client):
    answer = calm_client.request(method, path)
    assert error_of(answer) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"]


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
        assert error_of(answer)[0] in (503, 504)
    finally:
        os.kill(pid, signal.SIGCONT)
    wait_until(lambda: printer.state()["killed"], "the kill")
