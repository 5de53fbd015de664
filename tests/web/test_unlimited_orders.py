"""What stops something or switches heaters off is never refused by a limit, on REST and WebSocket."""

from __future__ import annotations

import httpx
import pytest
from api import Api
from live import Socket
from simulated import SimulatedPrinter

from lezerprint.control.safety import only_makes_safer
from lezerprint.settings import PrinterSettings
from lezerprint.settings.control import ControlSettings
from web.rate_limits import RateClass
from web.table import endpoints

MACROS = {"cool": ("M104 S0", "M140 S0"), "heat": ("M140 S0", "M104 S20")}

NO_JOB = "00000000-0000-4000-8000-000000000000"
STOPPING = ("pause", "cancel", "emergency-stop", "heaters-off")


@pytest.fixture(scope="module")
def api():
    """Whose users have used up what they may order."""
    control = ControlSettings(macros=MACROS)
    with SimulatedPrinter() as printer:
        settings = PrinterSettings(device=str(printer.link), control=control)
        with Api(
            printer.link, printers=(settings,), rate_limit_control="1/hour", rate_limit_visitors="30/hour"
        ) as api:
            assert api.admin.post("/api/printer/fan", json={"percent": 0}).status_code == 200
            assert api.admin.post("/api/printer/fan", json={"percent": 0}).status_code == 429
            yield api


def test_every_route_that_stops_something_is_exempt():
    found = [endpoint for endpoint in endpoints() if endpoint.path.rpartition("/")[2] in STOPPING]
    assert {endpoint.path for endpoint in found} >= {
        *(f"{prefix}/{name}" for prefix in ("/api/printer", "/api/printers/{printer}") for name in STOPPING),
        "/api/jobs/{id:uuid}/pause",
        "/api/jobs/{id:uuid}/cancel",
    }
    assert {endpoint.rate for endpoint in found} == {RateClass.EXEMPT}


@pytest.mark.parametrize("path", ["printer/pause", "printer/cancel", f"jobs/{NO_JOB}/pause"])
def test_pause_and_cancel_are_looked_at_whatever_was_ordered_before(api, path):
    assert api.admin.post(f"/api/{path}").status_code in (404, 409)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("temperature", {"hotend": 0}),
        ("temperature", {"hotend": 0, "bed": 0}),
        ("command", {"command": "M104 S0"}),
        ("command", {"command": "m140 s0"}),
        ("macros/cool", {}),
    ],
)
def test_heaters_off(api, name, body):
    for _ in range(3):
        assert api.admin.post(f"/api/printer/{name}", json=body).status_code == 200


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("temperature", {"hotend": 0, "bed": 50}),
        ("command", {"command": "M104 S200"}),
        ("command", {"command": "nothing at all"}),
        ("macros/heat", {}),
        ("macros/unknown", {}),
        ("resume", {}),
    ],
)
def test_everything_else_is_limited(api, name, body):
    assert api.admin.post(f"/api/printer/{name}", json=body).status_code == 429


def test_on_the_websocket(api):
    with Socket(api.url, api.key("OPERATOR")) as socket:
        assert socket.refused("control:command", {"command": "no command!"}) == "VALIDATION_ERROR"
        assert socket.refused("control:command", {"command": "M104 S200"}) == "RATE_LIMIT_EXCEEDED"
        for number in range(120):
            socket.send("unsubscribe:progress", id=f"noise {number}")
        assert socket.refused("control:resume") == "RATE_LIMIT_EXCEEDED"
        for event in ("control:pause", "control:stop"):
            assert socket.refused(event) != "RATE_LIMIT_EXCEEDED"
        assert socket.ask("control:command", {"command": "M104 S0"})["commands"] == ["M104 S0"]
        assert socket.ask("control:emergency")["stopped"]


def test_guesses_count_where_nothing_else_does(api):
    codes = [
        httpx.post(f"{api.url}/api/printer/pause", headers={"X-Api-Key": "wrong"}).status_code
        for _ in range(31)
    ]
    assert codes[0] == 401
    assert codes[-1] == 429


@pytest.mark.parametrize(
    "commands",
    [["M104 S0"], ["M109 R0"], ["M140 S0", "M104 T1 S0"], ["M112"], ["M410"], ["M25"], ["M191 S-1"]],
)
def test_what_makes_safer(commands):
    assert only_makes_safer(commands)


@pytest.mark.parametrize(
    "commands",
    [[], ["M104 S1"], ["M104"], ["M109 S0 R200"], ["M104 S0", "G28"], ["M106 S0"], ["no command!"]],
)
def test_what_does_not(commands):
    assert not only_makes_safer(commands)
