"""A printer whose reports a test makes up, on a clock that the test turns, and those who watch it."""

from __future__ import annotations

import copy

import pytest

from lezerprint.alerts.watcher import Watcher
from lezerprint.settings.alerts import AlertSettings

PRINTING = {
    "job": "7",
    "state": "printing",
    "name": "benchy.gcode",
    "acknowledged": 0,
    "executed": 0,
    "waiting_for": None,
}
READY = {
    "connection": {"state": "ready", "reason": ""},
    "temperatures": {"tool0": {"actual": 20.0, "target": 0.0}, "bed": {"actual": 20.0, "target": 0.0}},
    "job": None,
    "link": {"resends": 0, "oks_lost": 0, "unchecked": 0},
    "prompt": None,
}


class World:
    """`report` is what the port process would say; `told` is every alert so far."""

    def __init__(self, **settings):
        self.settings = AlertSettings(**settings)
        self.now = 5000.0
        self.report = copy.deepcopy(READY)
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
            self.told += self.watcher.report(self.report | changes, self.now)
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
        event = {"event": kind, "sequence": self.sequence, "time": 1.8e9, **data}
        alerts = self.watcher.event(event, self.now)
        self.told += alerts
        return alerts

    # How the printer stands.

    def prints(self, **changes):
        self.report["job"] = PRINTING | changes
        return self

    def gets_on(self, seconds, step=0.5):
        """Print for so long."""
        before = len(self.told)
        until = self.now + seconds
        while self.now < until:
            self.report["job"]["acknowledged"] += 1
            self.run(step, step)
        return self.told[before:]

    def heats(self, actual, target, name="tool0"):
        self.report["temperatures"][name] = {"actual": actual, "target": target}
        return self

    def connection(self, state, reason=""):
        self.report["connection"] = {"state": state, "reason": reason}
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
