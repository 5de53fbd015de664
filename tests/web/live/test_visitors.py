"""What visitors without an account see."""

from __future__ import annotations

import json

import pytest
from api import Api
from live import Socket, has_mark, marked
from simulated import SimulatedPrinter

SECRET = "secret-name"  # noqa: S105 - what must not be shown
STATUS = {
    "printer": "default",
    "state": "printing",
    "connection": {"state": "ready", "device": SECRET},
    "temperatures": marked(99),
    "position": {"x": 1, "y": 2, "z": 3, "e": 4},
    "currentJob": {"id": SECRET, "name": SECRET, "progress": 42.5, "timeRemaining": 60},
}


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        yield api


@pytest.fixture
def visitor(api):
    with Socket(api.url, query="?demo=true") as socket:
        hello = socket.next("hello")["data"]
        assert (hello["demo"], hello["user"]) == (True, None)
        yield socket


def test_the_status_without_names_and_places(api, visitor):
    visitor.ask("subscribe:status")
    api.events.publish("position:update", STATUS["position"], printer="default")
    api.events.publish("status:update", STATUS, printer="default")
    seen = visitor.next("status:update", where=lambda data: data["progress"] is not None)
    assert seen["data"] == {
        "state": "printing",
        "temperatures": marked(99),
        "progress": {"percentage": 42.5, "timeRemaining": 60},
    }
    assert SECRET not in json.dumps(visitor._kept)
    assert not any(one["event"] == "position:update" for one in visitor._kept)


def test_temperatures(api, visitor):
    visitor.ask("subscribe:temperature")
    api.events.publish("temperature:update", marked(98), printer="default")
    assert visitor.next("temperature:update", where=has_mark(98))


def test_how_far_a_print_is_and_no_more(api, visitor):
    """As in the specification, without having asked for it."""
    told = {"jobId": SECRET, "name": SECRET, "percentage": 12.5, "timeRemaining": 30, "layer": 3}
    api.events.publish("progress:update", told, printer="default")
    assert visitor.next("progress:update")["data"] == {"percentage": 12.5, "timeRemaining": 30}
    visitor.ask("unsubscribe:progress")
    api.events.publish("progress:update", {**told, "percentage": 13}, printer="default")
    assert visitor.quiet("progress:update")


@pytest.mark.parametrize(
    "event", ["alert", "error", "print:started", "print:completed", "actor:change", "task:update", "unknown"]
)
def test_nothing_else(api, visitor, event):
    api.events.publish(event, {"name": SECRET}, printer="default", lasting=True)
    assert visitor.quiet(event)


def test_no_orders(visitor):
    for event in ("control:pause", "control:emergency", "file:upload:start"):
        assert visitor.refused(event) == "UNAUTHORIZED"
    assert visitor.refused("resume", {"stream": "", "since": 0}) == "UNAUTHORIZED"


def test_no_camera(api, visitor):
    assert visitor.refused("subscribe:camera") == "FORBIDDEN"
    api.events.publish("camera:state", {"camera": "default", "state": "live"})
    assert visitor.quiet("camera:state")


def test_a_status_that_is_none_harms_nobody(api, visitor):
    visitor.ask("subscribe:status")
    with Socket(api.url, api.key("VIEWER")) as user:
        user.ask("subscribe:status")
        api.events.publish("status:update", {"state": "odd"}, printer="default")
        assert user.next("status:update", where=lambda data: data == {"state": "odd"})
        api.events.publish("status:update", STATUS, printer="default")
        assert visitor.next("status:update", where=lambda data: data["progress"] is not None)


def test_a_visitor_may_become_somebody(api, visitor):
    visitor.ask("authenticate", {"token": api.token("VIEWER")})
    api.events.publish("alert", {"message": "hot"}, printer="default", lasting=True)
    assert visitor.next("alert")


def test_a_visitor_who_guesses_stays_one(visitor):
    assert visitor.refused("authenticate", {"token": "no"}) == "INVALID_TOKEN"
    assert visitor.ask("subscribe:status")
