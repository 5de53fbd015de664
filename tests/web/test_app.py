"""The first routes, over a real tree and a real port process."""

from __future__ import annotations

import pytest
from answers import data_of, error_of
from api import Api
from simulated import SimulatedPrinter


@pytest.fixture(scope="module")
def calm():
    """For those tests that change nothing."""
    with (
        pytest.MonkeyPatch.context() as environment,
        SimulatedPrinter() as printer,
    ):
        environment.delenv("LEZERPRINT_CHAOS", raising=False)
        with Api(printer.link) as api:
            yield api.admin, api.tree


@pytest.fixture
def calm_client(calm):
    return calm[0]


def test_health(calm_client):
    found = data_of(calm_client.get("/api/health"))
    assert (found["status"], found["problems"], found["parked"]) == ("ok", [], [])


def test_status(calm_client):
    status = data_of(calm_client.get("/api/printer/status"))
    assert (status["printer"], status["state"]) == ("default", "idle")
    assert status["connection"]["state"] == "ready"


def test_the_tree_of_actors(calm_client):
    root = data_of(calm_client.get("/api/admin/actors"))
    printer = root["children"][-1]
    assert (root["path"], printer["path"]) == ("root", "printer/default")
    names = [child["path"].rpartition("/")[2] for child in printer["children"]]
    assert names == ["telemetry", "job", "streamer", "serial"]
    for child in printer["children"]:
        assert child["state"] == "up"
        assert child["generation"] == 1
        assert child["restarts"] == 0


@pytest.mark.parametrize(
    ("method", "expected"), [("GET", (404, "NOT_FOUND")), ("POST", (405, "METHOD_NOT_ALLOWED"))]
)
def test_crashing_is_there_only_where_chaos_is_wanted(method, expected, calm):
    client, tree = calm
    answer = client.request(method, "/api/admin/actors/printer/default/job/crash")
    assert error_of(answer) == expected
    assert tree.restarts("job") == 0


@pytest.mark.parametrize(
    "path", ["/api", "/api/printer/nothing", "/api/health/", "/api/health/x", "/%2e%2e/etc/passwd"]
)
def test_what_is_not_there(path, calm_client):
    assert error_of(calm_client.get(path)) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/health"), ("DELETE", "/api/printer/status"), ("GET", "/api/printer/emergency-stop")],
)
def test_a_wrong_method_says_which_are_right(method, path, calm_client):
    answer = calm_client.request(method, path)
    assert error_of(answer) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"]
