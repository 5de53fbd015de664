"""The thermal model, waiting for heat, and the firmware's thermal protection."""

from __future__ import annotations

import pytest

from lezerprint.virtual.heaters import AMBIENT_CELSIUS, BED, HOTEND, Heater


def seconds_to(heater, celsius):
    seconds = 0.0
    while heater.celsius < celsius:
        heater.advance(0.25)
        seconds += 0.25
        assert seconds < 3600
    return seconds


def test_the_nozzle_warms_at_about_four_degrees_a_second_and_the_bed_much_slower():
    nozzle, bed = Heater(HOTEND), Heater(BED)
    nozzle.set_target(200)
    bed.set_target(60)
    assert 3.5 < 178 / seconds_to(nozzle, 195) < 5.0
    assert 0.4 < 38 / seconds_to(bed, 59) < 0.9


def test_it_holds_its_target_and_cools_to_ambient():
    nozzle = Heater(HOTEND)
    nozzle.set_target(200)
    nozzle.advance(300)
    assert nozzle.celsius == pytest.approx(200, abs=0.2)
    assert 0.3 < nozzle.power < 0.5
    nozzle.advance(60, cooling=1.15)
    assert 198 < nozzle.celsius < 200
    nozzle.set_target(0)
    nozzle.advance(30)
    assert 120 < nozzle.celsius < 160
    nozzle.advance(3600)
    assert nozzle.celsius == pytest.approx(AMBIENT_CELSIUS, abs=0.1)


def test_targets_are_limited():
    bed = Heater(BED)
    bed.set_target(999)
    assert bed.target_celsius == BED.maximum_celsius


def test_a_dead_element_is_found_out_while_heating_up():
    nozzle = Heater(HOTEND)
    nozzle.broken = True
    nozzle.set_target(200)
    nozzle.advance(HOTEND.watch_seconds - 1)
    assert nozzle.fault is None
    nozzle.advance(2)
    assert nozzle.fault == "Heating failed, system stopped! Heater_ID: 0"


def test_a_dead_element_is_found_out_while_printing():
    bed = Heater(BED)
    bed.set_target(60)
    bed.advance(600)
    bed.broken = True
    bed.advance(BED.protection_seconds)
    assert bed.fault is None
    bed.advance(60)
    assert bed.fault == "Thermal Runaway, system stopped! Heater_ID: bed"


def test_a_lower_target_is_no_runaway():
    nozzle = Heater(HOTEND)
    nozzle.set_target(250)
    nozzle.advance(300)
    nozzle.set_target(180)
    nozzle.advance(600)
    assert nozzle.fault is None


def test_m109_waits_and_says_temperatures_once_a_second_and_busy_every_other(bench):
    printer = bench(speed=1)
    first = printer.send("M109 S200")
    heard, seconds = printer.run_until("ok")
    heard = first + heard
    reports = [line for line in heard if " W:" in line]
    assert 35 < seconds < 60
    assert seconds - 2 <= len(reports) <= seconds + 2
    assert reports[0].startswith(" T:22.00 /200.00 B:22.00 /0.00")
    assert reports[0].endswith("W:?")
    assert reports[-1][-3:] in {"W:0", "W:1", "W:2"}
    assert heard.count("echo:busy: processing") == int(seconds // 2)
    assert printer.board.heaters.hotend.celsius == pytest.approx(200, abs=1.1)


def test_speed_makes_heating_faster(bench):
    slow, fast = bench(speed=1), bench(speed=10)
    for printer in (slow, fast):
        printer.send("M190 S60")
    assert fast.run_until("ok")[1] == pytest.approx(slow.run_until("ok")[1] / 10, rel=0.1)


def test_m109_s_does_not_wait_for_cooling_and_m109_r_does(bench):
    printer = bench(speed=50)
    printer.send("M109 S200")
    printer.run_until("ok")
    assert printer.send("M109 S150") == ["ok"]
    assert printer.send("M109 R100") != ["ok"]
    printer.run_until("ok")
    assert printer.board.heaters.hotend.celsius == pytest.approx(100, abs=1.1)


def test_m109_without_a_temperature_does_nothing(bench):
    assert bench().send("M109") == ["ok"]


@pytest.mark.parametrize("emergency_parser", [True, False])
def test_m108_ends_the_wait_and_keeps_the_target(bench, emergency_parser):
    printer = bench(speed=1, emergency_parser=emergency_parser)
    printer.send("M109 S200")
    printer.run(5)
    assert printer.send("M108") == ["ok", "ok"]
    assert printer.board.heaters.hotend.target_celsius == 200


def test_a_numbered_m108_waits_without_the_emergency_parser(bench, line):
    printer = bench(speed=1, emergency_parser=False)
    printer.send("M109 S200")
    assert "ok" not in printer.send(line(1, "M108"))


def test_autoreports(bench):
    printer = bench(speed=1)
    assert printer.send("M155 S2") == ["ok"]
    assert printer.run(6.5) == [" T:22.00 /0.00 B:22.00 /0.00 C:22.00 /0.00 @:0 B@:0 C@:0"] * 3
    assert printer.send("M155 S0") == ["ok"]
    assert printer.send("M154 S1") == ["ok"]
    assert printer.run(2.5) == ["X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0"] * 2


def test_without_autoreport_m155_is_unknown(bench):
    assert bench(autoreport=False).send("M155 S1") == ['echo:Unknown command: "M155 S1"', "ok"]


def test_a_runaway_kills_the_board(bench):
    printer = bench(speed=50)
    printer.send("M109 S200")
    printer.run_until("ok")
    printer.run(5)
    printer.board.heaters.hotend.broken = True
    heard, _ = printer.run_until("//action:poweroff")
    assert heard[-3:-1] == [
        "Error:Thermal Runaway, system stopped! Heater_ID: 0",
        "Error:Printer halted. kill() called!",
    ]
    assert printer.board.heaters.hotend.target_celsius == 0
    assert printer.send("M105") == []


def test_invalid_tools_are_named(bench):
    assert bench().send("M104 T3 S200") == ["echo:M104 Invalid extruder 3", "ok"]
    assert bench().send("T2") == ["echo:T2 Invalid extruder", "ok"]
    assert bench().send("T0") == ["ok"]
