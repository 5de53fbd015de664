"""Commands that take minutes, over the API: answered at once, and what they found out can be read later."""

from __future__ import annotations

import pytest
from answers import data_of, error_of
from api import Api
from simulated import SimulatedPrinter, wait_until

TUNE = "M303 E0 S200 C3"
TUNE_LONG = "M303 E0 S200 C999"


@pytest.fixture(scope="module")
def printer():
    with SimulatedPrinter(speed=30.0) as simulated:
        yield simulated


@pytest.fixture(scope="module")
def api(printer):
    with Api(printer.link) as api:
        yield api


def post(api, name, **body):
    return api.admin.post(f"/api/printer/{name}", json=body)


def status(api):
    return data_of(api.admin.get("/api/printer/status"))


def command(api, identifier):
    return data_of(api.admin.get(f"/api/printer/commands/{identifier}"))


def begun(api, line):
    """The id of a command that is under way."""
    answer = post(api, "command", command=line)
    assert answer.status_code == 202
    (identifier,) = answer.json()["data"]["underWay"]
    return identifier


@pytest.fixture
def tuning(api):
    """The id of a tuning that does not end by itself."""
    yield begun(api, TUNE_LONG)
    data_of(post(api, "heaters-off"))
    wait_until(lambda: status(api)["state"] == "idle", "the end of the command")


def test_its_result_can_be_read_when_it_is_done(api):
    tuning = begun(api, TUNE)
    wait_until(lambda: command(api, tuning)["state"] == "done", "its end")
    done = command(api, tuning)
    assert done["pid"] == {
        "heater": "tool0",
        "kp": 20.35,
        "ki": 1.67,
        "kd": 61.9,
        "commands": ["M301 P20.35 I1.67 D61.9", "M500"],
    }
    assert "#define DEFAULT_Kp 20.35" in done["lines"]
    for line in done["pid"]["commands"]:
        data_of(post(api, "command", command=line))
    listed = data_of(api.admin.get("/api/printer/commands"))["commands"]
    assert listed[0] == done


def test_the_printer_is_busy_meanwhile(api, tuning):
    told = command(api, tuning)
    assert (told["state"], told["command"], told["endedAt"]) == ("under_way", TUNE_LONG, None)
    shown = status(api)
    assert shown["state"] == "busy"
    assert (shown["busyWith"]["command"], shown["busyWith"]["id"]) == (TUNE_LONG, tuning)
    assert "move" not in shown["actions"]
    assert data_of(api.admin.get("/api/printers"))["printers"][0]["state"] == "busy"


LATER = {
    "move": {"axis": "X", "distance": 5},
    "home": {},
    "temperature": {"bed": 60},
    "command": {"command": "G29"},
}


@pytest.mark.usefixtures("tuning")
def test_what_would_be_done_at_some_later_time_is_refused(api):
    for name, body in LATER.items():
        answer = post(api, name, **body)
        assert error_of(answer) == (409, "PRINTER_BUSY")
        assert f"busy with {TUNE_LONG}" in answer.json()["error"]["message"]


def test_heaters_off_ends_it(api, tuning):
    wait_until(lambda: status(api)["temperatures"]["hotend"]["target"], "the heat")
    data_of(post(api, "heaters-off"))
    wait_until(lambda: command(api, tuning)["state"] == "done", "its end")
    assert status(api)["temperatures"]["hotend"]["target"] == 0


def test_one_that_nobody_knows(api):
    assert error_of(api.admin.get("/api/printer/commands/none")) == (404, "NOT_FOUND")
