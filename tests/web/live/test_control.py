"""Orders over the WebSocket: as over HTTP."""

from __future__ import annotations

import time

import pytest
from api import Api
from live import ReplyError, Socket, wait_for_sockets
from simulated import SimulatedPrinter, wait_until
from websockets.exceptions import ConnectionClosed

from lezerprint.storage.models import SystemEvent
from web.live.control import PATHS
from web.table import endpoints


@pytest.fixture
def printer():
    with SimulatedPrinter() as printer:
        yield printer


@pytest.fixture
def api(printer):
    with Api(printer.link) as api:
        yield api


@pytest.fixture
def operator(api):
    with Socket(api.url, api.key("OPERATOR")) as socket:
        yield socket


def state_of(api):
    return api.admin.get("/api/printer/status").json()["data"]["state"]


def test_each_is_an_endpoint():
    posts = {endpoint.path for endpoint in endpoints() if endpoint.method == "POST"}
    assert set(PATHS.values()) <= posts


def test_an_emergency_stop_reaches_the_printer_and_the_audit_log(api, operator):
    assert operator.ask("control:emergency") == {"stopped": True}
    wait_until(lambda: state_of(api) == "error", "the stop")
    assert operator.ask("control:emergency", {"printer": "default"}) == {"stopped": True}

    def audited():
        api.services.backlog.drain(api.storage)
        return api.storage.read(
            lambda: SystemEvent.select().where(SystemEvent.description == "Emergency stop").count()
        )

    wait_until(lambda: audited() >= 2, "the audit log")


@pytest.mark.parametrize("event", sorted(PATHS))
def test_not_for_those_who_only_look(api, event):
    with Socket(api.url, api.key("VIEWER")) as viewer:
        assert viewer.refused(event) == "FORBIDDEN"


def test_a_command_is_sent_and_answered(operator):
    answer = operator.ask("control:command", {"command": "M115", "wait": True})
    assert "FIRMWARE_NAME" in answer["response"]


def test_a_command_that_is_none(operator):
    with pytest.raises(ReplyError) as told:
        operator.ask("control:command", {"command": "no command!"})
    assert told.value.code == "VALIDATION_ERROR"
    assert operator.refused("control:command", {"order": "G28"}) == "VALIDATION_ERROR"
    assert operator.refused("control:command") == "VALIDATION_ERROR"


def test_there_is_nothing_to_pause(operator):
    for event in ("control:pause", "control:resume", "control:stop"):
        assert operator.refused(event) not in {"NOT_FOUND", "INTERNAL_ERROR", "VALIDATION_ERROR"}


def test_orders_count_against_the_limit_but_never_an_emergency_stop(printer):
    with (
        Api(printer.link, rate_limit_control="2/minute") as api,
        Socket(api.url, api.key("OPERATOR")) as socket,
    ):
        codes = [socket.refused("control:command", {"command": "?"}) for _ in range(3)]
        assert codes == ["VALIDATION_ERROR", "VALIDATION_ERROR", "RATE_LIMIT_EXCEEDED"]
        assert all(socket.ask("control:emergency")["stopped"] for _ in range(5))


def test_an_emergency_stop_waits_for_no_command():
    with (
        SimulatedPrinter(speed=1.0) as printer,
        Api(printer.link) as api,
        Socket(api.url, api.key("OPERATOR")) as operator,
    ):
        for number in range(9):
            operator.send("control:command", {"command": "G4 S60", "wait": True}, id=f"slow {number}")
        # No more than eight of a client are under way, so now they are.
        assert (
            operator.next("error", where=lambda data: data["code"] == "RATE_LIMIT_EXCEEDED")["id"] == "slow 8"
        )
        began = time.monotonic()
        assert operator.ask("control:emergency")["stopped"]
        assert time.monotonic() - began < 4


def test_the_server_ends_and_says_so(printer):
    with Api(printer.link) as api:
        socket = Socket(api.url, api.key("VIEWER"))
        waiting = Socket(api.url)
        wait_for_sockets(api, 2)
    assert socket.closed()[0] == 1012
    assert waiting.closed()[0] == 1012
    with pytest.raises((ConnectionClosed, OSError)):
        Socket(api.url)
