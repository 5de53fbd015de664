"""The API's own document."""

from __future__ import annotations

import re

import pytest
from api import Api
from simulated import SimulatedPrinter

from web.documentation import page
from web.openapi import openapi
from web.table import endpoints

DOCUMENT = openapi(endpoints(), "https://printer.example.com")


def test_the_names_of_the_specification():
    assert DOCUMENT["openapi"].startswith("3.1")
    assert {"PrinterStatus", "TemperatureData", "Position"} <= DOCUMENT["components"]["schemas"].keys()
    bearer = DOCUMENT["components"]["securitySchemes"]["bearerAuth"]
    assert bearer == {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    status = DOCUMENT["paths"]["/api/printer/status"]["get"]
    assert {"bearerAuth": []} in status["security"]
    schema = status["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["properties"]["data"] == {"$ref": "#/components/schemas/PrinterStatus"}
    assert [server["url"] for server in DOCUMENT["servers"]] == ["/", "https://printer.example.com"]


def test_every_reference_leads_somewhere():
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', str(DOCUMENT).replace("'", '"')))
    assert names <= DOCUMENT["components"]["schemas"].keys()


def test_every_field_and_parameter_is_described():
    schemas = DOCUMENT["components"]["schemas"]
    fields = {
        f"{name}.{field}": described
        for name, schema in schemas.items()
        for field, described in schema.get("properties", {}).items()
    }
    parameters = {
        f"{method} {path} {parameter['name']}": parameter
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
        for parameter in operation["parameters"]
    }
    models = {name: schema for name, schema in schemas.items() if "properties" in schema}
    assert len(fields) > 500
    assert len(parameters) > 100
    lacking = [name for name, one in (fields | parameters | models).items() if not one.get("description")]
    assert lacking == []


def test_every_listed_endpoint_stands_in_it_once():
    operations = [one["operationId"] for methods in DOCUMENT["paths"].values() for one in methods.values()]
    assert len(operations) == len(set(operations)) == sum(endpoint.listed for endpoint in endpoints())


@pytest.mark.parametrize("endpoint", endpoints(), ids=lambda one: f"{one.method} {one.path}")
def test_every_endpoint_is_declared_in_full(endpoint):
    assert endpoint.summary
    assert endpoint.tag
    assert endpoint.response is not None or endpoint.media_type != "application/json" or not endpoint.body


def test_the_page_names_every_path_and_loads_nothing():
    html = page(DOCUMENT)
    assert not re.findall(r"<(script|link|img)|\bsrc=", html)
    for path in DOCUMENT["paths"]:
        assert f"<code>{path}</code>" in html


def test_both_are_served():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        served = api.client.get("/api/openapi.json")
        assert served.json()["paths"].keys() == DOCUMENT["paths"].keys()
        answer = api.client.get("/api/docs")
        assert answer.headers["content-type"].startswith("text/html")
        assert "style-src 'sha256-" in answer.headers["content-security-policy"]
        metrics = api.client.get("/metrics")
        assert (
            'http_request_duration_seconds_count{method="GET",route="/api/docs",status="200"} 1'
            in metrics.text
        )
