"""A printer whose reports a test makes up, on a clock that the test turns, and those who watch it."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import tty
from dataclasses import replace

import pytest
from simulated import short_folder
from snapshots import run_report, snapshot

from lezerprint.alerts.watcher import Watcher
from lezerprint.gcode.spooling import write_spool
from lezerprint.port.contract.coding import decoded
from lezerprint.port.contract.events import KINDS
from lezerprint.port.contract.heaters import HeaterReading
from lezerprint.port.contract.link import ConnectionReport
from lezerprint.port.contract.snapshot import Prompt
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.controller import PortController
from lezerprint.port.options import PortOptions
from lezerprint.port.paths import port_paths
from lezerprint.port.snapshot import snapshot_of
from lezerprint.settings.alerts import AlertSettings
from lezerprint.virtual.files import Files
from lezerprint.virtual.options import BoardOptions
from lezerprint.virtual.simulator import Simulator

COLD = HeaterReading(20.0, 0.0)
READY = snapshot(temperatures={"tool0": COLD, "bed": COLD})


class World:
    """`report` is what the port process would say; `told` is every alert so far."""

    def __init__(self, **settings):
        self.settings = AlertSettings(**settings)
        self.now = 5000.0
        self.report = READY
        self.told = []
        self.sequence = 0
        self.restart()

    def restart(self):
        """Another watcher, which knows nothing."""
        self.watcher = Watcher(self.settings)

    # What happens.

    def run(self, seconds=1.0, step=0.5, **changes):
        """Let time pass with reports; what was told meanwhile."""
        before = len(self.told)
        until = self.now + seconds
        while self.now < until:
            self.now += step
            self.told += self.watcher.report(replace(self.report, **changes), self.now)
        return self.told[before:]

    def away(self, seconds, reason="gone"):
        """Let time pass without a port process."""
        before = len(self.told)
        until = self.now + seconds
        while self.now < until:
            self.now += 1.0
            self.told += self.watcher.link_down(reason, self.now)
        return self.told[before:]

    def event(self, kind, **data):
        self.sequence += 1
        event = decoded(KINDS[kind], {"sequence": self.sequence, "time": 1.8e9, **data})
        alerts = self.watcher.event(event, self.now)
        self.told += alerts
        return alerts

    # How the printer stands.

    def prints(self, **changes):
        """Another print, or another state of it."""
        self.report = replace(self.report, job=run_report(**changes))
        return self

    def job(self, **changes):
        """The print gets on."""
        self.report = replace(self.report, job=replace(self.report.job, **changes))
        return self

    def counts(self, **changes):
        """What happened on the link."""
        self.report = replace(self.report, link=replace(self.report.link, **changes))
        return self

    def asks(self, text="Nozzle Parked", buttons=("Continue",), *, shown=True):
        """The firmware asks its user, or has begun to."""
        self.report = replace(self.report, prompt=Prompt(text, buttons, shown), waits_for_user=shown)
        return self

    def asks_nothing(self):
        self.report = replace(self.report, prompt=None, waits_for_user=False)
        return self

    def gets_on(self, seconds, step=0.5):
        """Print for so long."""
        before = len(self.told)
        until = self.now + seconds
        while self.now < until:
            self.job(acknowledged=self.report.job.acknowledged + 1)
            self.run(step, step)
        return self.told[before:]

    def heats(self, actual, target, name="tool0"):
        reading = HeaterReading(actual, target)
        self.report = replace(self.report, temperatures={**self.report.temperatures, name: reading})
        return self

    def connection(self, state, reason=""):
        self.report = replace(self.report, connection=ConnectionReport(ConnectionState(state), reason))
        return self


def kinds(alerts):
    """What they are about; an end has a minus sign."""
    return [("-" if alert.ended else "") + alert.kind.value for alert in alerts]


@pytest.fixture
def world():
    return World()


@pytest.fixture
def make_world():
    return World


@pytest.fixture(name="kinds")
def kinds_fixture():
    return kinds


@pytest.fixture
def folder():
    path = short_folder()
    yield path
    shutil.rmtree(path, ignore_errors=True)


def spool_of(folder, commands):
    source, spool = folder / "job.gcode", folder / "job.spool"
    source.write_text("\n".join(commands) + "\n")
    write_spool(source, spool)
    return spool


class Bench:
    """A controller and a simulated board on a clock that the test turns, and a watcher."""

    def __init__(self, folder, **settings):
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.now = 1000.0
        self.told = []
        self.watcher = Watcher(AlertSettings(**settings))
        self.simulator = Simulator(BoardOptions(speed=1.0), Files())
        self.board = self.simulator.board
        self.board.boot(self.now)
        self.board.take_output()
        options = PortOptions(
            "p", os.ttyname(self._slave), folder=folder, residency_seconds=0.0, orphan_timeout_seconds=1e6
        )
        self.controller = PortController(options, port_paths("p", folder), self.now)
        self._sequence = self.controller.event_log.sequence
        self.folder = folder
        self.run_until(lambda: self.controller.connection.state == "ready")

    def close(self):
        self.controller.close()
        os.close(self._master)
        os.close(self._slave)

    def print(self, commands):
        self.controller.start("7", str(spool_of(self.folder, commands)), 0)

    def run(self, seconds, step=0.1):
        """Let time pass."""
        until = self.now + seconds
        while self.now < until:
            self.now += step
            while select.select([self._master], [], [], 0.0)[0]:
                self.simulator.receive(os.read(self._master, 65536), self.now)
            if said := self.simulator.advance(self.now):
                os.write(self._master, said)
            self.controller.received(self.now)
            self.controller.on_time(self.now)
            self.controller.pump(self.now)
            for event in self.controller.event_log.since(self._sequence):
                self._sequence = event.sequence
                self.told += self.watcher.event(event, self.now)
            self.told += self.watcher.report(snapshot_of(self.controller, self.now), self.now)

    def run_until(self, condition, seconds=900.0):
        until = self.now + seconds
        while not condition():
            assert self.now < until, self.told
            self.run(0.5)

    def run_until_told(self, kind, *, ended=False):
        """The first alert of this kind."""

        def found():
            return [alert for alert in self.told if (alert.kind, alert.ended) == (kind, ended)]

        self.run_until(found)
        return found()[0]


@pytest.fixture
def make_bench(folder):
    with contextlib.ExitStack() as stack:

        def make(**settings):
            bench = Bench(folder, **settings)
            stack.callback(bench.close)
            return bench

        yield make


@pytest.fixture(name="spool_of")
def spool_of_fixture():
    return spool_of
