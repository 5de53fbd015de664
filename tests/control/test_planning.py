"""What is sent for an order, or why it is not."""

from __future__ import annotations

import pytest
from snapshots import run_report, snapshot

from lezerprint.control import orders
from lezerprint.control.errors import (
    InvalidOrderError,
    TooColdError,
    UnknownMacroError,
    WouldRuinPrintError,
)
from lezerprint.control.planning import Plan, is_emergency_stop, needs_position, plan
from lezerprint.port.contract.heaters import HeaterReading, Tools
from lezerprint.port.contract.states import RunState
from lezerprint.settings import PrinterSettings
from lezerprint.settings.control import ControlSettings

MACROS = {"preheat": ("M140 S55 ; the bed", "M104 S190"), "stop": ("M117 bye", "M112"), "hot": ("M104 S900",)}
SETTINGS = PrinterSettings(
    device="virtual", volume=(220, 220, 250), control=ControlSettings(macros=MACROS, max_travel_speed=6000)
)
COLD, HOT = HeaterReading(20.0, 0.0), HeaterReading(200.0, 200.0)


def report(hotend=HOT, job=None, **changes):
    job = job and run_report(job)
    return snapshot(temperatures={"tool0": hotend, "bed": COLD}, job=job, **changes)


IDLE = report()
PRINTING, PAUSED = report(job=RunState.PRINTING), report(job=RunState.PAUSED)
FROM_CARD = report(sd_print={"percent": 5, "paused": False})


@pytest.mark.parametrize(
    ("order", "commands", "summary"),
    [
        (orders.Command("m105 ; how warm"), ["M105"], "Command M105"),
        (orders.RunMacro("preheat"), ["M140 S55", "M104 S190"], "Macro preheat"),
        (orders.Home(), ["G28"], "Home XYZ"),
        (orders.Home(["Y"]), ["G28 Y"], "Home Y"),
        (orders.Move("X", 5, 9000), ["G21", "G91", "G1 X5 F6000", "G90"], "Move X by 5 mm"),
        (orders.SetTargets(hotend=200, bed=60), ["M104 S200", "M140 S60"], "Target hotend 200 °C, bed 60 °C"),
        (orders.SetFan(100), ["M106 P0 S255"], "Fan 0 at 100 %"),
        (orders.SetFeedRate(120), ["M220 S120"], "Feed rate 120 %"),
        (orders.SetFlowRate(95, 1), ["M221 T1 S95"], "Flow rate 95 %"),
        (orders.Extrude(-3, 300), ["G21", "M83", "G1 E-3 F300", "M82"], "Extrude -3 mm"),
        (orders.MotorsOff(), ["M84"], "Motors off"),
    ],
)
def test_what_is_sent_and_noted(order, commands, summary):
    planned = plan(order, SETTINGS, IDLE)
    assert [body.decode() for body in planned.commands] == commands
    assert planned.summary == summary
    assert not planned.past_queue


def test_filament_is_loaded_and_unloaded_as_set():
    loaded = plan(orders.LoadFilament(), SETTINGS, IDLE)
    assert (loaded.summary, loaded.tool) == ("Load filament", 0)
    unloaded = plan(orders.UnloadFilament(), SETTINGS, IDLE)
    assert b"G1 E10 F300" in unloaded.commands  # a tip that leaves no plug


@pytest.mark.parametrize("text", ["M108", "M410", "M876 S1"])
def test_what_has_an_effect_past_the_queue_alone(text):
    assert plan(orders.Command(text, force=True), SETTINGS, PRINTING) == Plan(
        (text.encode(),), f"Command {text}", force=True, past_queue=True
    )


@pytest.mark.parametrize(
    ("order", "known", "error", "words"),
    [
        (orders.Command("M105\nM112"), IDLE, InvalidOrderError, "one command at a time"),
        (orders.Command("M104 S900"), IDLE, InvalidOrderError, "900 °C"),
        (orders.Command("G28"), PRINTING, WouldRuinPrintError, "G28 homes"),
        (orders.RunMacro("none"), IDLE, UnknownMacroError, "no macro 'none'"),
        (orders.RunMacro("hot"), IDLE, InvalidOrderError, "900 °C"),
        (orders.Home(), PAUSED, WouldRuinPrintError, "homes Z"),
        (orders.Move("X", 5, 100), PRINTING, WouldRuinPrintError, "pause it"),
        (orders.Move("X", 5, 100), FROM_CARD, WouldRuinPrintError, "SD card"),
        (orders.Move("E", 5, 100), report(COLD), TooColdError, "20 °C"),
        (orders.SetTargets(hotend=900), IDLE, InvalidOrderError, "900 °C"),
        (orders.SetTargets(chamber=40), IDLE, InvalidOrderError, "no heated chamber"),
        (orders.SetTargets(hotend=200, tool=4), IDLE, InvalidOrderError, "no tool 4"),
        (orders.SetTargets(bed=20), PRINTING, WouldRuinPrintError, "bed"),
        (orders.SetFeedRate(5), PRINTING, WouldRuinPrintError, "stops"),
        (orders.Extrude(5, 300), report(COLD), TooColdError, "20 °C"),
        (orders.Extrude(5, 300), None, TooColdError, "may be cold"),
        (orders.Extrude(5, 300, tool=3), IDLE, InvalidOrderError, "no tool 3"),
        (orders.LoadFilament(), PRINTING, WouldRuinPrintError, "pause it"),
        (orders.UnloadFilament(), report(COLD), TooColdError, "20 °C"),
        (orders.MotorsOff(), PAUSED, WouldRuinPrintError, "position"),
    ],
)
def test_what_is_refused(order, known, error, words):
    with pytest.raises(error, match=words):
        plan(order, SETTINGS, known)


@pytest.mark.parametrize(
    "order", [orders.Command("G28", force=True), orders.Home(force=True), orders.MotorsOff(force=True)]
)
def test_force_does_it_all_the_same(order):
    assert plan(order, SETTINGS, PRINTING).force


def test_force_exceeds_no_limit_of_a_heater():
    with pytest.raises(InvalidOrderError, match="900 °C"):
        plan(orders.SetTargets(hotend=900, force=True), SETTINGS, IDLE)


def test_heaters_can_be_switched_off_in_a_print():
    assert plan(orders.SetTargets(hotend=0, bed=0), SETTINGS, PRINTING).commands == (b"M104 S0", b"M140 S0")


def test_a_heater_of_several_is_named():
    known = snapshot(temperatures={"tool0": HOT, "tool1": COLD}, tools=Tools(1, (0, 1)))
    planned = plan(orders.SetTargets(hotend=200), SETTINGS, known)
    assert (planned.commands, planned.tool) == ((b"M104 T1 S200",), 1)


# Where a move ends.


def test_a_move_ends_within_the_volume():
    plan(orders.Move("X", 20, 100), SETTINGS, IDLE, from_mm=200.0)
    with pytest.raises(InvalidOrderError, match=r"X would be at 221\.00 mm"):
        plan(orders.Move("X", 21, 100), SETTINGS, IDLE, from_mm=200.0)
    plan(orders.Move("X", 21, 100, force=True), SETTINGS, IDLE, from_mm=200.0)
    plan(orders.Move("X", 21, 100), SETTINGS, IDLE)


@pytest.mark.parametrize(
    ("order", "settings", "known", "needed"),
    [
        (orders.Move("Z", 1, 100), SETTINGS, IDLE, True),
        (orders.Move("Z", 1, 100), SETTINGS, PAUSED, True),
        (orders.Move("Z", 1, 100), SETTINGS, PRINTING, False),
        (orders.Move("Z", 1, 100), SETTINGS, None, False),
        (orders.Move("Z", 1, 100), PrinterSettings(device="virtual"), IDLE, False),
        (orders.Move("Z", 1, 100, force=True), SETTINGS, IDLE, False),
        (orders.Move("E", 1, 100), SETTINGS, IDLE, False),
        (orders.Home(), SETTINGS, IDLE, False),
    ],
)
def test_the_firmware_is_asked_for_its_position_only_where_that_matters(order, settings, known, needed):
    assert needs_position(order, settings, known) is needed


@pytest.mark.parametrize(
    ("order", "stops"),
    [
        (orders.Command("M112"), True),
        (orders.Command("m112 ; now"), True),
        (orders.Command("M117 M112"), False),
        (orders.RunMacro("stop"), True),
        (orders.RunMacro("preheat"), False),
        (orders.Home(), False),
    ],
)
def test_what_stops_the_printer(order, stops):
    assert is_emergency_stop(order, SETTINGS) is stops
