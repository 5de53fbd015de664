"""The examples of the API's document are true: the server takes the requests, the models the responses."""

from __future__ import annotations

import itertools
import re

import pytest
from api import Api
from pydantic import BaseModel
from simulated import SimulatedPrinter

from web.endpoint import JSON_MEDIA_TYPE
from web.examples import EXAMPLE_ID, request_example
from web.models.common import Paged
from web.openapi import openapi
from web.table import endpoints

LISTED = [endpoint for endpoint in endpoints() if endpoint.listed]
DOCUMENT = openapi(LISTED)
EXAMPLE_PASSWORD = "correct horse battery"  # noqa: S105 - as in the document

_numbers = itertools.count()


def _operation(endpoint):
    return DOCUMENT["paths"][re.sub(r":\w+}", "}", endpoint.path)][endpoint.method.lower()]


def _query(endpoint):
    return {one["name"]: one["example"] for one in _operation(endpoint)["parameters"] if one["in"] == "query"}


def _body(endpoint):
    contents = _operation(endpoint).get("requestBody", {"content": {}})["content"].values()
    return next((content["example"] for content in contents), None)


WITH_REQUEST = [one for one in LISTED if _query(one) or _body(one) is not None]
WITH_RESPONSE = [one for one in LISTED if one.response]


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link, camera_url="virtual") as api:
        yield api


def _own_session(api):
    """Of an administrator with the password of the examples, whom the example may change or delete."""
    email = f"examples{next(_numbers)}@example.com"
    account = {"email": email, "username": email.partition("@")[0], "role": "ADMIN"}
    made = api.client.post("/api/users", json=account | {"password": EXAMPLE_PASSWORD}, headers=_lasting(api))
    assert made.status_code == 201, made.text
    signed_in = api.client.post("/api/auth/login", json={"email": email, "password": EXAMPLE_PASSWORD})
    return {"Authorization": f"Bearer {signed_in.json()['data']['accessToken']}"}


def _lasting(api):
    return {"Authorization": f"Bearer {api.lasting_token('ADMIN')}"}


def _path(endpoint):
    examples = {
        one["name"]: one["example"] for one in _operation(endpoint)["parameters"] if one["in"] == "path"
    }
    return re.sub(r"{(\w+)(:\w+)?}", lambda match: str(examples[match[1]]), endpoint.path)


@pytest.mark.parametrize("endpoint", WITH_REQUEST, ids=lambda one: f"{one.method} {one.path}")
def test_the_server_takes_the_example_of_a_request(api, endpoint):
    query = {
        name: ",".join(value) if isinstance(value, list) else value
        for name, value in _query(endpoint).items()
    }
    headers = _own_session(api) if endpoint.manages_account else _lasting(api)
    request = {"json": _body(endpoint)} if endpoint.body else {}
    if endpoint.form:
        form = dict(_body(endpoint))
        request = {"files": {"file": ("gear.gcode", form.pop("file").encode())}, "data": form}
    answer = api.client.request(endpoint.method, _path(endpoint), params=query, headers=headers, **request)
    assert answer.status_code not in {400, 405, 413, 415, 422, 500}, answer.text
    if answer.status_code == 404:
        assert answer.json()["error"]["message"] != "Not Found", "no such path"


@pytest.mark.parametrize("endpoint", WITH_RESPONSE, ids=lambda one: f"{one.method} {one.path}")
def test_the_example_of_a_response_is_one(endpoint):
    content = _operation(endpoint)["responses"][str(endpoint.status)]["content"][JSON_MEDIA_TYPE]
    example = content["example"]
    assert example.keys() == content["schema"]["properties"].keys()
    assert example["success"] is True
    data = example["data"]
    if issubclass(endpoint.response, Paged):
        data = data | {"limit": example["meta"]["limit"]}  # which stands in `meta` alone
    model = endpoint.response.model_validate(data)
    assert model.model_dump(mode="json", by_alias=True).keys() == example["data"].keys()


def test_an_optional_field_stands_in_a_request_if_its_example_says_more_than_the_default():
    schema = {
        "properties": {
            "needed": {"type": "string", "format": "uuid"},
            "shown": {"type": "integer", "default": 1, "examples": [2]},
            "usual": {"type": "integer", "default": 1, "examples": [1]},
            "bare": {"type": "integer", "default": 1},
        },
        "required": ["needed"],
    }
    assert request_example(schema, {}) == {"needed": EXAMPLE_ID, "shown": 2}


def test_a_field_without_an_example_is_refused():
    class Bare(BaseModel):
        name: str

    with pytest.raises(LookupError, match="give this field an example"):
        request_example(Bare.model_json_schema(), {})
