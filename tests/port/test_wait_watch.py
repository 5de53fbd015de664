"""Waits for heat that would not end, sensors that vanish, and what is no trouble at all."""

from __future__ import annotations

import pytest

from lezerprint.marlin.commands import Wait
from lezerprint.marlin.reports import parse_temperatures
from lezerprint.port.contract.heaters import HeaterReading
from lezerprint.port.heating import Heaters, HeatWait
from lezerprint.port.wait_watch import Trouble, WaitWatch


class Waiting:
    """A wait that is fed with lines of a firmware, one a second."""

    def __init__(self, heater="hotend", target=200.0):
        self.heaters, self.watch, self.now = Heaters(), WaitWatch(), 100.0
        self.wait = HeatWait(Wait(heater, None, target, cooling=False), 0.0)
        self.over = self.wait.is_over(self.heaters, self.now)
        self.found = []

    def hear(self, line, seconds=1):
        for _ in range(seconds):
            self.now += 1.0
            self.heaters.update(parse_temperatures(line, autoreport=True), self.now)
            self.over = self.wait.is_over(self.heaters, self.now)
            if found := self.watch.look(None if self.over else self.wait, self.heaters, self.now):
                self.found.append((found.trouble, found.fails))
        return self


@pytest.mark.parametrize(
    ("line", "troubles"),
    [
        ("T:100.0 /260.0 B:20 /0", [(Trouble.LIMITED, False)]),
        ("T:100.0 /0.0 B:20 /0", [(Trouble.REFUSED, False), (Trouble.REFUSED, True)]),
        ("T:inf /500.0 B:20 /0", [(Trouble.UNREADABLE, False), (Trouble.UNREADABLE, True)]),
        ("T:nan /500.0 B:20 /0", [(Trouble.UNREADABLE, False), (Trouble.UNREADABLE, True)]),
        ("T:-100.0 /500.0 B:20 /0", [(Trouble.UNREADABLE, False), (Trouble.UNREADABLE, True)]),
        ("B:20 /0", [(Trouble.UNREADABLE, False), (Trouble.UNREADABLE, True)]),
        ("T:100.0 /500.0 B:20 /0", []),
        ("T:212.0 /932.0 B:68 /32", []),
        ("T:100.0", []),
    ],
)
def test_what_is_told_and_what_fails(line, troubles):
    assert Waiting(target=500.0).hear(line, 70).found == troubles


def test_the_firmwares_own_limit_is_what_is_waited_for():
    waiting = Waiting(target=500.0).hear("T:100.0 /260.0", 5)
    assert not waiting.over
    assert waiting.hear("T:260.0 /260.0").over


def test_a_glitch_of_one_report_is_nothing():
    waiting = Waiting()
    for _ in range(20):
        waiting.hear("T:100.0 /200.0 B:20 /0", 4).hear("T:inf /200.0 B:20 /0").hear("B:20 /0")
    assert waiting.found == []


def test_a_bed_that_vanishes_does_not_end_its_wait():
    waiting = Waiting("bed", 60.0).hear("T:20 /0 B:50 /60", 5)
    assert waiting.found == []
    waiting.hear("T:20 /0", 20)
    assert waiting.found == [(Trouble.UNREADABLE, False)]
    assert waiting.heaters.report()["bed"] == HeaterReading(None, 60.0)
    assert not waiting.over
    waiting.hear("T:20 /0 B:60 /60", 2)
    assert waiting.over


def test_what_m109_says_while_it_waits_is_no_report_of_all_heaters():
    heaters = Heaters()
    heaters.update(parse_temperatures("T:20 /0 B:60 /60", autoreport=True), 1.0)
    for second in range(60):
        heaters.update(parse_temperatures("T:100.0 E:0 W:?"), 2.0 + second)
    assert heaters.report()["bed"].actual == 60.0


def test_nothing_is_known_of_a_printer_that_has_reported_nothing_for_long():
    heaters = Heaters()
    heaters.update(parse_temperatures("T:200 /200 B:60 /60", autoreport=True), 1.0)
    heaters.sensors.age(20.0, 30.0)
    assert heaters.report()["tool0"].actual == 200.0
    heaters.sensors.age(40.0, 30.0)
    assert heaters.report()["tool0"] == HeaterReading(None, 200.0)
