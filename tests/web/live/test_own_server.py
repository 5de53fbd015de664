"""What the settings open and close, and an outage of the database: each with a server of its own."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest
from api import Api
from databases import database, postgres_url
from live import QUIET_SECONDS, Socket, hears, lasting
from proxy import Proxy
from services import require
from simulated import SimulatedPrinter, wait_until
from websockets.exceptions import InvalidStatus


def test_who_is_connected_stays_while_the_database_is_away():
    parts = urlsplit(require("postgres"))
    with (
        SimulatedPrinter() as printer,
        Proxy(parts.hostname, parts.port) as proxy,
        database("postgresql", None) as url,
        Api(printer.link, postgres_url(urlsplit(url).path.lstrip("/"), proxy.port)) as api,
    ):
        token = api.token("OPERATOR")
        with (
            Socket(api.url, token) as one,
            Socket(api.url, api.key("VIEWER")) as other,
            Socket(api.url, lasting(api, token, 4)) as brief,
        ):
            one.ask("subscribe:temperature")
            other.ask("subscribe:temperature")
            proxy.cut()
            wait_until(lambda: api.admin.get("/api/users").status_code == 503, "the outage")
            assert brief.next("error")["data"]["code"] == "TOKEN_EXPIRED"
            assert hears(api, one)
            assert hears(api, other)
            assert one.ask("control:emergency")["stopped"]
            proxy.mend()


def test_connections_are_counted():
    limits = {
        "websocket_max_connections": 4,
        "websocket_max_per_address": 3,
        "websocket_max_per_user": 2,
        "trusted_proxies": "127.0.0.1",
    }
    with SimulatedPrinter() as printer, Api(printer.link, **limits) as api:

        def elsewhere(number):
            return Socket(api.url, additional_headers={"X-Forwarded-For": f"10.0.0.{number}"})

        with Socket(api.url, api.key("VIEWER")), Socket(api.url, api.key("VIEWER")):
            with Socket(api.url) as third:
                assert third.refused("authenticate", {"token": api.key("VIEWER")}) == "RATE_LIMIT_EXCEEDED"
                assert third.ask("authenticate", {"token": api.key("ADMIN")})
                with pytest.raises(Exception, match="429"):
                    Socket(api.url)
                with elsewhere(1), pytest.raises(Exception, match="429"):
                    elsewhere(2)
            wait_until(lambda: _connects(lambda: elsewhere(2)), "a free place")
        wait_until(lambda: api.services.live.connection_limits._taken.total() == 0, "all places free")


def _connects(make):
    try:
        make().__exit__()
    except Exception:  # noqa: BLE001 - whatever it was, it did not
        time.sleep(QUIET_SECONDS / 10)
        return False
    return True


def test_all_where_the_settings_say_so():
    with (
        SimulatedPrinter() as printer,
        Api(printer.link, cors_origin=("*",)) as api,
        Socket(api.url, query="?demo=true", origin="https://anything.example") as socket,
    ):
        assert socket.next("hello")["data"]["demo"]


def test_the_settings_close_the_door():
    with SimulatedPrinter() as printer, Api(printer.link, public_access=False) as api:
        with pytest.raises(InvalidStatus) as refused:
            Socket(api.url, query="?demo=true")
        assert refused.value.response.status_code == 404
        with Socket(api.url, api.key("VIEWER")) as user:
            assert user.hello["user"]
