"""States of the link, and what is ordered in each: heaters off and emergency stop are always done."""

from __future__ import annotations

import pytest
from answers import data_of, error_of
from api import Api
from simulated import SimulatedPrinter, wait_until

ORDERS = {
    "a command": ("command", {"command": "M105", "wait": False}),
    "home": ("home", {"axes": "all"}),
    "fan": ("fan", {"percent": 50}),
    "heat": ("temperature", {"hotend": 150}),
    "pause": ("pause", {}),
    "resume": ("resume", {}),
    "cancel": ("cancel", {}),
    "heaters off": ("temperature", {"hotend": 0, "bed": 0}),
    "emergency stop": ("emergency-stop", {}),
}
NOTHING_PRINTED = {"pause": 409, "resume": 409, "cancel": 409}
UNREACHED = {"a command": 409, "home": 409, "fan": 409, "heat": 409, **NOTHING_PRINTED}
TABLE = {
    "ready": {"a command": 200, "home": 200, "fan": 200, "heat": 200, **NOTHING_PRINTED},
    "halted": UNREACHED,
    "disconnected": UNREACHED,
    "absent": UNREACHED,
}
ALWAYS = {"heaters off": 200, "emergency stop": 200}


def post(api, name, **body):
    return api.admin.post(f"/api/printer/{name}", json=body)


def connection(api):
    return data_of(api.admin.get("/api/printer/status"))["connection"]["state"]


def bring(api, printer, state):
    wait_until(lambda: connection(api) == "ready", "the printer")
    if state == "halted":
        data_of(post(api, "emergency-stop"))
    elif state == "disconnected":
        data_of(post(api, "disconnect"))
    elif state == "absent":
        printer.order("unplug")
    wait_until(lambda: connection(api) == state, state)


@pytest.mark.parametrize("state", TABLE)
def test_what_is_done_and_what_is_refused(state):
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        bring(api, printer, state)
        expected = TABLE[state] | ALWAYS
        answers = {name: post(api, path, **body) for name, (path, body) in ORDERS.items()}
        assert {name: answer.status_code for name, answer in answers.items()} == expected
        if state != "ready":
            _, message = error_of(answers["a command"])[0], answers["a command"].json()["error"]["message"]
            assert f"the printer is {state}" in message
