"""What the log says of a printer and its jobs, for a server with a simulated one."""

from __future__ import annotations

import logging

import pytest
from api import Api
from simulated import SimulatedPrinter, wait_until
from uploading import GCODE, file_part, form, post

from lezerprint.events import EventHub
from lezerprint.logs.printers import PrinterLog

NAME = "lezerprint.printer"


@pytest.fixture
def said(caplog):
    """What was logged so far: levels and texts."""
    caplog.set_level(logging.INFO, NAME)

    def read():
        return [(one.levelname, one.getMessage()) for one in caplog.records if one.name == NAME]

    return read


@pytest.fixture
def hub():
    hub = EventHub()
    hub.subscribe(PrinterLog())
    return hub


def status(hub, state, reason="", printer="mk3"):
    connection = {"state": state, "reason": reason, "device": "/dev/ttyUSB0", "baudrate": 115200}
    hub.publish("status:update", {"connection": connection}, printer=printer)


def test_a_printer_that_is_connected_lost_and_found(hub, said):
    for state, reason in [
        ("unknown", "not heard of yet"),
        ("connecting", ""),
        ("ready", ""),
        ("ready", ""),
        ("absent", "the device was unplugged"),
        ("ready", ""),
        ("disconnected", "by order"),
    ]:
        status(hub, state, reason)
    assert said() == [
        ("INFO", "mk3: connected (/dev/ttyUSB0 at 115200 baud)"),
        ("WARNING", "mk3: connection lost (/dev/ttyUSB0): the device was unplugged"),
        ("INFO", "mk3: connected (/dev/ttyUSB0 at 115200 baud)"),
        ("INFO", "mk3: connection lost (/dev/ttyUSB0): by order"),
    ]


def test_a_printer_that_was_never_there_is_told_once_by_its_reason(hub, said):
    for _ in range(3):
        status(hub, "absent", "no such device")
    assert said() == [("INFO", "mk3: not connected (/dev/ttyUSB0): no such device")]


def test_an_alert_has_its_severity(hub, said):
    for severity in ("INFO", "WARNING", "CRITICAL"):
        hub.publish("alert", {"severity": severity, "message": "too hot"}, printer="mk3", lasting=True)
    assert said() == [(level, "mk3: too hot") for level in ("INFO", "WARNING", "ERROR")]


def test_a_job_from_its_beginning_to_its_end(said):
    with SimulatedPrinter("--latency-ms", "1") as printer, Api(printer.link) as api:
        api.events.subscribe(PrinterLog())
        content = GCODE + b"".join(b"G1 X%d F6000\n" % (number % 90) for number in range(4000))
        file = post(api, form(file_part(content)), "ADMIN").json()["data"]["file"]["id"]
        job = api.admin.post("/api/jobs/start", json={"fileId": file}).json()["data"]["job"]["id"]
        begun = ("INFO", f"default: job begun: part.gcode ({job})")
        wait_until(lambda: begun in said(), "the beginning")
        for order, words in (("pause", "paused"), ("resume", "resumed"), ("cancel", "cancelled")):
            assert api.admin.post(f"/api/jobs/{job}/{order}").is_success
            told = ("INFO", f"default: job {words}: part.gcode ({job})")
            wait_until(lambda told=told: told in said(), words)
