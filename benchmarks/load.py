"""A server under stress: clients that poll a printer's status as fast as they can."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import uvicorn
from figures import BenchmarkError
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ctypes import Array, c_ulong
    from multiprocessing.context import SpawnProcess

    from starlette.requests import Request

_CLIENTS: Final = 8
_LONGEST_SECONDS: Final = 1800.0
"""No process of the load outlives this, whatever becomes of the benchmark."""

_START_SECONDS: Final = 20.0
_PROCESSES: Final = multiprocessing.get_context("spawn")


class Load:
    """What the clients have done so far."""

    def __init__(self, counts: Array[c_ulong]) -> None:
        self._counts = counts
        self._started_at = time.monotonic()
        self._count_then = sum(counts)

    def requests_per_second(self) -> float:
        """On average since the load was there."""
        return (sum(self._counts) - self._count_then) / (time.monotonic() - self._started_at)


@contextmanager
def running(url: str | None, token: str | None, clients: int = _CLIENTS) -> Iterator[Load]:
    """Poll `url` (None: a server of our own, on the loopback) while the context lasts.

    Raises BenchmarkError if it does not answer 200.
    """
    with ExitStack() as stack:
        if url is None:
            url = stack.enter_context(_stand_in())
        _check(url, token)
        counts = _PROCESSES.RawArray("L", clients)
        stack.enter_context(_process(_poll_all, url, token, counts))
        deadline = time.monotonic() + _START_SECONDS
        while not all(counts):
            if time.monotonic() > deadline:
                raise BenchmarkError("the load does not start")
            time.sleep(0.05)
        yield Load(counts)


@contextmanager
def _process(target: Any, *arguments: Any) -> Iterator[SpawnProcess]:
    process = _PROCESSES.Process(target=target, args=arguments, daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


@contextmanager
def _stand_in() -> Iterator[str]:
    """A server of the kind ours is, in a process of its own; its address."""
    # asyncio turns Nagle's algorithm off only where the protocol is named; it would cost 40 ms a request.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with _process(_serve, listener):
            yield f"http://127.0.0.1:{port}/"


def _serve(listener: socket.socket) -> None:
    async def status(_request: Request) -> JSONResponse:
        return JSONResponse(_STATUS | {"time": time.time()})

    app = Starlette(routes=[Route("/", status)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    _end_in_time()
    server.run(sockets=[listener])


def _poll_all(url: str, token: str | None, counts: Array[c_ulong]) -> None:
    _end_in_time()
    for index in range(1, len(counts)):
        threading.Thread(target=_poll, args=(url, token, counts, index), daemon=True).start()
    _poll(url, token, counts, 0)


def _poll(url: str, token: str | None, counts: Array[c_ulong], index: int) -> None:
    while True:
        try:
            connection = _connection(url)
            while True:
                if _get(connection, url, token) == http.client.OK:
                    counts[index] += 1
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)


def _end_in_time() -> None:
    timer = threading.Timer(_LONGEST_SECONDS, os._exit, [1])
    timer.daemon = True
    timer.start()


def _check(url: str, token: str | None) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            status = _get(_connection(url), url, token)
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() > deadline:
                raise BenchmarkError(f"{url}: {error}") from error
            time.sleep(0.1)
        else:
            if status != http.client.OK:
                raise BenchmarkError(f"{url} answers {status}")
            return


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=10)


def _get(connection: http.client.HTTPConnection, url: str, token: str | None) -> int:
    parts = urlsplit(url)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    connection.request("GET", parts.path or "/", headers=headers)
    response = connection.getresponse()
    response.read()
    return response.status


_STATUS: Final = {
    "state": "printing",
    "temperatures": {
        heater: {"current": 204.87, "target": 205.0, "power": 64} for heater in ("nozzle", "bed", "chamber")
    },
    "position": {"x": 112.345, "y": 98.765, "z": 12.4, "e": 0.0},
    "job": {"name": "benchmark.gcode", "layer": 62, "layers": 240, "line": 51234, "lines": 198765},
    "firmware": {"FIRMWARE_NAME": "Marlin 2.1.2.4", "MACHINE_TYPE": "Ender-3", "EXTRUDER_COUNT": "1"},
    "capabilities": {f"CAPABILITY_{number}": True for number in range(20)},
}
