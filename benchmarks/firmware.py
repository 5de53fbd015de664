"""The firmware at the other end: a program behind a pseudo-terminal, or a device that is there anyway."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from figures import BenchmarkError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIMULATED_PRINTER: Final = (
    shlex.quote(sys.executable) + " -m lezerprint.virtual --link {link} --speed 0 --latency-ms {latency_ms}"
)
_REALTIME_PRIORITY: Final = 50
_START_SECONDS: Final = 10.0
_REPORT_SECONDS: Final = 3.0
_STOP_SECONDS: Final = 10.0
_MOVES: Final = re.compile(r"moves=(\d+)")
_STOP_ARRIVED: Final = re.compile(r"^M112 arrived at ([\d.]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Firmware:
    """Where to send, and where its reports go; `process_id` is None for a device that is there anyway."""

    device: str
    errors: Path | None = None
    process_id: int | None = None

    def report(self, *, expected: bool) -> str | None:
        """The report with the most moves; None if there is none (`expected`: after a while)."""
        deadline = time.monotonic() + (_REPORT_SECONDS if expected else 0.0)
        while self.errors is not None:
            reports = [line for line in self.errors.read_text().splitlines() if line.startswith("REPORT ")]
            if reports:
                return max(reports, key=_moves)
            if time.monotonic() >= deadline:
                break
            time.sleep(0.05)
        return None

    def stop_arrivals(self) -> list[float]:
        """When each M112 reached it, in seconds of CLOCK_MONOTONIC (`time.monotonic`)."""
        text = self.errors.read_text() if self.errors else ""
        return [float(seconds) for seconds in _STOP_ARRIVED.findall(text)]

    def next_stop_arrival(self, before: int) -> float:
        """When the first M112 came after so many. Raises BenchmarkError if none does."""
        deadline = time.monotonic() + _STOP_SECONDS
        while len(arrivals := self.stop_arrivals()) <= before:
            if time.monotonic() > deadline:
                raise BenchmarkError(f"the firmware saw no M112 for {_STOP_SECONDS:g} s, or does not say so")
            time.sleep(0.002)
        return arrivals[before]

    def reset(self) -> None:
        """Reset the board, which SIGUSR1 does."""
        if self.process_id is not None:
            os.kill(self.process_id, signal.SIGUSR1)


def _moves(report: str) -> int:
    match = _MOVES.search(report)
    return int(match[1]) if match else 0


@contextmanager
def started(template: str, round_trip_ms: float, folder: Path) -> Iterator[Firmware]:
    """Run a firmware with this latency while the context lasts.

    `{link}` in the template is the path to link the terminal to; `{latency_us}` and `{latency_ms}` the
    time that bytes take each way. Raises BenchmarkError if it does not start.
    """
    link, errors = folder / "firmware", folder / "firmware.stderr"
    one_way_us = round_trip_ms * 500
    try:
        words = shlex.split(
            template.format(link=link, latency_us=f"{one_way_us:.0f}", latency_ms=f"{one_way_us / 1000:g}")
        )
        with errors.open("wb") as output:
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    except (KeyError, ValueError, OSError) as error:
        raise BenchmarkError(f"cannot start {template!r}: {error}") from error
    try:
        prefer(process.pid)
        _wait_for(link, process)
        yield Firmware(str(link), errors, process.pid)
    finally:
        process.terminate()
        process.wait(_START_SECONDS)
        link.unlink(missing_ok=True)


def prefer(pid: int) -> bool:
    """Real-time priority for a process that stands for another machine; False if that is not allowed."""
    if not hasattr(os, "sched_setscheduler"):
        return False
    try:
        os.sched_setscheduler(pid, os.SCHED_FIFO, os.sched_param(_REALTIME_PRIORITY))
    except PermissionError:
        return False
    return True


def can_prefer() -> bool:
    """Whether `prefer` is allowed, tried on a process that does nothing."""
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    ) as process:
        return prefer(process.pid)


def _wait_for(link: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not link.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise BenchmarkError(f"the firmware did not start: {process.args!r}")
        time.sleep(0.01)
