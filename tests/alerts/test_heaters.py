"""Heaters that leave their target, do not warm, or cannot be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lezerprint.base.enums import Severity


def arrived(world, target=200.0, name="tool0"):
    world.heats(target, target, name)
    assert world.run() == []
    return world


def test_drift_is_told_once_and_again_when_it_grows_and_when_it_is_over(world):
    arrived(world)
    assert world.heats(188.0, 200.0).run(19) == []
    (drift,) = world.run(30)
    assert (drift.kind, drift.severity, drift.ended) == ("heater_drift", Severity.WARNING, False)
    assert drift.message == "the hotend is 12 °C below its target of 200 °C"
    assert drift.data == {"subject": "tool0", "actual": 188.0, "target": 200.0}
    (worse,) = world.heats(225.0, 200.0).run(30)
    assert (worse.severity, worse.message) == (
        Severity.ERROR,
        "the hotend is 25 °C above its target of 200 °C",
    )
    assert world.heats(186.0, 200.0).run(30) == []
    assert world.heats(193.0, 200.0).run(30) == []  # neither well nor wrong
    (over,) = world.heats(199.0, 200.0).run(30)
    assert (over.kind, over.severity, over.ended) == ("heater_drift", Severity.INFO, True)
    assert over.data["recovered"]


def test_a_temperature_that_comes_and_goes_at_the_limit_is_told_once(world, kinds):
    arrived(world)
    world.heats(185.0, 200.0).run(21)
    for _ in range(50):
        world.heats(189.0, 200.0).run(2)
        world.heats(191.0, 200.0).run(2)
        world.heats(196.0, 200.0).run(2)
    assert kinds(world.told) == ["heater_drift"]


def test_short_peaks_are_no_drift(world):
    arrived(world)
    for _ in range(20):
        assert world.heats(170.0, 200.0).run(15) == []
        assert world.heats(199.0, 200.0).run(1) == []


@pytest.mark.parametrize(
    ("name", "words"), [("bed", "the bed"), ("chamber", "the chamber"), ("tool1", "hotend 1")]
)
def test_every_heater(world, name, words):
    arrived(world, 60.0, name)
    (drift,) = world.heats(45.0, 60.0, name).run(25)
    assert drift.message == f"{words} is 15 °C below its target of 60 °C"
    assert drift.data["subject"] == name


def test_no_drift_without_a_target_or_before_it_was_reached(world):
    assert world.heats(20.0, 200.0).run(60) == []
    arrived(world)
    assert world.heats(150.0, 0.0).run(60) == []
    assert world.heats(150.0, None).run(60) == []


def test_a_new_target_is_a_new_way(world, kinds):
    arrived(world)
    assert world.heats(200.0, 240.0).run(30) == []
    assert world.heats(201.0, 100.0).run(600) == []  # it cools
    arrived(world)
    world.heats(180.0, 200.0).run(30)
    assert kinds(world.heats(180.0, 150.0).run(30)) == ["-heater_drift"]


def test_a_target_that_changes_a_little_does_not_hide_drift(world, kinds):
    arrived(world)
    for _ in range(6):
        world.heats(170.0, 205.0).run(5)
        world.heats(170.0, 200.0).run(5)
    assert kinds(world.told) == ["heater_drift"]


def test_switching_off_ends_it(world):
    arrived(world)
    world.heats(180.0, 200.0).run(30)
    (over,) = world.heats(180.0, 0.0).run(30)
    assert (over.ended, over.message, over.data["recovered"]) == (True, "the hotend is off", False)


def test_a_heater_that_does_not_warm(world):
    for celsius in range(20, 60):
        assert world.heats(float(celsius), 200.0).run(30) == []  # slow, and yet
    (stalled,) = world.run(130)
    assert (stalled.kind, stalled.severity) == ("heating_stalled", Severity.WARNING)
    assert stalled.message == "the hotend does not warm: 59 °C, its target is 200 °C"
    (worse,) = world.run(240)
    assert worse.severity is Severity.ERROR
    (over,) = world.heats(70.0, 200.0).run(60)
    assert (over.ended, over.message) == (True, "the hotend warms again")


def test_one_that_stays_a_little_below_its_target_does_not_warm_either(world, kinds):
    assert kinds(world.heats(195.0, 200.0).run(130)) == ["heating_stalled"]


def test_a_bed_has_more_time_and_a_chamber_still_more(world, kinds):
    world.heats(20.0, 60.0, "bed").heats(20.0, 60.0, "chamber")
    assert world.run(230) == []
    assert kinds(world.run(20)) == ["heating_stalled"]
    assert [alert.data["subject"] for alert in world.run(360)] == ["bed", "chamber"]


def test_a_sensor_that_cannot_be_read(world, kinds):
    arrived(world)
    assert world.heats(None, 200.0).run(4) == []
    (lost,) = world.run(10)
    assert (lost.kind, lost.severity) == ("sensor_lost", Severity.WARNING)
    (worse,) = world.run(60)
    assert worse.severity is Severity.ERROR
    assert kinds(world.heats(200.0, 200.0).run(10)) == ["-sensor_lost"]
    assert world.heats(None, 0.0).run(60) == []


def test_the_user_is_waited_for_and_the_hotend_may_cool(world):
    arrived(world)
    world.asks("Nozzle Parked")
    world.heats(100.0, 200.0).run(300)
    assert not [alert for alert in world.told if "heat" in alert.kind]
    world.asks_nothing()
    world.told.clear()
    world.run(5)
    assert not [alert for alert in world.told if "heat" in alert.kind and not alert.ended]


def test_the_last_temperatures_of_a_printer_that_is_gone_say_nothing(world):
    arrived(world).heats(150.0, 200.0).run(5)
    assert world.connection("absent").run(60) == []
    world.report = replace(world.report, temperatures={})
    assert world.run(60) == []


def test_thresholds_are_settings(make_world, kinds):
    world = arrived(make_world(drift_celsius=1.0, drift_seconds=2.0))
    assert kinds(world.heats(198.5, 200.0).run(4)) == ["heater_drift"]
