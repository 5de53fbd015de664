"""The host waits for heat as Marlin would."""

from __future__ import annotations

from math import nan

import pytest

from lezerprint.marlin.commands import Wait
from lezerprint.marlin.replies import Reading, Temperatures
from lezerprint.port.contract.heaters import HeaterReading
from lezerprint.port.heating import Heaters, HeatWait


def hotend(actual, target=None):
    return Temperatures(tools={0: Reading(actual, target)})


class Waiting:
    """A wait, fed with a report a second."""

    def __init__(self, target=200.0, *, cooling=False, residency=3.0, heater="hotend", tool=None):
        self.heaters = Heaters()
        self.wait = HeatWait(Wait(heater, tool, target, cooling), residency)
        self.now = 100.0
        assert not self.wait.is_over(self.heaters, self.now)

    def over(self, actual, target=200.0):
        self.now += 1.0
        self.heaters.update(hotend(actual, target), self.now)
        return self.wait.is_over(self.heaters, self.now)


def test_near_for_the_residency_time():
    waiting = Waiting()
    assert [waiting.over(actual) for actual in (150, 198.9, 199.0, 199.5, 200)] == [False] * 5
    assert waiting.over(201)


def test_a_dip_within_the_hysteresis_does_not_begin_anew():
    waiting = Waiting()
    assert [waiting.over(actual) for actual in (199, 197.1, 198, 197)] == [False, False, False, True]


def test_a_dip_beyond_the_hysteresis_begins_anew():
    waiting = Waiting()
    assert [waiting.over(actual) for actual in (199, 196.9, 199, 199, 199, 199)] == [False] * 5 + [True]


def test_too_hot_is_hot_enough_unless_cooling_is_waited_for():
    assert Waiting(residency=0.0).over(240)
    cooling = Waiting(residency=0.0, cooling=True)
    assert not cooling.over(240)
    assert not cooling.over(201.1)
    assert cooling.over(201)


def test_a_report_from_before_the_wait_does_not_count():
    heaters = Heaters()
    heaters.update(hotend(200, 200), 99.0)
    wait = HeatWait(Wait("hotend", None, 200.0, cooling=False), 0.0)
    assert not wait.is_over(heaters, 100.0)
    assert not wait.is_over(heaters, 110.0)
    heaters.update(hotend(200, 200), 110.5)
    assert wait.is_over(heaters, 111.0)


def test_nothing_to_wait_for():
    assert Waiting(target=0.0).over(150)
    assert Waiting(target=None).over(150, target=0.0)
    assert not Waiting(target=None).over(150, target=200.0)


def test_the_firmwares_own_target_counts():
    """It limits what is asked for, and the user may turn the knob."""
    assert Waiting(target=300.0, residency=0.0).over(275, target=275.0)
    assert not Waiting(target=200.0, residency=0.0).over(200, target=230.0)


def test_a_heater_switched_off_elsewhere_does_not_let_the_print_go_on_cold():
    assert not Waiting(residency=0.0).over(25, target=0.0)


def test_a_firmware_that_reports_no_targets():
    waiting = Waiting(residency=0.0)
    assert not waiting.over(150, target=None)
    assert waiting.over(200, target=None)


def test_the_tool_in_use_is_waited_for_where_none_is_named():
    heaters = Heaters()
    wait = HeatWait(Wait("hotend", None, 200.0, cooling=False), 0.0)
    assert not wait.is_over(heaters, 100.0)
    both = {0: Reading(200.0, 200.0), 1: Reading(30.0, 200.0)}
    heaters.update(Temperatures(tools=both, active=both[1]), 101.0)
    assert not wait.is_over(heaters, 101.0)
    heaters.update(Temperatures(tools=both, active=both[0]), 102.0)
    assert wait.is_over(heaters, 102.0)


def test_other_heaters():
    heaters = Heaters()
    bed = HeatWait(Wait("bed", None, 60.0, cooling=False), 0.0)
    second = HeatWait(Wait("hotend", 1, 200.0, cooling=False), 0.0)
    assert not bed.is_over(heaters, 100.0)
    assert not second.is_over(heaters, 100.0)
    heaters.update(
        Temperatures(tools={0: Reading(200, 200), 1: Reading(20, 200)}, bed=Reading(60, 60)), 101.0
    )
    assert bed.is_over(heaters, 102.0)
    assert not second.is_over(heaters, 102.0)


def chamber_wait(reading):
    heaters = Heaters()
    wait = HeatWait(Wait("chamber", None, 50.0, cooling=False), 0.0)
    assert not wait.is_over(heaters, 100.0)
    heaters.update(Temperatures(tools={0: Reading(200, 200)}, chamber=reading), 101.0)
    return wait.is_over(heaters, 102.0)


def test_a_chamber_is_waited_for_where_there_is_one_to_heat():
    assert not chamber_wait(Reading(30.0, 50.0))
    assert chamber_wait(Reading(50.0, 50.0))
    assert not chamber_wait(Reading(30.0))
    assert chamber_wait(Reading(30.0, 0.0)), "it has a sensor, and no heater"
    assert chamber_wait(None)


def test_what_is_waited_for_in_words():
    assert HeatWait(Wait("bed", None, 60.0, cooling=False), 0.0).describe() == "the bed to reach 60 °C"
    assert (
        HeatWait(Wait("chamber", None, 50.0, cooling=False), 0.0).describe() == "the chamber to reach 50 °C"
    )
    assert HeatWait(Wait("hotend", None, None, cooling=False), 0.0).describe() == "the hotend to reach 0 °C"


def test_on_and_off():
    heaters = Heaters()
    assert not heaters.on
    heaters.update(hotend(150, 200), 1.0)
    heaters.update(hotend(160), 2.0)
    assert heaters.on, "a report without targets (M109's) keeps the one that is known"
    heaters.update(hotend(160, 0), 3.0)
    assert not heaters.on
    heaters.update(Temperatures(tools={}, chamber=Reading(30, 50)), 4.0)
    assert heaters.on
    heaters.clear()
    assert not heaters.on


def test_what_was_on_when_it_was_lost_from_sight_is_on():
    heaters = Heaters()
    heaters.update(hotend(150, 200), 1.0)
    heaters.lose_sight()
    assert heaters.on
    assert heaters.report() == {}
    heaters.update(hotend(150, 0), 2.0)
    assert not heaters.on


@pytest.mark.parametrize(
    ("report", "commands"),
    [
        (hotend(20, 0), [b"M104 S0", b"M140 S0"]),
        (
            Temperatures(tools={0: Reading(1), 1: Reading(1)}, chamber=Reading(20)),
            [b"M104 T0 S0", b"M104 T1 S0", b"M140 S0", b"M141 S0"],
        ),
    ],
)
def test_what_switches_all_off(report, commands):
    heaters = Heaters()
    assert heaters.off_commands() == [b"M104 S0", b"M140 S0"]
    heaters.update(report, 1.0)
    assert heaters.off_commands() == commands


def test_what_cannot_be_read_is_no_number():
    heaters = Heaters()
    heaters.update(Temperatures(tools={0: Reading(nan, 0.0)}, bed=Reading(20.5)), 1.0)
    assert heaters.report() == {"tool0": HeaterReading(None, 0.0), "bed": HeaterReading(20.5, None)}
