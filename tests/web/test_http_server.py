"""uvicorn's server with a main loop of our own: what it relies on, and that it ends when it is told to."""

from __future__ import annotations

import http.client
import inspect
import socket
import threading

import pytest
import uvicorn
from simulated import wait_until
from starlette.responses import PlainTextResponse

from web.http_server import HttpServer


@pytest.fixture
def date_seconds():
    return 1.0


@pytest.fixture
def server(date_seconds, monkeypatch):
    monkeypatch.setattr("web.http_server._DATE_SECONDS", date_seconds)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = HttpServer(uvicorn.Config(PlainTextResponse("here"), log_config=None, lifespan="off"))
        server.port = listener.getsockname()[1]
        server.thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        server.thread.start()
        wait_until(lambda: server.started, "the start")
        yield server
        server.end()
        server.thread.join(10)


def date(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().headers["date"]
    finally:
        connection.close()


def test_uvicorn_runs_the_main_loop_and_asks_on_tick():
    assert "await self.main_loop()" in inspect.getsource(uvicorn.Server._serve)
    assert "await self.on_tick(counter)" in inspect.getsource(uvicorn.Server.main_loop)
    assert "counter % 10 == 0" in inspect.getsource(uvicorn.Server.on_tick)


def test_the_date_goes_on(server):
    first = date(server)
    wait_until(lambda: date(server) != first, "another second")


@pytest.mark.parametrize("date_seconds", [60.0])
def test_it_does_not_wait_for_the_next_date(server):
    server.end()
    server.thread.join(30)
    assert not server.thread.is_alive()


def test_an_order_before_its_start_counts():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = HttpServer(uvicorn.Config(PlainTextResponse("here"), log_config=None, lifespan="off"))
        server.end()
        server.run(sockets=[listener])
