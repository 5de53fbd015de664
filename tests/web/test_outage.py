"""The database is away for a while, stopped or frozen."""

from __future__ import annotations

import threading
import time
from urllib.parse import urlsplit

import pytest
from answers import data_of, error_of
from api import Api
from databases import database, postgres_url
from proxy import Proxy
from services import require
from simulated import SimulatedPrinter, wait_until

from lezerprint.accounts.authentication import FRESHNESS_SECONDS


@pytest.fixture
def proxy():
    parts = urlsplit(require("postgres"))
    with Proxy(parts.hostname, parts.port) as proxy:
        yield proxy


@pytest.fixture
def printer():
    with SimulatedPrinter() as printer:
        yield printer


@pytest.fixture
def api(proxy, printer):
    with database("postgresql", None) as url:
        behind = postgres_url(urlsplit(url).path.lstrip("/"), proxy.port)
        with Api(printer.link, behind) as api:
            yield api


class Load:
    """Clients that ask on and on; what they were answered."""

    def __init__(self, api, count=4):
        self.api, self.statuses, self.slowest_seconds = api, set(), 0.0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(count)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self):
        while not self._over.is_set():
            began = time.monotonic()
            answer = self.api.admin.get("/api/users")
            self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - began)
            self.statuses.add(answer.status_code)
            if answer.status_code == 503:
                assert error_of(answer) == (503, "UNAVAILABLE")


@pytest.mark.parametrize("how", ["cut", "stall"])
def test_requests_fail_cleanly_and_recover_by_themselves(api, proxy, how):
    with Load(api) as load:
        wait_until(lambda: load.statuses == {200}, "answers")
        getattr(proxy, how)()
        wait_until(lambda: 503 in load.statuses, "the outage")
        wait_until(lambda: api.client.get("/api/health").status_code == 503, "word of the outage")
        proxy.mend()
        wait_until(lambda: api.admin.get("/api/users").status_code == 200, "the recovery")
        wait_until(lambda: api.client.get("/api/health").status_code == 200, "word of the recovery")
    assert load.statuses == {200, 503}
    assert load.slowest_seconds < 10


@pytest.mark.parametrize("how", ["cut", "stall"])
def test_an_emergency_stop_waits_for_no_database(api, printer, proxy, how):
    headers = api.bearer("OPERATOR")
    getattr(proxy, how)()
    time.sleep(FRESHNESS_SECONDS)  # what was checked before does not count any more
    began = time.monotonic()
    data_of(api.client.post("/api/printer/emergency-stop", headers=headers))
    assert time.monotonic() - began < 2.0
    wait_until(lambda: printer.state()["killed"], "the kill")
    proxy.mend()

    api.write_backlog()
    answer = api.admin.get("/api/admin/events", params={"eventType": "printer.emergency_stop"})
    assert data_of(answer)["total"] == 1


def test_a_visitor_cannot_stop_the_printer_while_the_database_is_away(api, printer, proxy):
    viewer, forged = api.bearer("VIEWER"), {"Authorization": "Bearer nonsense"}
    proxy.cut()
    for headers, expected in ((viewer, 403), (forged, 503), ({}, 401)):
        assert api.client.post("/api/printer/emergency-stop", headers=headers).status_code == expected
    assert not printer.state()["killed"]
