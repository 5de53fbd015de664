"""Which pages a browser may connect from."""

from __future__ import annotations

import json

import pytest
from api import Api
from live import Socket
from simulated import SimulatedPrinter
from websockets.exceptions import InvalidStatus

FRONT_END = "https://front.example"
OTHER = "http://other.example:8080"


@pytest.fixture(scope="module")
def api():
    settings = {"frontend_url": f"{FRONT_END}/print", "cors_origin": (OTHER,)}
    with SimulatedPrinter() as printer, Api(printer.link, **settings) as api:
        yield api


def connects(api, **options):
    with Socket(api.url, query="?demo=true", **options) as socket:
        return socket.next("hello")["data"]["demo"]


@pytest.mark.parametrize("origin", [FRONT_END, OTHER, FRONT_END.upper(), None])
def test_those_that_the_settings_name_and_programs(api, origin):
    assert connects(api, origin=origin)


def test_our_own(api):
    assert connects(api, origin=api.url)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", f"{FRONT_END}.evil.example", "http://[", "http://127.0.0.1:1"]
)
def test_no_others(api, origin, caplog):
    with pytest.raises(InvalidStatus) as refused:
        connects(api, origin=origin)
    assert refused.value.response.status_code == 403
    assert json.loads(refused.value.response.body)["error"]["code"] == "FORBIDDEN"
    assert "web.live.connection" not in {one.name for one in caplog.records}


def test_not_two_at_once(api):
    with pytest.raises(InvalidStatus):
        connects(api, origin=OTHER, additional_headers={"Origin": OTHER})
