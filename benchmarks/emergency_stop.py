"""How long an emergency stop takes to reach the printer: ours, and a bare write to the device.

    python benchmarks/emergency_stop.py --firmware 'COMMAND {link} {latency_us}'

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
from contextlib import nullcontext
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Final

import load
from figures import BenchmarkError
from firmware import Firmware, can_prefer, started
from moves import DEFAULT_LINES, Work, prepare
from port_sender import attached, reports, wait_until_ready
from senders import bare_stop

from lezerprint.errors import LezerPrintError
from lezerprint.port.channel import Channel, emergency_stop
from lezerprint.port.contract.orders import Start
from lezerprint.port.options import PortOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BAR_MS: Final = 50.0
HEAD: Final = f"{'machine':8} {'sender':12} {'stops':>6}{'median ms':>10}{'p95 ms':>10}{'worst ms':>10}"
_BAUDRATE: Final = 115200
_STATE_SECONDS: Final = 30.0
_FEWEST_LINES: Final = 100
_PAUSE_SECONDS: Final = 0.1
_chance = random.Random(1)


def bare_writer(firmware: Firmware, work: Work, stops: int) -> Iterator[float]:
    """A stop is one write between two lines of the bare sender, in the same thread."""
    for _ in range(stops):
        before = len(firmware.stop_arrivals())
        after_lines = _chance.randrange(_FEWEST_LINES, len(work.commands) // 10)
        ordered_at = bare_stop(firmware.device, _BAUDRATE, work, after_lines)
        yield firmware.next_stop_arrival(before) - ordered_at
        firmware.reset()


def port_process(firmware: Firmware, work: Work, stops: int) -> Iterator[float]:
    """A stop is ordered as the web server does it, from a process that has nothing to do with the stream."""
    options = PortOptions("benchmark", firmware.device, _BAUDRATE)
    with attached(options) as channel:
        for number in range(stops):
            job = f"stop {number}"
            channel.ask(Start(job, str(work.spool)))
            _wait_until(channel, job, "printing")
            time.sleep(_chance.uniform(0.0, _PAUSE_SECONDS))
            before = len(firmware.stop_arrivals())
            ordered_at = time.monotonic()
            emergency_stop(options)
            yield firmware.next_stop_arrival(before) - ordered_at
            _wait_until(channel, job, "failed")  # a job that was done before its stop never gets there
            firmware.reset()
            wait_until_ready(channel)


_SENDERS: Final[dict[str, Callable[[Firmware, Work, int], Iterator[float]]]] = {
    "bare write": bare_writer,
    "LezerPrint": port_process,
}


def _wait_until(channel: Channel, job: str, state: str) -> None:
    """Until the job is in this state, and has begun."""
    found = None
    for report in reports(channel, _STATE_SECONDS):
        found = report.job
        if found and found.job == job and found.state == state and found.acknowledged:
            return
    raise BenchmarkError(f"the job is not {state}: {found}")


def row(name: str, machine: str, seconds: list[float]) -> str:
    """One line of the table."""
    figures = [
        1000 * value
        for value in (median(seconds), quantiles(seconds, n=20, method="inclusive")[-1], max(seconds))
    ]
    return f"{machine:8} {name:12} {len(seconds):6}" + "".join(f"{figure:10.2f}" for figure in figures)


def _measure(options: argparse.Namespace, folder: Path) -> dict[str, dict[str, list[float]]]:
    work = prepare(None, options.lines, folder)
    found: dict[str, dict[str, list[float]]] = {}
    for machine in ("idle", "loaded") if options.load else ("idle",):
        with load.running(options.url, options.token) if machine == "loaded" else nullcontext():
            for name, sender in _SENDERS.items():
                with started(options.firmware, options.round_trip, folder) as firmware:
                    seconds = list(sender(firmware, work, options.stops))
                found.setdefault(machine, {})[name] = seconds
                print(row(name, machine, seconds), file=sys.stderr, flush=True)
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--firmware", required=True, metavar="COMMAND", help="what to start, with {link} and {latency_us} "
        "(one way) in it; it says on stderr when an M112 arrives, and SIGUSR1 resets it")  # fmt: skip
    add("--stops", type=int, default=100, metavar="N", help="default: %(default)s")
    add("--lines", type=int, default=DEFAULT_LINES, metavar="N", help="of the job; default: %(default)s")
    add("--round-trip", type=float, default=1.0, metavar="MS", help="default: %(default)s")
    add("--no-load", dest="load", action="store_false", help="measure on the idle machine only")
    add("--url", help="poll this instead of a server of the benchmark's own")
    add("--token", help="bearer token for --url")
    add("--json", type=Path, metavar="FILE", help="write all times, in seconds, to this file")
    return parser.parse_args()


def main() -> int:
    """Run from the command line; 0 if no stop took longer than the bar, less what the bare writer needs."""
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="stop-") as name:
        os.environ["LEZERPRINT_RUNTIME_DIR"] = str(Path(name) / "run")
        try:
            found = _measure(options, Path(name))
        except (BenchmarkError, LezerPrintError, OSError) as error:
            print(f"emergency_stop: {error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 128 + signal.SIGINT
    print(HEAD)
    met = True
    for machine, senders in found.items():
        for sender, seconds in senders.items():
            print(row(sender, machine, seconds))
        bare, ours = (1000 * max(seconds) for seconds in senders.values())
        met = met and ours - bare < BAR_MS
        print(f"{'met' if ours - bare < BAR_MS else 'MISSED'}, {machine}: worst less the bare writer's worst "
              f"under {BAR_MS:g} ms: {ours - bare:.1f} ms")  # fmt: skip
    if not can_prefer():
        print("no real-time priority for the firmware: what it sees late counts as late")
    if options.json:
        options.json.write_text(json.dumps(found))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
