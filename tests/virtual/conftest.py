"""A simulated printer on a clock that the test turns, and one that runs as a program of its own."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
import tty
from pathlib import Path

import pytest

from lezerprint.virtual.files import Files
from lezerprint.virtual.options import BoardOptions
from lezerprint.virtual.orders import OrderError, order
from lezerprint.virtual.simulator import Simulator

DEADLINE_SECONDS = 20.0
BEGINS_TO_WAIT_WITHIN_SECONDS = 0.05


def numbered(number, command):
    """A line as a host sends it, with number and checksum."""
    body = f"N{number} {command}".encode("latin-1")
    checksum = 0
    for byte in body:
        checksum ^= byte
    return body + b"*%d\n" % checksum


class LoggingFiles(Files):
    """Keeps the log in memory."""

    def __init__(self):
        super().__init__()
        self.executed = []

    def log(self, command):
        self.executed.append(command)


class Bench:
    """A simulator, a clock, and what the host heard."""

    def __init__(self, *, latency_seconds=0.0, baud_rate=0, boot=True, **options):
        self.files = LoggingFiles()
        self.simulator = Simulator(
            BoardOptions(**options), self.files, latency_seconds=latency_seconds, baud_rate=baud_rate
        )
        self.board = self.simulator.board
        self.now = 1000.0
        if boot:
            self.board.boot(self.now)
            self.board.take_output()

    def send(self, data):
        """Send bytes, or a text as one unnumbered line; what comes back at once, as lines."""
        data = data if isinstance(data, bytes) else data.encode("latin-1") + b"\n"
        self.simulator.receive(data, self.now)
        return self.heard()

    def heard(self):
        return self.simulator.advance(self.now).decode("latin-1").splitlines()

    def run(self, seconds):
        """Let time pass from event to event, as the program does; all that was heard."""
        until = self.now + seconds
        heard = self.heard()
        while (event := self.simulator.next_event()) <= until:
            self.now = max(self.now, event)
            heard += self.heard()
        self.now = until
        return heard + self.heard()

    def begin_to_wait(self):
        """Let the moment pass between a prompt and the wait for its answer, in which nothing is said."""
        assert self.run(BEGINS_TO_WAIT_WITHIN_SECONDS) == []

    def run_until(self, line, seconds=3600.0):
        """Let time pass until a line is heard; all that was heard, and how long it took."""
        started, heard = self.now, self.heard()
        while line not in heard:
            event = self.simulator.next_event()
            assert event <= started + seconds, f"{line!r} was not said within {seconds} s: {heard[-5:]}"
            self.now = max(self.now, event)
            heard += self.heard()
        return heard, self.now - started


@pytest.fixture
def bench():
    """Makes printers: `bench(speed=0, advanced_ok=True)`."""
    return Bench


@pytest.fixture
def line():
    """Makes numbered lines."""
    return numbered


class Running:
    """A printer that runs as a program, and the host's end of its terminal."""

    def __init__(self, folder, *options):
        self.folder = folder
        self.link = folder / "printer"
        self.control = folder / "control"
        self.log = folder / "log"
        self._descriptor = None
        self._heard = b""
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "lezerprint.virtual"),
                *("--link", self.link, "--control", self.control, "--log", self.log),
                *options,
            ],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        assert self.process.stdout.readline().startswith(b"simulated printer on ")

    def open(self):
        self._descriptor = os.open(self.link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self._descriptor)

    def close(self):
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def write(self, data):
        data = data if isinstance(data, bytes) else data.encode() + b"\n"
        while data:
            select.select([], [self._descriptor], [], DEADLINE_SECONDS)
            data = data[os.write(self._descriptor, data) :]

    def read_until(self, end):
        """All up to and including a text; what follows it stays for the next call."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while end not in self._heard:
            ready, _, _ = select.select([self._descriptor], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"{end!r} was not said: {self._heard!r}"
            with contextlib.suppress(BlockingIOError):
                self._heard += os.read(self._descriptor, 4096)
        heard, end, self._heard = self._heard.partition(end)
        return heard + end

    def read_to_the_end(self):
        """Read until the device is gone."""
        while True:
            ready, _, _ = select.select([self._descriptor], [], [], DEADLINE_SECONDS)
            assert ready, "the device did not go away"
            try:
                data = os.read(self._descriptor, 4096)
            except BlockingIOError:
                continue
            except OSError:
                return
            if not data:
                return

    def ask(self, text):
        return order(self.control, text, DEADLINE_SECONDS)

    def end(self):
        self.close()
        if self.process.poll() is None:
            with contextlib.suppress(OrderError):
                self.ask("quit")
            try:
                self.process.wait(DEADLINE_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def folder():
    """A folder with a short name: the path of a Unix socket has at most 107 bytes."""
    path = Path(tempfile.mkdtemp(prefix="lp-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def running(folder):
    """Starts printers: `running("--speed", "0")`."""
    started = []

    def start(*options):
        printer = Running(folder, *options)
        started.append(printer)
        return printer

    yield start
    for printer in started:
        printer.end()


def wait_until(condition):
    """Wait for a condition, which must come true."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.005)


@pytest.fixture
def eventually():
    """Waits for a condition."""
    return wait_until
