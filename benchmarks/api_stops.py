"""How long an emergency stop takes from a client of the server to the printer, while the server is busy.

    python benchmarks/api_stops.py --firmware 'FIRMWARE {link} {latency_us}'

docs/performance.md says what is measured and what the firmware must do.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import load
from emergency_stop import BAR_MS, HEAD, bare_writer, row
from figures import BenchmarkError
from firmware import can_prefer, started
from listeners import listening
from live_servers import ask, wait_until_ready
from moves import DEFAULT_LINES, Work, prepare
from served import job, made_key, serving, start, upload
from uploads import uploading
from websockets.sync.client import connect

from lezerprint.errors import LezerPrintError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from firmware import Firmware
    from live_servers import Server

_PRINTER: Final = "printer-1"
_STATE_SECONDS: Final = 30.0
_PRINTED_SECONDS: Final = (0.1, 0.2)
"""Some hundreds of lines later."""

_UPLOAD_BYTES: Final = 20_000_000
_PIECE_SECONDS: Final = 0.01
"""So long nothing after each piece: an upload takes its time on any network, here 6 MB/s."""

_chance = random.Random(1)


@contextmanager
def over_http(server: Server, key: str) -> Iterator[Callable[[], None]]:
    """An order is a request, with a connection of its own."""
    path = f"/api/printers/{_PRINTER}/emergency-stop"
    yield lambda: ask(server.target.port, "POST", path, **{"X-Api-Key": key})


@contextmanager
def over_websocket(server: Server, key: str) -> Iterator[Callable[[], None]]:
    """An order is a message on a connection that is open anyway."""
    url = f"ws://127.0.0.1:{server.target.port}/ws"
    with connect(url, compression=None, max_size=None, max_queue=None) as client:
        client.send(json.dumps({"event": "authenticate", "data": {"token": key}}))

        def order() -> None:
            client.send(json.dumps({"event": "control:emergency", "data": {"printer": _PRINTER}, "id": 1}))
            while (answer := json.loads(client.recv(timeout=_STATE_SECONDS))).get("id") != 1:
                pass
            if answer["event"] != "reply":
                raise BenchmarkError(f"the order is answered {answer}")

        yield order


def stops(
    server: Server, firmware: Firmware, order: Callable[[], None], file_id: str, count: int
) -> Iterator[float]:
    """Seconds from just before an order is sent until it is at the firmware, each in mid-print."""
    for _ in range(count):
        wait_until_ready(server, _PRINTER)
        job_id = start(server, _PRINTER, file_id)
        _wait_for(server, job_id, "PRINTING")
        time.sleep(_chance.uniform(*_PRINTED_SECONDS))
        before = len(firmware.stop_arrivals())
        ordered_at = time.monotonic()
        order()
        yield firmware.next_stop_arrival(before) - ordered_at
        _wait_for(server, job_id, "FAILED")  # a job that was done before its stop never gets there
        firmware.reset()


def _wait_for(server: Server, job_id: str, state: str) -> None:
    """Until the job is in this state."""
    deadline = time.monotonic() + _STATE_SECONDS
    while (found := job(server, job_id))["status"] != state:
        if time.monotonic() > deadline:
            raise BenchmarkError(f"the job is not {state}: {found}")
        time.sleep(0.02)


def _measure(options: argparse.Namespace, folder: Path) -> dict[str, list[float]]:
    work = prepare(None, options.lines, folder)
    found: dict[str, list[float]] = {}
    with ExitStack() as stack:
        bare_folder = folder / "bare"
        bare_folder.mkdir()
        bare = stack.enter_context(started(options.firmware, options.round_trip, bare_folder))
        firmware = stack.enter_context(started(options.firmware, options.round_trip, folder))
        server = stack.enter_context(serving(folder, {_PRINTER: firmware.device}))
        file_id, key = _uploaded(server, work), made_key(server)
        url = f"http://127.0.0.1:{server.target.port}/api/printers/{_PRINTER}/status"
        clients = stack.enter_context(load.running(url, server.token, options.pollers))
        stack.enter_context(listening(server.target, options.subscribers, 1))
        uploaded = stack.enter_context(uploading(server, _UPLOAD_BYTES, _PIECE_SECONDS))
        found["bare write"] = list(bare_writer(bare, work, options.stops))
        for name, way in (("HTTP", over_http), ("WebSocket", over_websocket)):
            with way(server, key) as order:
                found[name] = list(stops(server, firmware, order, file_id, options.stops))
        print(f"load: {options.pollers} pollers, {clients.requests_per_second():,.0f} requests a second, "
              f"{options.subscribers} subscribers, {len(uploaded)} uploads")  # fmt: skip
    return found


def _uploaded(server: Server, work: Work) -> str:
    content = work.spool.with_suffix(".gcode").read_bytes()
    return upload(server, "benchmark.gcode", [content], len(content))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--firmware", required=True, metavar="COMMAND", help="as for emergency_stop.py")
    add("--stops", type=int, default=100, metavar="N", help="of each kind; default: %(default)s")
    add("--lines", type=int, default=DEFAULT_LINES, metavar="N", help="of the job; default: %(default)s")
    add("--round-trip", type=float, default=1.0, metavar="MS", help="default: %(default)s")
    add("--pollers", type=int, default=8, metavar="N", help="of the status; default: %(default)s")
    add("--subscribers", type=int, default=100, metavar="N", help="of all events; default: %(default)s")
    return parser.parse_args()


def main() -> int:
    """Run from the command line; 0 if no stop took longer than the bar."""
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="stops-") as name:
        os.environ["LEZERPRINT_RUNTIME_DIR"] = str(Path(name) / "run")
        try:
            found = _measure(options, Path(name))
        except (BenchmarkError, LezerPrintError, OSError) as error:
            print(f"api_stops: {error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 128 + signal.SIGINT
    if not can_prefer():
        print("no real-time priority for the firmware: what it sees late counts as late")
    print(HEAD)
    for name, seconds in found.items():
        print(row(name, "loaded", seconds))
    worst_ms = 1000 * max(max(seconds) for name, seconds in found.items() if name != "bare write")
    print(f"{'met' if worst_ms < BAR_MS else 'MISSED'}: the worst under {BAR_MS:g} ms: {worst_ms:.1f} ms")
    return 0 if worst_ms < BAR_MS else 1


if __name__ == "__main__":
    sys.exit(main())
