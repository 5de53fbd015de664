"""The command line as a user starts it, apart from the user's own files and processes."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys

import pytest
from simulated import DEADLINE_SECONDS, SimulatedPrinter, short_folder, wait_until

from lezerprint.port.channel import Channel, PortGoneError

FAST = "[[printers]]\nresidency_seconds = 0\n"


class Command:
    """A `lezerprint …` that runs; what it says is in files, so that it never waits for a reader."""

    def __init__(self, desk, words):
        self._out = desk.folder / f"out{desk.count}"
        self._err = desk.folder / f"err{desk.count}"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lezerprint", *map(str, words)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=desk.environment,
            )

    @property
    def out(self):
        return self._out.read_text()

    @property
    def err(self):
        return self._err.read_text()

    def wait(self):
        """Its exit code."""
        return self.process.wait(2 * DEADLINE_SECONDS)

    def signal(self, number):
        self.process.send_signal(number)

    def until_percent(self, percent):
        """Wait until that much is printed; the print must not be over."""
        wait_until(lambda: max(self._percents(), default=0) >= percent, f"{percent} %")
        assert self.process.poll() is None, self.err

    def _percents(self):
        assert self.process.poll() is None or self.process.returncode == 0, self.err
        return [int(line[:3]) for line in self.out.splitlines() if line[3:5] == " %"]

    def until_said(self, text):
        wait_until(lambda: text in self.out or self.process.poll() is not None, f"{text!r}")
        assert text in self.out, self.err


class Desk:
    """Where commands are started: a runtime folder, a data folder and settings of their own."""

    def __init__(self):
        self.folder = short_folder()
        self.runtime = self.folder / "run"
        self.data = self.folder / "data"
        self.config = self.folder / "fast.toml"
        self.config.write_text(FAST)
        self.count = 0
        self.commands = []
        kept = {name: value for name, value in os.environ.items() if name not in {"PORT", "PRINTER_PORT"}}
        self.environment = kept | {
            "LEZERPRINT_RUNTIME_DIR": str(self.runtime),
            "LEZERPRINT_DATA_DIR": str(self.data),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
        }

    def start(self, *words):
        self.count += 1
        command = Command(self, words)
        self.commands.append(command)
        return command

    def start_print(self, file, device, *words):
        return self.start("print", file, "--device", device, "--config", self.config, *words)

    def port_processes(self):
        """The process ids of the port processes, each with its launcher's."""
        return [pids for path in self.runtime.glob("*.sock") if (pids := _process_and_launcher(path))]

    def spools(self):
        return sorted(path.name for path in (self.data / "spools").glob("*"))

    def close(self):
        for command in self.commands:
            command.process.kill()
            command.process.wait()
        for pids in self.port_processes():
            kill(*reversed(pids))
        shutil.rmtree(self.folder)


def kill(*pids):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _process_and_launcher(socket):
    try:
        channel = Channel(socket)
    except PortGoneError:
        return None
    channel.close()
    process, launcher = channel.greeting.pid, channel.greeting.launcher
    return (process, launcher) if launcher > 1 else (process,)


@pytest.fixture
def desk(monkeypatch):
    desk = Desk()
    monkeypatch.setenv("LEZERPRINT_RUNTIME_DIR", str(desk.runtime))
    yield desk
    desk.close()


@pytest.fixture
def printer():
    """A simulated printer that moves in no time."""
    with SimulatedPrinter() as printer:
        yield printer


@pytest.fixture
def slow_printer():
    """One whose link takes some hundred lines a second."""
    with SimulatedPrinter("--baudrate", 250000) as printer:
        yield printer


@pytest.fixture
def gcode(desk):
    """Makes files of so many moves, no two of them the same, with heat before and none after."""

    def make(count=300, name="part.gcode"):
        moves = [
            f";LAYER_CHANGE\n;Z:{index / 500 + 0.2:g}\nG1 Z{index / 500 + 0.2:g}"
            if index % 100 == 0
            else f"G1 X{index % 200}.25 Y{index // 200}.5 E{index / 100:.2f} F6000"
            for index in range(count)
        ]
        file = desk.folder / name
        start = ["M140 S60", "M109 S210", "G28"]
        file.write_text("\n".join([*start, *moves, "M104 S0", "M140 S0", "M84"]) + "\n")
        return file

    return make
