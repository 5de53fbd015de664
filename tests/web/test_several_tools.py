"""A printer with two hotends, over the API."""

from __future__ import annotations

import pytest
from answers import data_of, error_of
from api import Api
from simulated import SimulatedPrinter, wait_until

from lezerprint.settings import PrinterSettings


@pytest.fixture(scope="module")
def printer():
    with SimulatedPrinter("--tools", "2") as simulated:
        yield simulated


@pytest.fixture(scope="module")
def api(printer):
    with Api(printer.link, printers=(PrinterSettings(device=str(printer.link)),)) as api:
        wait_until(lambda: len(temperatures(api)["tools"]) == 2, "the first report")
        yield api


def post(api, name, **body):
    return api.admin.post(f"/api/printer/{name}", json=body)


def temperatures(api):
    return data_of(api.admin.get("/api/printer/status"))["temperatures"]


def targets(printer):
    return [printer.target_celsius(name) for name in ("hotend", "hotend1")]


def use(api, tool):
    data_of(post(api, "command", command=f"T{tool}"))
    wait_until(lambda: temperatures(api)["tool"] == tool, "the tool in use")


@pytest.mark.parametrize("tool", [0, 1])
def test_an_order_without_a_tool_is_for_the_one_in_use_which_is_shown(api, printer, tool):
    use(api, tool)
    ordered = data_of(post(api, "temperature", hotend=150 + tool, wait=True))
    assert (ordered["tool"], ordered["commands"]) == (tool, [f"M104 T{tool} S{150 + tool}"])
    wait_until(lambda: temperatures(api)["hotend"]["target"] == 150 + tool, "the target that is shown")
    assert targets(printer)[tool] == 150 + tool


def test_an_order_names_its_tool(api, printer):
    use(api, 1)
    ordered = data_of(post(api, "temperature", hotend=60, tool=0, wait=True))
    assert (ordered["tool"], targets(printer)[0]) == (0, 60)
    shown = wait_until(
        lambda: (now := temperatures(api))["tools"][0]["target"] == 60 and now, "the target that is shown"
    )
    assert [one["tool"] for one in shown["tools"]] == [0, 1]
    assert error_of(post(api, "temperature", hotend=60, tool=2)) == (400, "VALIDATION_ERROR")


def test_the_history_and_visitors_know_every_tool(api):
    samples = wait_until(
        lambda: data_of(api.admin.get("/api/printer/temperatures"))["samples"], "the first sample"
    )
    assert [one["tool"] for one in samples[-1]["tools"]] == [0, 1]
    assert len(data_of(api.admin.get("/api/public/status"))["temperatures"]["tools"]) == 2


def test_heat_is_looked_at_where_filament_is_moved(api, printer):
    data_of(post(api, "temperature", hotend=200, tool=1, wait=True))
    data_of(post(api, "temperature", hotend=0, tool=0, wait=True))
    use(api, 1)
    wait_until(lambda: printer.state()["heaters"]["hotend1"]["celsius"] > 195, "the heat")
    wait_until(lambda: temperatures(api)["hotend"]["actual"] > 190, "the heat that is shown")
    assert data_of(post(api, "extrude", amount=1, wait=True))["tool"] == 1
    wait_until(lambda: temperatures(api)["tools"][0]["actual"] < 150, "the other one cold")
    assert error_of(post(api, "extrude", amount=1, tool=0))[0] == 409
