"""What one request waits for while a crowd opens WebSockets, of whom some never read.

    python benchmarks/crowd.py --readers 1000 --silent 1000

All connect at once, sign in and subscribe. Meanwhile one client asks for the printer's status, on a
connection that is kept and on a new one in turn. Then the crowd stays for a while, and goes.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import uvloop
from figures import BenchmarkError
from firmware import SIMULATED_PRINTER, started
from listeners import Heard, Listener, Target
from served import serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from live_servers import Server

BAR_MS: Final = 250.0
_PROCESSES: Final = multiprocessing.get_context("spawn")
_PAUSE_SECONDS: Final = 0.02
_CONNECT_SECONDS: Final = 120.0


class _Silent(Listener):
    """Reads until it has shaken hands, and nothing after that."""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.ready.done():
            self.transport.pause_reading()


def _crowd(link: Connection, target: Target, readers: int, silent: int) -> None:
    async def come() -> None:
        loop, heard = asyncio.get_running_loop(), Heard()

        async def connect(kind: type[Listener]) -> bool:
            try:
                _, client = await loop.create_connection(
                    lambda: kind(target, heard), "127.0.0.1", target.port
                )
                await asyncio.wait_for(client.ready, _CONNECT_SECONDS)
            except (OSError, TimeoutError):
                return False
            return True

        kinds = [Listener] * readers + [_Silent] * silent
        kinds[::2], kinds[1::2] = kinds[: len(kinds[::2])], kinds[len(kinds[::2]) :]
        link.send((await asyncio.gather(*map(connect, kinds))).count(True))
        await asyncio.Event().wait()

    uvloop.run(come())


class _Asker:
    """Asks for the status, on a kept connection and on a new one in turn.

    Attributes:
        failures: How many answers were not 200.
    """

    def __init__(self, server: Server) -> None:
        self._port = server.target.port
        self._headers = {"Authorization": f"Bearer {server.token}"}
        self._kept = self._connection()
        self.failures = 0

    def ask(self, number: int) -> float:
        """How many milliseconds it takes."""
        connection = self._kept if number % 2 else self._connection()
        begun = time.perf_counter()
        try:
            answer = self._answer(connection)
        except http.client.RemoteDisconnected:  # it was idle for longer than the server keeps it
            connection.close()
            answer = self._answer(connection)
        answer.read()
        self.failures += answer.status != http.client.OK
        if connection is not self._kept:
            connection.close()
        return 1000 * (time.perf_counter() - begun)

    def ask_while(self, more: Callable[[], bool]) -> list[float]:
        """The times of all requests until that is no more so, sorted."""
        times: list[float] = []
        while more() or not times:
            times.append(self.ask(len(times)))
            time.sleep(_PAUSE_SECONDS)
        return sorted(times)

    def _answer(self, connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
        connection.request("GET", "/api/printer/status", headers=self._headers)
        return connection.getresponse()

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)


def _tell(when: str, times: list[float]) -> None:
    p50, p99 = (times[int(len(times) * part)] for part in (0.5, 0.99))
    print(f"{when:24} {len(times):8} {p50:8.1f} {p99:8.1f} {times[-1]:8.1f}", flush=True)


def _for(seconds: float) -> Callable[[], bool]:
    deadline = time.monotonic() + seconds
    return lambda: time.monotonic() < deadline


def run(options: argparse.Namespace, folder: Path) -> bool:
    """Whether no request waited for longer than the bar."""
    with (
        started(SIMULATED_PRINTER, 1.0, folder) as firmware,
        serving(folder, {"default": firmware.device}) as server,
    ):
        asker = _Asker(server)
        print(f"{'':24} {'requests':>8} {'p50 ms':>8} {'p99 ms':>8} {'worst ms':>8}")
        _tell("before", asker.ask_while(_for(options.seconds)))
        link, theirs = _PROCESSES.Pipe()
        crowd: Any = _PROCESSES.Process(
            target=_crowd, args=(theirs, server.target, options.readers, options.silent), daemon=True
        )
        begun = time.monotonic()
        crowd.start()
        try:
            coming = asker.ask_while(lambda: not link.poll())
            seconds, connected = time.monotonic() - begun, link.recv()
            _tell("while they come", coming)
            _tell("while they are there", asker.ask_while(_for(options.seconds)))
        finally:
            crowd.kill()
            crowd.join()
        _tell("while they go", asker.ask_while(_for(options.seconds)))
        print(
            f"{connected} of {options.readers + options.silent} were connected within {seconds:.1f} s; "
            f"{asker.failures} requests failed"
        )
        return coming[-1] < BAR_MS and connected == options.readers + options.silent and not asker.failures


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", type=int, default=1000)
    parser.add_argument("--silent", type=int, default=1000, help="who never read")
    parser.add_argument("--seconds", type=float, default=3.0, help="before and after; default: %(default)s")
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="crowd-") as name:
        os.environ["LEZERPRINT_RUNTIME_DIR"] = str(Path(name) / "run")
        try:
            return 0 if run(options, Path(name)) else 1
        except (BenchmarkError, OSError) as error:
            print(f"crowd: {error}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
