"""How fast and how evenly lines reach a printer: ours beside the tightest senders there can be.

    python benchmarks/stream.py --firmware 'COMMAND {link} {latency_us}'

docs/performance.md says what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import load
from figures import BenchmarkError, Figures, combine
from firmware import SIMULATED_PRINTER, Firmware, can_prefer, started
from moves import DEFAULT_LINES, Work, prepare
from port_sender import port_process
from results import BARE, OURS, PING_PONG, Case, Results
from rich.console import Console
from senders import bare_window, ping_pong

from lezerprint.errors import LezerPrintError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_SENDERS: Final = {PING_PONG: ping_pong, BARE: bare_window, OURS: port_process}
_LONGEST_RUN_SECONDS: Final = 600
_TABLE_WIDTH: Final = 200


class Benchmark:
    """All runs, in turn: every repeat has every case, and every case all senders, one after the other."""

    def __init__(self, options: argparse.Namespace, work: Work, folder: Path) -> None:
        self._options = options
        self._work = work
        self._folder = folder
        self._load_rates: list[float] = []
        self._reports_seen = False
        self.results = Results()

    def run(self) -> None:
        """Measure. Raises BenchmarkError if the load cannot be had."""
        trips = [None] if self._options.device else self._options.round_trips
        for repeat in range(self._options.repeat):
            for loaded in (False, True) if self._options.load else (False,):
                with self._load(loaded=loaded):
                    for trip in trips:
                        self._case(Case(trip, loaded), repeat)

    def notes(self) -> list[str]:
        """What to know of the circumstances."""
        work, repeat = self._work, self._options.repeat
        lines = (
            f"{len(work.commands)} lines, {work.moves} of them moves; medians of {repeat} interleaved runs"
        )
        machine = f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}"
        notes = [lines, machine]
        if self._load_rates:
            mean = sum(self._load_rates) / len(self._load_rates)
            notes.append(f"load: 8 clients, {mean:,.0f} requests a second on average")
        if not self._reports_seen:
            notes.append("rates are the sender's: this firmware reports neither gaps nor lost bytes")
        if not self._options.device and not can_prefer():
            notes.append("no real-time priority for the firmware: under load it measures its own starvation")
        if not self._options.device and self._options.firmware == SIMULATED_PRINTER:
            notes.append("the simulated printer is itself the limit and shares the machine: ratios are blunt")
        return notes

    @contextmanager
    def _load(self, *, loaded: bool) -> Iterator[None]:
        if not loaded:
            yield
            return
        with load.running(self._options.url, self._options.token) as clients:
            yield
            self._load_rates.append(clients.requests_per_second())

    def _case(self, case: Case, repeat: int) -> None:
        for sender in _SENDERS:
            try:
                figures = self._one(case, sender)
            except BenchmarkError as error:
                figures = None
                self.results.failures.append(f"{_place(case, sender, repeat)}: {error}")
            self.results.add(case, sender, figures)
            rate = "failed" if figures is None else f"{figures.lines_per_second:,.0f} lines/s"
            print(f"{_place(case, sender, repeat)}: {rate}", file=sys.stderr, flush=True)

    def _one(self, case: Case, sender: str) -> Figures:
        with ExitStack() as stack:
            stack.enter_context(_time_limit())
            firmware = Firmware(self._options.device)
            if case.round_trip_ms is not None:
                firmware = stack.enter_context(
                    started(self._options.firmware, case.round_trip_ms, self._folder)
                )
            host = _SENDERS[sender](firmware.device, self._options.baudrate, self._work)
            report = firmware.report(expected=self._options.firmware != SIMULATED_PRINTER)
        self._reports_seen |= report is not None
        return combine(host, report, self._work.moves)


def _place(case: Case, sender: str, repeat: int) -> str:
    return f"repeat {repeat + 1}, {case.trip}, {case.machine}, {sender}"


@contextmanager
def _time_limit() -> Iterator[None]:
    def expired(_number: int, _frame: FrameType | None) -> None:
        raise BenchmarkError(f"took longer than {_LONGEST_RUN_SECONDS} s")

    signal.signal(signal.SIGALRM, expired)
    signal.alarm(_LONGEST_RUN_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--firmware", default=SIMULATED_PRINTER, metavar="COMMAND", help="what to start, with {link} and "
        "{latency_us} or {latency_ms} (one way) in it; default: the simulated printer")  # fmt: skip
    add("--device", metavar="PATH", help="a device that is there, instead of --firmware; it will move")
    add("--baudrate", type=int, default=115200, metavar="N", help="default: %(default)s")
    add("--file", type=Path, metavar="GCODE", help=f"default: {DEFAULT_LINES} generated lines")
    add("--lines", type=int, metavar="N", help="so many lines of it")
    add("--repeat", type=int, default=3, metavar="N", help="default: %(default)s")
    add("--round-trips", type=float, nargs="+", default=[0.0, 1.0], metavar="MS", help="default: 0 1")
    add("--no-load", dest="load", action="store_false", help="measure on the idle machine only")
    add("--url", help="poll this instead of a server of the benchmark's own")
    add("--token", help="bearer token for --url")
    add("--json", type=Path, metavar="FILE", help="write all runs to this file")
    return parser.parse_args()


def main() -> int:
    """Run from the command line; 0 if every run gave figures and every bar is met."""
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="stream-") as name:
        folder = Path(name)
        os.environ["LEZERPRINT_RUNTIME_DIR"] = str(folder / "run")
        try:
            benchmark = Benchmark(options, prepare(options.file, options.lines, folder), folder)
            benchmark.run()
        except (BenchmarkError, LezerPrintError, OSError) as error:
            print(f"stream: {error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
        notes = benchmark.notes()
    results = benchmark.results
    bars = results.bars()
    Console(width=_TABLE_WIDTH, highlight=False).print(results.table())
    for line in [*notes, *(f"failed: {failure}" for failure in results.failures)]:
        print(line)
    for bar in bars:
        print(f"{'met   ' if bar.met else 'MISSED'} {bar.text}: {bar.measured}")
    if options.json:
        options.json.write_text(json.dumps({"notes": notes, "results": results.as_data()}, indent=1))
    return 0 if all(bar.met for bar in bars) and not results.failures else 1


if __name__ == "__main__":
    sys.exit(main())
