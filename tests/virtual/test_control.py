"""Orders to a printer that runs."""

from __future__ import annotations

import json
import math

import pytest
from filament_change import PURGE, RESUMED

from lezerprint.virtual.control import Orders


class Cable:
    """Notes what it was told."""

    def __init__(self):
        self.reset_on_replug = False
        self.in_use = True
        self.told = []

    def unplug(self, replug_at):
        self.told.append(("unplug", replug_at))

    def replug(self):
        self.told.append(("replug",))

    def quit(self):
        self.told.append(("quit",))


@pytest.fixture
def ordered(bench):
    """A printer, and a function that gives it orders."""
    printer = bench(speed=0)
    printer.cable = Cable()
    orders = Orders(printer.simulator, printer.cable)
    printer.order = lambda text: orders.carry_out(text, printer.now)
    return printer


def test_faults_to_order(ordered, line):
    assert ordered.order("noise 1000") == {"ok": True}
    assert ordered.board.faults.noise_ppm == 1000
    assert ordered.order("noise 0") == ordered.order("drop-ok 1000000") == {"ok": True}
    assert ordered.send("M400") == []
    ordered.order("drop-ok 0")
    ordered.order("drop-ok-once")
    assert [ordered.send("M400"), ordered.send("M400")] == [[], ["ok"]]
    ordered.order("resend 2")
    assert [ordered.send(line(1, "M400"))[-1:] for _ in range(3)] == [["ok"]] * 3
    assert ordered.board.receiver.refused_lines == 2


def test_a_reset_a_hang_and_a_cut(ordered):
    ordered.order("reset")
    assert ordered.heard()[0] == "start"
    ordered.order("hang")
    assert ordered.send("M400") == []
    ordered.order("unhang")
    assert ordered.heard() == ["ok"]
    ordered.order("cut 2")
    assert ordered.send("M400") == []


def test_a_loss_of_power(ordered):
    ordered.send("G28")
    ordered.send("M104 S200")
    ordered.run(5)
    assert ordered.order("power-loss") == {"ok": True}
    assert ordered.heard()[:2] == ["start", "PowerUp"]
    state = ordered.order("state")
    assert state["heaters"]["hotend"] == {"celsius": pytest.approx(22.0), "target_celsius": 0.0, "power": 0.0}
    assert (state["homed"], state["counts"]["resets"]) == ("", 1)


def test_a_slow_processor_to_order(ordered):
    assert ordered.order("slow 500") == {"ok": True}
    ordered.send("M400")
    assert ordered.send("M400") == []
    assert ordered.run(0.6) == ["ok"]


def test_a_hung_board_loses_what_its_ring_cannot_hold(ordered):
    ordered.order("hang")
    ordered.send(b"M400\n" * 40)
    ordered.order("unhang")
    assert ordered.heard() == ["ok"] * 25
    assert ordered.order("state")["counts"]["overflow"] == 200 - 127


@pytest.mark.parametrize(("name", "heater_id"), [("hotend", "0"), ("bed", "bed")])
def test_a_runaway_trips_at_once(ordered, name, heater_id):
    ordered.send("M140 S60")
    assert ordered.order(f"runaway {name}") == {"ok": True}
    assert ordered.heard() == [
        f"Error:Thermal Runaway, system stopped! Heater_ID: {heater_id}",
        "Error:Printer halted. kill() called!",
        "//action:poweroff",
    ]
    assert ordered.order("state")["killed"]
    assert ordered.order("state")["heaters"]["bed"]["target_celsius"] == 0


def test_a_heater_fault_has_to_be_found_out(ordered):
    ordered.order("heater-fault hotend")
    ordered.send("M104 S200")
    heard, _ = ordered.run_until("//action:poweroff")
    assert heard[0] == "Error:Heating failed, system stopped! Heater_ID: 0"


def test_a_runout_pauses_until_the_button_is_pressed(ordered):
    ordered.order("runout")
    assert ordered.heard()[:2] == ["//action:filament_runout T0", "//action:paused"]
    assert ordered.send("G1 X1") == []
    ordered.begin_to_wait()
    assert ordered.order("button") == {"ok": True, "waited": True}
    assert ordered.heard() == PURGE
    ordered.begin_to_wait()
    assert ordered.order("button") == {"ok": True, "waited": True}
    assert ordered.heard() == RESUMED
    assert ordered.order("continue") == {"ok": True, "waited": False}
    assert ordered.files.executed == ["G1 X1"]


def test_what_is_said_is_heard(ordered):
    ordered.order("say  //action:notification  hello ")
    assert ordered.heard() == ["//action:notification  hello"]


def test_the_plug(ordered):
    for text in ("unplug", "unplug 3", "replug", "reset-on-replug on", "quit"):
        assert ordered.order(text) == {"ok": True}
    assert ordered.cable.told == [("unplug", math.inf), ("unplug", 1003.0), ("replug",), ("quit",)]
    assert ordered.cable.reset_on_replug


def test_a_runout_may_be_left_to_the_host(ordered):
    ordered.order("runout host")
    assert ordered.heard() == ["//action:out_of_filament T0"]


def test_the_menu_asks_the_host(ordered):
    ordered.order("lcd pause")
    assert ordered.heard()[1:] == [
        "//action:prompt_begin UI Pause",
        "//action:prompt_button Resume",
        "//action:prompt_show",
        "//action:pause",
    ]
    ordered.order("lcd resume")
    assert ordered.heard() == ["//action:resume"]


def test_the_state_tells_everything(ordered, line):
    for number, command in enumerate(["G28", "M104 S200", "G91", "G1 X5 F1200", "M106 S255", "M220 S150"], 1):
        ordered.send(line(number, command))
    state = json.loads(json.dumps(ordered.order("state")))
    assert state["position"] == {"x": 5, "y": 0, "z": 0, "e": 0}
    assert (state["homed"], state["axes_relative"], state["extruder_relative"]) == ("xyz", True, True)
    assert (state["feed_rate_mm_min"], state["feed_factor"], state["flow_factor"]) == (1200, 1.5, 1)
    assert (state["fan"], state["tool"], state["last_line_number"]) == (1, 0, 6)
    assert state["heaters"]["hotend"]["target_celsius"] == 200
    assert state["counts"]["accepted"] == state["counts"]["executed"] == 6
    assert state["killed"] is False


@pytest.mark.parametrize(
    "text",
    ["", "dance", "noise", "noise x", "noise -1", "noise 2000000", "cut", "cut inf", "slow", "runaway fan"],
)
def test_wrong_orders_are_refused_with_a_reason(ordered, text):
    reply = ordered.order(text)
    assert reply["ok"] is False
    assert reply["error"]


def test_the_trail_of_the_head_since_it_was_homed(ordered):
    ordered.send("G28")
    for command in ("G92 E0", "M302 P1", "G1 X10 Y5 Z1 F6000", "G1 X20 E1"):
        ordered.send(command)
    trail = ordered.order("trail 0")
    assert trail["moves"] == [(10.0, 5.0, 1.0, False), (20.0, 5.0, 1.0, True)]
    assert ordered.order(f"trail {trail['last'] - 1}")["moves"] == trail["moves"][1:]
    ordered.send("G28 X")
    assert ordered.order("trail 0")["first"] == trail["first"]
    ordered.send("G28")
    assert ordered.order("trail 0") == {
        "ok": True,
        "first": trail["last"],
        "last": trail["last"],
        "moves": [],
    }
