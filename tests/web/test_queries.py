"""The query of every endpoint: what its schema does not have is refused, so that no slip passes unnoticed."""

from __future__ import annotations

import pytest
from answers import data_of
from api import Api
from simulated import SimulatedPrinter

from web.table import endpoints


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        yield api


@pytest.mark.parametrize(
    "path", ["/api/settings", "/api/jobs", "/api/printer/status", "/api/users", "/api/public/gallery"]
)
def test_an_unknown_parameter_is_named(api, path):
    answer = api.admin.get(path, params={"categroy": "printing"})
    assert answer.status_code == 400
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == ["categroy"]


@pytest.mark.parametrize("path", ["/api/health", "/metrics"])
def test_what_machines_ask_takes_any_query(api, path):
    assert api.admin.get(path, params={"from": "a balancer"}).status_code == 200


def test_no_query_keeps_an_emergency_stop_from_being_carried_out(api):
    assert api.admin.post("/api/printer/emergency-stop", params={"now": "yes"}).status_code == 200


def test_a_signed_address_takes_the_parameters_of_its_endpoint_and_no_others(api):
    def signed(query):
        url = data_of(api.admin.post("/api/media/sign", json={"path": f"/api/admin/events/export{query}"}))[
            "url"
        ]
        return api.client.get(url).status_code

    assert signed("?eventType=auth.login") == 200
    assert signed("?kind=auth.login") == 400


def test_every_query_model_refuses_what_it_does_not_know():
    queries = {endpoint.path: endpoint.query for endpoint in endpoints() if endpoint.query is not None}
    queries.pop("/webcam/")  # other software's address, with whatever that adds
    models = set(queries.values())
    assert {model.model_config.get("extra") for model in models} == {"forbid"}
