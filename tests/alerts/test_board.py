"""Kills, stops, resets, and what the firmware does not like."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lezerprint.base.enums import EventType, Severity

RUNAWAY = "Thermal Runaway, system stopped! Heater_ID: 0"


@pytest.mark.parametrize(
    ("text", "kind", "event_type"),
    [
        (RUNAWAY, "thermal_runaway", EventType.THERMAL_RUNAWAY),
        ("Heating failed, system stopped! Heater_ID: bed", "thermal_runaway", EventType.THERMAL_RUNAWAY),
        ("MINTEMP triggered, system stopped! Heater_ID: 0", "thermal_runaway", EventType.THERMAL_RUNAWAY),
        ("0: Extruder switched off. MAXTEMP triggered !", "thermal_runaway", EventType.THERMAL_RUNAWAY),
        ("Printer halted. kill() called!", "firmware_killed", EventType.CUSTOM),
        ("Homing failed", "firmware_killed", EventType.CUSTOM),
        ("M112 Shutdown", "emergency_stop", EventType.CUSTOM),
    ],
)
def test_a_kill_by_its_words(world, text, kind, event_type):
    world.prints().run()
    (alert,) = world.event("halted", text=text)
    assert (alert.kind, alert.severity, alert.event_type) == (kind, Severity.CRITICAL, event_type)
    assert alert.data == {"text": text, "sequence": 1}
    assert text in alert.message or kind == "emergency_stop"


def test_a_kill_is_told_once_and_its_end(world, kinds):
    world.prints().run()
    world.event("halted", text=RUNAWAY)
    world.event("halted", text="Printer halted. kill() called!")
    world.report = replace(world.report, job=None)
    assert world.connection("halted", f"the firmware stopped: {RUNAWAY}").run(60) == []
    assert world.connection("connecting").run(5) == []
    (over,) = world.connection("ready").run(5)
    assert (over.kind, over.ended, over.severity) == ("thermal_runaway", True, Severity.INFO)
    world.event("halted", text="Printer halted. kill() called!")
    world.event("connection", state="ready", reason="")
    assert kinds(world.told)[2:] == ["firmware_killed", "-firmware_killed"]


def test_an_emergency_stop_is_no_kill_though_the_firmware_says_so(world, kinds):
    world.prints().run()
    (alert,) = world.event("emergency_stop", written=True)
    assert (alert.severity, alert.message) == (Severity.CRITICAL, "emergency stop")
    world.event("halted", text="Printer halted. kill() called!")
    world.connection("halted", "emergency stop").run(5)
    assert kinds(world.told) == ["emergency_stop"]


def test_a_report_that_is_older_than_what_was_told_says_nothing(world, kinds):
    world.prints().run()
    world.event("halted", text=RUNAWAY)
    world.run()
    world.connection("halted", f"the firmware stopped: {RUNAWAY}").run(5)
    assert kinds(world.told) == ["thermal_runaway"]
    world.event("connection", state="ready", reason="")
    world.run()
    world.connection("ready").run(5)
    assert kinds(world.told) == ["thermal_runaway", "-thermal_runaway"]
    world.connection("halted", "the firmware stopped: MINTEMP").run(5)
    assert kinds(world.told)[2:] == ["thermal_runaway"]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        (f"the firmware stopped: {RUNAWAY}", "thermal_runaway"),
        ("emergency stop", "emergency_stop"),
        ("the firmware stopped: Printer halted. kill() called!", "firmware_killed"),
    ],
)
def test_a_printer_that_is_found_dead_is_told_once(world, reason, kind):
    world.connection("halted", reason)
    (found,) = world.run(60)
    assert (found.kind, found.data["found"]) == (kind, True)
    world.restart()
    assert [alert.data["found"] for alert in world.run(60)] == [True]


def test_a_kill_whose_event_was_missed(world):
    world.run()
    (alert,) = world.connection("halted", f"the firmware stopped: {RUNAWAY}").run(5)
    assert "found" not in alert.data


def test_a_reset_in_mid_print_and_in_peace(world):
    world.run()
    (peace,) = world.event("board_reset")
    assert (peace.kind, peace.severity, peace.event_type) == (
        "board_reset",
        Severity.WARNING,
        EventType.POWER_LOSS,
    )
    assert world.event("board_reset") == []
    world.prints().run()
    (reset,) = world.event("board_reset")
    assert reset.severity is Severity.CRITICAL


def test_the_reset_of_a_dead_board_is_its_cure(world):
    world.connection("halted", "emergency stop").run()
    assert world.event("board_reset") == []


def test_the_watchdog_switches_off(world):
    (alert,) = world.event("heaters_off", reason="no server or user has been attached for too long")
    assert (alert.kind, alert.severity) == ("heaters_off", Severity.WARNING)
    assert alert.message == "the heaters were switched off: no server or user has been attached for too long"
    assert world.event("heaters_off", reason="no server or user has been attached for too long") == []


@pytest.mark.parametrize(
    ("name", "facts", "message"),
    [
        (
            "slow_line",
            {"reason": "line 4 takes long", "file_line": 4, "seconds": 20.0, "planned_seconds": 1.0},
            "line 4 takes long",
        ),
        (
            "not_parked",
            {"reason": "E is in doubt"},
            "the head stays where it is in this pause: E is in doubt",
        ),
    ],
)
def test_what_the_port_process_says_itself(world, name, facts, message):
    (alert,) = world.event(name, **facts)
    assert (alert.kind, alert.message) == (name, message)


def test_a_text_that_was_left_out_is_told_and_harms_nothing(world):
    world.prints().run()
    (alert,) = world.event(
        "text_left_out", command="M117 odd", text="the printer refuses this text: M117 odd"
    )
    assert (alert.kind, alert.severity) == ("firmware_warning", Severity.INFO)
    assert alert.message == "the printer refuses this text: M117 odd"


def test_a_wrong_position(world):
    world.prints().run()
    (alert,) = world.event("position_error", axes=["x"], found={"x": 1.0}, expected={"x": 2.0})
    assert (alert.kind, alert.severity) == ("position_error", Severity.ERROR)
    assert alert.event_type is EventType.POSITION_ERROR
    assert alert.message == "the tool is not where the file says (x)"
    assert alert.data["position"] == {"x": 1.0}
    assert alert.data["expected"] == {"x": 2.0}


def test_what_the_firmware_says_once_a_minute_and_not_too_much_of_it(world):
    world.run()
    (alert,) = world.event("firmware_warning", text="cold extrusion prevented")
    assert (alert.severity, alert.message) == (
        Severity.INFO,
        "the firmware says: cold extrusion prevented",
    )
    for _ in range(100):
        assert world.event("firmware_warning", text="cold extrusion prevented") == []
    world.prints().run(60)
    (alert,) = world.event("firmware_warning", text="cold extrusion prevented")
    assert (alert.severity, alert.data["held_back"]) == (Severity.WARNING, 100)
    told = [world.event("firmware_warning", text=f"probe {number}") for number in range(1000)]
    assert sum(map(len, told)) == 9


def test_events_that_are_no_alerts(world):
    assert world.event("text", text="…") == []
    assert world.event("unchecked", text="…") == []
    assert world.event("injected", command="M105") == []
    assert world.event("position_checked") == []


def test_what_cannot_be_promised_is_told_once_for_a_firmware(world):
    world.run()
    klipper = {"FIRMWARE_NAME": "Klipper"}
    (alert,) = world.event("firmware", firmware=klipper, capabilities={})
    assert (alert.kind, alert.severity) == ("firmware_limits", Severity.INFO)
    assert "does not check line numbers" in alert.message
    assert world.event("firmware", firmware=klipper, capabilities={}) == []
