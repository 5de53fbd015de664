"""Several printers that print at once on one server: how many lines a second each gets, and how evenly.

    python benchmarks/printers.py --firmware 'FIRMWARE {link} {latency_us} {line_us}'

docs/performance.md says what is measured and what the firmware must do.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import load
from figures import BenchmarkError, Figures, HostFigures, combine
from firmware import Firmware, can_prefer, started
from listeners import listening
from moves import Work, prepare
from senders import bare_window
from served import job, serving, start, upload
from uploads import uploading

from lezerprint.errors import LezerPrintError

if TYPE_CHECKING:
    from live_servers import Server

RATE_BAR: Final = 0.98
_BAUDRATE: Final = 115200
_BYTES_PER_MB: Final = 1_000_000
_LONGEST_RUN_SECONDS: Final = 600.0
_HEAD: Final = (
    f"{'machine':8} {'sender':12} {'printer':>7} {'lines/s':>8} {'of pace':>8} "
    f"{'max gap ms':>11} {'>10 ms':>7} {'>25 ms':>7} {'resends':>8} {'lost bytes':>11}"
)


class Benchmark:
    """All runs, each with firmwares and a server of its own."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self._options = options
        self._folder = folder
        self._runs = 0
        self.met = True

    def run(self) -> None:
        """Measure. Raises BenchmarkError where there are no figures."""
        work = prepare(None, self._options.lines, self._folder)
        print(_HEAD)
        for machine in ("idle", "loaded") if self._options.load else ("idle",):
            for count in sorted({1, self._options.printers}):
                figures = self._printed(machine, work, count)
                self._show(machine, "LezerPrint", figures)
            self.met &= all(self._is_met(one) for one in figures)
            self._show(machine, "bare window", self._sent_bare(machine, work))

    def _printed(self, machine: str, work: Work, count: int) -> list[Figures]:
        with ExitStack() as stack:
            firmwares = self._firmwares(stack, count)
            devices = {f"printer-{number}": one.device for number, one in firmwares.items()}
            server = stack.enter_context(serving(self._new_folder(), devices))
            if machine == "loaded":
                self._load(stack, server)
            content = work.spool.with_suffix(".gcode").read_bytes()
            file_id = upload(server, "benchmark.gcode", [content], len(content))
            jobs = [start(server, printer, file_id) for printer in devices]
            seconds = _wait_until_done(server, jobs)
            host = HostFigures(len(work.commands), seconds, 0)
            return [combine(host, one.report(expected=True), work.moves) for one in firmwares.values()]

    def _sent_bare(self, machine: str, work: Work) -> list[Figures]:
        """The same with as many bare senders, each a process, beside a server that prints nothing."""
        with ExitStack() as stack:
            firmwares = self._firmwares(stack, self._options.printers)
            if machine == "loaded":
                idle = stack.enter_context(
                    started(self._firmware, self._options.round_trip, self._new_folder())
                )
                server = stack.enter_context(serving(self._new_folder(), {"printer-1": idle.device}))
                self._load(stack, server)
            pool = stack.enter_context(
                ProcessPoolExecutor(len(firmwares), multiprocessing.get_context("spawn"))
            )
            sent = [pool.submit(bare_window, one.device, _BAUDRATE, work) for one in firmwares.values()]
            return [
                combine(host.result(), one.report(expected=True), work.moves)
                for host, one in zip(sent, firmwares.values(), strict=True)
            ]

    @property
    def _firmware(self) -> str:
        line_us = f"{1_000_000 / self._options.pace:.0f}"
        command: str = self._options.firmware
        return command.replace("{line_us}", line_us)

    def _firmwares(self, stack: ExitStack, count: int) -> dict[int, Firmware]:
        trip = self._options.round_trip
        return {
            number: stack.enter_context(started(self._firmware, trip, self._new_folder()))
            for number in range(1, count + 1)
        }

    def _load(self, stack: ExitStack, server: Server) -> None:
        if self._options.upload_mb:
            stack.enter_context(uploading(server, self._options.upload_mb * _BYTES_PER_MB))
            return
        url = f"http://127.0.0.1:{server.target.port}/api/printers/printer-1/status"
        stack.enter_context(load.running(url, server.token, self._options.pollers))
        stack.enter_context(listening(server.target, self._options.subscribers, 1))

    def _new_folder(self) -> Path:
        self._runs += 1
        folder = self._folder / str(self._runs)
        folder.mkdir()
        return folder

    def _is_met(self, figures: Figures) -> bool:
        return (
            figures.lines_per_second >= RATE_BAR * self._options.pace
            and figures.gaps is not None
            and not figures.gaps[2]
        )

    def _show(self, machine: str, sender: str, printers: list[Figures]) -> None:
        for number, one in enumerate(printers, 1):
            if one.gaps is None:
                raise BenchmarkError("this firmware reports no gaps")
            print(
                f"{machine:8} {sender:12} {f'{number} of {len(printers)}':>7} {one.lines_per_second:8.1f} "
                f"{one.lines_per_second / self._options.pace:8.3f} {one.largest_gap_ms:11.1f} "
                f"{one.gaps[1]:7} {one.gaps[2]:7} {one.resends:8} {one.bytes_lost:11}",
                flush=True,
            )


def _wait_until_done(server: Server, jobs: list[str]) -> float:
    """Until all are; the seconds."""
    began = time.monotonic()
    left = set(jobs)
    while left:
        time.sleep(1)
        if time.monotonic() > began + _LONGEST_RUN_SECONDS:
            raise BenchmarkError("the jobs do not end")
        for one in list(left):
            found = job(server, one)
            if found["status"] == "COMPLETED":
                left.remove(one)
            elif found["completedAt"]:
                raise BenchmarkError(f"{found['status']}: {found['errorMessage']}")
    return time.monotonic() - began


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--firmware", required=True, metavar="COMMAND", help="what to start for each printer, with {link}, "
        "{latency_us} (one way) and {line_us} (for each line) in it; it reports at M400")  # fmt: skip
    add("--printers", type=int, default=4, metavar="N", help="default: %(default)s")
    add("--pace", type=float, default=200.0, metavar="N", help="lines a second; default: %(default)s")
    add("--lines", type=int, default=6000, metavar="N", help="of each job; default: %(default)s")
    add("--round-trip", type=float, default=1.0, metavar="MS", help="default: %(default)s")
    add("--pollers", type=int, default=8, metavar="N", help="of the status; default: %(default)s")
    add("--subscribers", type=int, default=8, metavar="N", help="of all events; default: %(default)s")
    add("--upload-mb", type=int, default=0, metavar="MB", help="load it with uploads of such files instead")
    add("--no-load", dest="load", action="store_false", help="measure without pollers and subscribers only")
    return parser.parse_args()


def main() -> int:
    """Run from the command line; 0 if every printer keeps the pace."""
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="printers-") as name:
        os.environ["LEZERPRINT_RUNTIME_DIR"] = str(Path(name) / "run")
        try:
            benchmark = Benchmark(options, Path(name))
            benchmark.run()
        except (BenchmarkError, LezerPrintError, OSError) as error:
            print(f"printers: {error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 128 + signal.SIGINT
    if not can_prefer():
        print("no real-time priority for the firmware: under load it measures its own starvation")
    print(f"{'met' if benchmark.met else 'MISSED'}: {options.printers} printers at once, each at least "
          f"{RATE_BAR:g} of {options.pace:g} lines/s, and no gap over 25 ms")  # fmt: skip
    return 0 if benchmark.met else 1


if __name__ == "__main__":
    sys.exit(main())
