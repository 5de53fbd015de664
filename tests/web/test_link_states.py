"""States of link and print, and what is ordered in each: heaters off and emergency stop are always done.

The whole table is the port process's (`tests/port/test_states_and_orders.py`) and the guard's
(`tests/control/test_guard.py`); this is what the API makes of it.
"""

from __future__ import annotations

import pytest
from answers import data_of, error_of
from api import Api
from serving import gcode_file, moves
from simulated import SimulatedPrinter, wait_until

ORDERS = {
    "a command": ("command", {"command": "M105", "wait": False}),
    "home": ("home", {"axes": "all"}),
    "fan": ("fan", {"percent": 50}),
    "heat": ("temperature", {"hotend": 150}),
    "resume": ("resume", {}),
    "pause": ("pause", {}),
    "cancel": ("cancel", {}),
    "disconnect": ("disconnect", {}),
    "reset": ("reset", {}),
    "connect": ("connect", {}),
    "heater off": ("command", {"command": "M104 S0", "wait": False}),
    "targets of 0": ("temperature", {"hotend": 0, "bed": 0}),
    "heaters off": ("heaters-off", {}),
    "emergency stop": ("emergency-stop", {}),
}
NOTHING_PRINTED = {"pause": 409, "resume": 409, "cancel": 409}
UNREACHED = {"a command": 409, "home": 409, "fan": 409, "heat": 409, **NOTHING_PRINTED}
IN_PRINT = {"home": 409, "resume": 409, "disconnect": 409, "reset": 409, "connect": 200}
TABLE = {
    "ready": {"a command": 200, "home": 200, "fan": 200, "heat": 200, **NOTHING_PRINTED, "connect": 200},
    "halted": {**UNREACHED, "connect": 409},
    "disconnected": UNREACHED,
    "absent": {**UNREACHED, "reset": 409, "connect": 200},
    "printing": {"a command": 200, "fan": 200, "heat": 409, **IN_PRINT},
    "paused": {"a command": 200, "fan": 200, "heat": 200, **IN_PRINT, "resume": None, "pause": 409},
    "waiting": {"a command": 409, "fan": 409, "heat": 409, **IN_PRINT},
}
ALWAYS = {"heater off": 200, "targets of 0": 200, "heaters off": 200, "emergency stop": 200}
FILES = {
    "printing": moves(20_000),
    "paused": moves(20_000),
    "waiting": ["M104 S180", "M0 Take the part", *moves(50)],
}


def post(api, name, **body):
    return api.admin.post(f"/api/printer/{name}", json=body)


def status(api):
    return data_of(api.admin.get("/api/printer/status"))


def connection(api):
    return status(api)["connection"]["state"]


def bring(api, printer, state):
    wait_until(lambda: connection(api) == "ready", "the printer")
    if state in FILES:
        api.tree.print(gcode_file(api.tree.folder, FILES[state]))
        wait_until(lambda: status(api)["state"] == "printing", "the print")
        if state == "paused":
            data_of(post(api, "pause"))
            wait_until(lambda: status(api)["state"] == "paused", "the pause")
        elif state == "waiting":
            wait_until(lambda: "M0 Take the part" in printer.accepted(), "the wait")
            wait_until(lambda: post(api, "fan", percent=0).status_code == 409, "what the printer says of it")
        return
    if state == "halted":
        data_of(post(api, "emergency-stop"))
    elif state == "disconnected":
        data_of(post(api, "disconnect"))
    elif state == "absent":
        printer.order("unplug")
    wait_until(lambda: connection(api) == state, state)


@pytest.mark.parametrize("state", TABLE)
def test_what_is_done_and_what_is_refused(state):
    options = ("--no-emergency-parser",) if state == "waiting" else ()
    with (
        SimulatedPrinter(*options, speed=1.0 if state in FILES else 0.0) as printer,
        Api(printer.link) as api,
    ):
        bring(api, printer, state)
        expected = {name: code for name, code in {**TABLE[state], **ALWAYS}.items() if code}
        answers = {name: post(api, path, **body) for name, (path, body) in ORDERS.items() if name in expected}
        assert {name: answer.status_code for name, answer in answers.items()} == expected
        off = data_of(answers["heaters off"])
        assert off["printCancelled"] is (state in FILES)
        if state in FILES:
            assert off["message"].startswith("the print is cancelled; ")
        if state == "waiting":
            assert "it waits for its user" in off["message"]
            assert "as soon as the printer answers" in data_of(answers["heater off"])["response"]
        if state in ("halted", "disconnected", "absent"):
            _, message = error_of(answers["a command"])[0], answers["a command"].json()["error"]["message"]
            assert f"the printer is {state}" in message
            assert f"the printer is {state}" in off["message"]


def test_a_print_is_cancelled_by_heaters_off_and_recorded_so():
    with SimulatedPrinter(speed=1.0) as printer, Api(printer.link) as api:
        bring(api, printer, "printing")
        data_of(post(api, "temperature", bed=60, force=True))
        data_of(post(api, "heaters-off"))
        wait_until(lambda: status(api)["currentJob"] is None, "the end of the print")
        wait_until(lambda: printer.target_celsius("bed") == 0, "cooling")
        assert connection(api) == "ready"


def test_switching_a_heater_off_pauses_a_print():
    with SimulatedPrinter(speed=1.0) as printer, Api(printer.link) as api:
        bring(api, printer, "printing")
        data_of(post(api, "command", command="M140 S60", force=True))
        wait_until(lambda: (status(api)["temperatures"]["bed"] or {}).get("target") == 60, "the target")
        answer = data_of(post(api, "temperature", bed=0))
        assert "the print is paused, as it would continue cold" in answer["response"]
        wait_until(lambda: status(api)["state"] == "paused", "the pause")
        assert printer.target_celsius("bed") == 0
        data_of(post(api, "resume"))
        wait_until(lambda: printer.target_celsius("bed") == 60, "heat again")
