"""The computer is shut down over the API: here one that only notes what it is told."""

from __future__ import annotations

import os
from dataclasses import replace

import httpx
import pytest
from answers import error_of
from api import Api, served
from simulated import SimulatedPrinter, wait_until
from uploading import GCODE, file_part, form, post

from lezerprint.host.power import HostPower
from web.app import create_app


@pytest.fixture
def told(tmp_path, monkeypatch):
    """What the computer was told."""
    (tmp_path / "system").mkdir()
    (tmp_path / "bin").mkdir()
    scripts = {"systemctl": f'echo "$2" >> {tmp_path}/told', "busctl": "exit 1"}
    for name, script in scripts.items():
        program = tmp_path / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    file = tmp_path / "told"
    return lambda: file.read_text().split() if file.exists() else []


@pytest.fixture
def printer():
    with SimulatedPrinter("--latency-ms", "1") as printer:
        yield printer


@pytest.fixture
def api(printer):
    with Api(printer.link) as api:
        yield api


@pytest.fixture
def admin(api, tmp_path):
    """An administrator of a server that may shut the computer down."""
    services = replace(api.services, host=HostPower(allowed=True, run_folder=tmp_path))
    headers = {"X-Api-Key": api.key("ADMIN")}
    with (
        served(create_app(services)) as url,
        httpx.Client(base_url=url, timeout=60, headers=headers) as admin,
    ):
        yield admin


def test_an_idle_printer_is_cold_when_the_computer_goes_off(admin, api, told, printer):
    assert api.admin.post("/api/printer/temperature", json={"hotend": 60}).is_success
    wait_until(lambda: printer.target_celsius() == 60, "the target")
    answer = admin.post("/api/admin/host/shutdown")
    assert (answer.status_code, answer.json()["data"]) == (202, {"ordered": "host-shutdown"})
    assert told() == ["poweroff"]
    wait_until(lambda: printer.target_celsius() == 0, "heaters off")
    api.write_backlog()
    events = api.admin.get("/api/admin/events").json()["data"]["events"]
    assert "system.power_ordered" in {event["eventType"] for event in events}


def test_a_print_is_cancelled_only_if_forced(admin, api, told, printer):
    content = GCODE + b"".join(b"G1 X%d F6000\n" % (number % 90) for number in range(4000))
    file = post(api, form(file_part(content)), "ADMIN").json()["data"]["file"]["id"]
    job = api.admin.post("/api/jobs/start", json={"fileId": file}).json()["data"]["job"]["id"]

    def state():
        return api.admin.get(f"/api/jobs/{job}").json()["data"]["job"]["status"]

    wait_until(lambda: state() == "PRINTING", "the print")
    assert error_of(admin.post("/api/admin/host/reboot")) == (409, "WOULD_RUIN_PRINT")
    assert told() == []
    assert admin.post("/api/admin/host/reboot", json={"force": True}).status_code == 202
    assert told() == ["reboot"]
    wait_until(lambda: state() == "CANCELLED", "the end of the print")


def test_the_settings_may_forbid_it_and_only_serve_can_end(api):
    for path in ("host/shutdown", "host/reboot", "server/restart", "server/shutdown"):
        assert error_of(api.admin.post(f"/api/admin/{path}")) == (409, "CONFLICT")
        for role in ("VIEWER", "OPERATOR"):
            headers = {"X-Api-Key": api.key(role)}
            assert error_of(api.client.post(f"/api/admin/{path}", headers=headers)) == (403, "FORBIDDEN")
