"""How soon WebSocket subscribers hear of what happens, and what it costs the server.

    python benchmarks/subscribers.py --clients 500 1000
    python benchmarks/subscribers.py --clients 500 --minutes 10
    python benchmarks/subscribers.py --clients 500 --octoprint /path/to/a/venv/with/octoprint/bin/python
    python benchmarks/subscribers.py --clients 500 --stops 100 --firmware 'COMMAND {link} {latency_us}'

Ten times a second the server tells all of them a status and temperatures as of a print, and once a second
something that must arrive. One client more reads nothing. With `--stops` an emergency stop is ordered over a
WebSocket while they listen, as often as said, and the firmware says when it arrives.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socket
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from figures import BenchmarkError
from firmware import SIMULATED_PRINTER, Firmware, started
from listeners import Heard, Listeners, listening
from live_servers import Server, octoprint, ours, wait_until_ready
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

BAR_MS: Final = 250.0
STOP_BAR_MS: Final = 50.0
GROWTH_BAR_BYTES: Final = 1_000_000
_WARM_UP_SECONDS: Final = 10.0
_SAMPLE_SECONDS: Final = 10.0
_ARRIVAL_SECONDS: Final = 10.0


@contextmanager
def reading_nothing(server: Server) -> Iterator[None]:
    """One client more, that subscribes and then takes nothing."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", server.target.port))
    url = f"ws://127.0.0.1:{server.target.port}{server.target.path}"
    with connect(
        url, sock=raw, max_queue=1, ping_interval=None, close_timeout=0.1, compression=None
    ) as client:
        for text in server.target.greeting:
            client.send(text)
        yield


def measure(server: Server, listeners: Listeners, clients: int, seconds: float) -> tuple[Heard, float]:
    """What they hear, and how much of a core the server needs for it."""
    cpu, began = server.cpu_seconds(), time.perf_counter()
    heard = listeners.hear(seconds)
    share = (server.cpu_seconds() - cpu) / (time.perf_counter() - began)
    times = sorted(heard.milliseconds)
    if not times:
        raise BenchmarkError("nothing was heard")
    p50, p99 = (times[int(len(times) * part)] for part in (0.5, 0.99))
    print(
        f"{clients:7} {len(times) / heard.seconds:11,.0f} {p50:8.1f} {p99:8.1f} {times[-1]:8.1f} "
        f"{share:10.0%} {heard.cpu_share:8.0%} {heard.numbers:9,} {heard.gaps:5} {heard.gone:5}",
        flush=True,
    )
    return heard, p99


def growth(server: Server, listeners: Listeners, clients: int, minutes: float) -> int:
    """By how many bytes the server grows: medians of the first and the last tenth."""
    samples: list[int] = []
    while len(samples) < max(10, minutes * 60 / _SAMPLE_SECONDS):
        measure(server, listeners, clients, _SAMPLE_SECONDS)
        samples.append(server.memory_bytes())
    tenth = max(1, len(samples) // 10)
    grown = int(median(samples[-tenth:]) - median(samples[:tenth]))
    print(f"memory: {samples[0] / 1e6:.1f} MB, and {grown / 1e6:+.2f} MB in {minutes:g} minutes")
    return grown


def stops(server: Server, firmware: Firmware, count: int) -> list[float]:
    """Seconds from an order over a WebSocket to its arrival at the firmware."""
    port, seconds = server.target.port, []
    with connect(f"ws://127.0.0.1:{port}/ws", compression=None, max_size=None) as client:
        client.send(json.dumps({"event": "authenticate", "data": {"token": server.token}}))
        for number in range(count):
            wait_until_ready(server)
            before = len(firmware.stop_arrivals())
            ordered_at = time.monotonic()
            client.send(json.dumps({"event": "control:emergency", "id": number}))
            while json.loads(client.recv(timeout=_ARRIVAL_SECONDS)).get("id") != number:
                if time.monotonic() > ordered_at + _ARRIVAL_SECONDS:
                    raise BenchmarkError("the order was not answered")
            seconds.append(firmware.next_stop_arrival(before) - ordered_at)
            firmware.reset()
    return seconds


def _head(name: str) -> None:
    print(f"\n{name}\n{'clients':>7} {'messages/s':>11} {'p50 ms':>8} {'p99 ms':>8} {'worst ms':>8} "
          f"{'server CPU':>10} {'load CPU':>8} {'numbered':>9} {'gaps':>5} {'gone':>5}")  # fmt: skip


def run(options: argparse.Namespace, folder: Path) -> bool:
    """Whether all bars are met."""
    met = True
    with (
        started(options.firmware or SIMULATED_PRINTER, 1.0, folder) as firmware,
        ours(folder, firmware.device, options.updates) as server,
        reading_nothing(server),
    ):
        _head("LezerPrint")
        for clients in options.clients:
            with listening(server.target, clients, options.processes) as listeners:
                listeners.hear(_WARM_UP_SECONDS)
                heard, p99 = measure(server, listeners, clients, options.seconds)
                met &= p99 < BAR_MS and not heard.gaps and not heard.gone
                if options.minutes:
                    met &= growth(server, listeners, clients, options.minutes) < GROWTH_BAR_BYTES
                if options.stops:
                    milliseconds = sorted(1000 * one for one in stops(server, firmware, options.stops))
                    worst = ", ".join(f"{one:.1f}" for one in milliseconds[-5:])
                    print(f"emergency stop: median {median(milliseconds):.1f}, the worst {worst} ms")
                    met &= milliseconds[-1] < STOP_BAR_MS
    if options.octoprint:
        with octoprint(options.octoprint, folder / "octoprint") as server:
            _head("OctoPrint")
            for clients in options.clients:
                with listening(server.target, clients, options.processes) as listeners:
                    listeners.hear(_WARM_UP_SECONDS)
                    measure(server, listeners, clients, options.seconds)
    return met


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--clients", type=int, nargs="+", default=[500])
    add("--processes", type=int, default=2, help="of clients; default: %(default)s")
    add("--updates", type=float, default=10.0, metavar="N", help="a second; default: %(default)s")
    add("--seconds", type=float, default=30.0, help="of one run; default: %(default)s")
    add("--minutes", type=float, default=0.0, help="for which the server's memory is looked at")
    add("--stops", type=int, default=0, metavar="N", help="emergency stops; needs --firmware")
    add("--firmware", metavar="COMMAND", help="as for emergency_stop.py")
    add("--octoprint", type=Path, metavar="PYTHON", help="an interpreter that has OctoPrint")
    return parser.parse_args()


def main() -> int:
    options = _options()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="subs-") as name:
        os.environ["LEZERPRINT_RUNTIME_DIR"] = str(Path(name) / "run")
        try:
            return 0 if run(options, Path(name)) else 1
        except (BenchmarkError, OSError) as error:
            print(f"subscribers: {error}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
