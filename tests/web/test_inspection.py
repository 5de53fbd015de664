"""The supervision tree, looked at and restarted."""

from __future__ import annotations

import contextlib

import pytest
from answers import data_of, error_of
from api import Api
from simulated import SimulatedPrinter, wait_until

from actors.errors import Unavailable
from actors.supervision import State


@pytest.fixture
def api():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        yield api


def test_a_part_of_the_tree(api):
    printer = data_of(api.admin.get("/api/admin/actors/printer/default"))
    assert printer["kind"] == "supervisor"
    assert len(printer["children"]) == 4
    serial = data_of(api.admin.get("/api/admin/actors/printer/default/serial"))
    assert (serial["path"], serial["state"]) == ("printer/default/serial", "up")
    assert data_of(api.admin.get("/api/admin/actors/root"))["path"] == "root"


@pytest.mark.parametrize("path", ["nothing", "printer", "printer/default/serial/", "printer/default/%00"])
def test_what_is_not_there(api, path):
    assert error_of(api.admin.get(f"/api/admin/actors/{path}")) == (404, "NOT_FOUND")
    assert error_of(api.admin.post(f"/api/admin/actors/{path}/restart")) == (404, "NOT_FOUND")


def test_the_root_cannot_be_restarted(api):
    assert error_of(api.admin.post("/api/admin/actors/root/restart")) == (404, "NOT_FOUND")


def test_a_restart(api):
    serial = api.tree.system.inspect("printer/default/serial")
    answer = data_of(api.admin.post("/api/admin/actors/printer/default/serial/restart"))
    assert answer == {"restarted": "printer/default/serial"}

    def is_the_next():
        now = api.tree.system.inspect("printer/default/serial")
        return now.state is State.UP and now.generation > serial.generation

    wait_until(is_the_next, "the restart")
    api.write_backlog()
    events = data_of(api.admin.get("/api/admin/events", params={"eventType": "actor.restarted"}))["events"]
    assert events[0]["metadata"] == {"path": "printer/default/serial"}


def test_a_restart_ends_the_parking(api):
    system = api.tree.system
    while system.inspect("printer/default").state is not State.PARKED:
        with contextlib.suppress(Unavailable):
            system.crash("printer/default/telemetry")
    data_of(api.admin.post("/api/admin/actors/printer/default/telemetry/restart"))
    wait_until(lambda: system.inspect("printer/default").state is State.UP, "the end of the parking")


@pytest.mark.parametrize("role", ["VIEWER", "OPERATOR"])
def test_it_is_for_administrators(api, role):
    for method, path in (("GET", "printer/default"), ("POST", "printer/default/serial/restart")):
        answer = api.client.request(method, f"/api/admin/actors/{path}", headers={"X-Api-Key": api.key(role)})
        assert error_of(answer) == (403, "FORBIDDEN")


def test_where_other_devices_open_the_front_end(api):
    answer = data_of(api.admin.get("/api/admin/addresses"))
    assert answer["localOnly"]
    assert all(url.startswith("http://") and "127." not in url for url in answer["urls"])
