"""The simulated printer as a program of its own, with the faults that a test orders."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lezerprint.gcode.spooling import write_spool
from lezerprint.port.spool import SpoolReader
from lezerprint.virtual.orders import OrderError, order

DEADLINE_SECONDS = 30.0

INJECTED = ("M154 ", "M400 S0", "M84 S", "M75", "M77", "M412")
"""How the logged commands begin that the port process adds by itself; a test's file must have none such."""


def wait_until(condition, what="it"):
    """Wait for a condition that must come true; what it became."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not (result := condition()):
        assert time.monotonic() < deadline, f"{what} did not come true"
        time.sleep(0.01)
    return result


def short_folder():
    """A new folder whose sockets have short paths; the caller removes it."""
    return Path(tempfile.mkdtemp(prefix="lp", dir="/tmp"))


def commands_of(gcode):
    """What a printer should be sent of a G-code file, in order."""
    folder = short_folder()
    try:
        write_spool(gcode, folder / "spool")
        with SpoolReader.open(folder / "spool") as spool:
            return [body.decode() for body, _ in spool.bodies(0, len(spool))]
    finally:
        shutil.rmtree(folder)


class SimulatedPrinter:
    """Runs from `with` on until its end; `link` is the device to open.

    Args:
        options: The program's own, `"--resend-ok", "never"` and the like.
        speed: How fast its time runs; 0 moves in no time and heats in a few milliseconds.
    """

    def __init__(self, *options, speed=0.0):
        self.folder = short_folder()
        self.link = self.folder / "tty"
        self.control = self.folder / "control"
        self.log = self.folder / "log"
        self._words = ["--speed", str(speed), *(str(option) for option in options)]
        self.process = None

    def __enter__(self):
        files = ["--link", self.link, "--control", self.control, "--log", self.log]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lezerprint.virtual", *map(str, files), *self._words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        wait_until(self._answers, "the simulated printer's start")
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OrderError):
            order(self.control, "quit")
        try:
            self.process.wait(DEADLINE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)

    def order(self, text):
        """Give an order that must be carried out; its reply."""
        reply = order(self.control, text, DEADLINE_SECONDS)
        assert reply["ok"], reply
        return reply

    def state(self):
        """All there is to know about it."""
        return self.order("state")

    def target_celsius(self, heater="hotend"):
        """What a heater, `hotend` or `bed`, is told to keep."""
        return self.state()["heaters"][heater]["target_celsius"]

    def accepted(self):
        """All commands that it has begun, in order, but reports and M110."""
        return self.log.read_text().splitlines()

    def streamed(self):
        """Those of them that are not added by the port process: a whole print's are its `commands_of`."""
        return [command for command in self.accepted() if not command.startswith(INJECTED)]

    def _answers(self):
        assert self.process.poll() is None, "the simulated printer ended"
        try:
            return order(self.control, "state")["ok"]
        except OrderError:
            return False
