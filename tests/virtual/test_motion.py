"""Planner timing, positions and modes."""

from __future__ import annotations

import math

import pytest

from lezerprint.virtual.machine import arc_length_mm
from lezerprint.virtual.planner import START_DELAY_SECONDS, Block, Planner, Point, trapezoid_seconds


def block(x, start_x=0.0, speed=100.0, acceleration=1000.0):
    length = abs(x - start_x)
    return Block(Point(x=x), length, speed, acceleration, Point(x=math.copysign(1.0, x - start_x)))


@pytest.mark.parametrize(
    ("length", "entry", "leave", "seconds"),
    [
        (100, 0, 0, 0.1 + 0.1 + 0.9),
        (10, 0, 0, 0.2),
        (2.5, 0, 0, 0.1),
        (100, 100, 100, 1.0),
        (5, 0, 100, 0.1),
    ],
)
def test_a_block_takes_as_long_as_its_trapezoid(length, entry, leave, seconds):
    assert trapezoid_seconds(block(float(length)), entry, leave) == pytest.approx(seconds)


def test_look_ahead_keeps_the_speed_through_a_straight_line():
    planner = Planner(16, 1.0)
    for step in range(10):
        planner.add(block(10.0 * (step + 1), 10.0 * step), 0.0)
    planner.advance(1.0)
    assert not planner.idle
    planner.advance(1.1001)
    assert planner.idle
    assert planner.position(2.0) == Point(x=100.0)


def test_a_corner_that_turns_back_stops_the_machine():
    planner = Planner(16, 1.0)
    planner.add(block(10.0), 0.0)
    planner.add(block(0.0, 10.0), 0.0)
    planner.add(block(10.0), 0.0)
    planner.advance(0.599)
    assert not planner.idle
    planner.advance(0.6001)
    assert planner.idle


def test_the_first_move_waits_for_company():
    planner = Planner(16, 1.0)
    planner.add(block(10.0), 0.0)
    planner.advance(START_DELAY_SECONDS + 0.199)
    assert not planner.idle
    planner.advance(START_DELAY_SECONDS + 0.2001)
    assert planner.idle


def test_the_position_while_moving_lies_on_the_way():
    planner = Planner(16, 1.0)
    planner.add(block(100.0), 0.0)
    planner.advance(0.6)
    assert 40 < planner.position(0.6).x < 60
    assert planner.stop(0.6).x == planner.position(9.0).x


def test_a_full_planner_holds_the_ok_back(bench):
    printer = bench(speed=1)
    for number in range(15):
        assert printer.send(f"G1 X{10 * (number % 2 + 1)} F600") == ["ok"]
    assert printer.send("G1 X100") == []
    assert "ok" in printer.run(1.2)


def test_motion_takes_its_time_and_speed_shortens_it(bench):
    seconds = []
    for speed in (1, 10):
        printer = bench(speed=speed)
        printer.send(b"G1 X100 F600\nM400\n")
        seconds.append(printer.run_until("ok")[1])
    assert seconds[1] == pytest.approx(seconds[0] / 10)
    assert bench(speed=0).send(b"G1 X100 F600\nM400\n") == ["ok", "ok"]


def test_m400_waits_for_the_last_move(bench):
    printer = bench(speed=1)
    assert printer.send("G1 X100 F600") == ["ok"]
    printer.send("M400")
    _, seconds = printer.run_until("ok")
    assert seconds == pytest.approx(10.0 + 0.01 + START_DELAY_SECONDS, abs=0.05)


def test_m220_changes_the_speed_of_moves(bench):
    printer = bench(speed=1)
    printer.send("M220 S200")
    printer.send("G1 X100 F600")
    printer.send("M400")
    assert printer.run_until("ok")[1] == pytest.approx(5.0, abs=0.2)


def test_the_highest_speeds_hold(bench):
    printer = bench(speed=1)
    printer.send("M203 Z5")
    printer.send("G1 Z50 F60000")
    printer.send("M400")
    assert printer.run_until("ok")[1] == pytest.approx(10.0, abs=0.3)


def test_positions_and_modes(bench):
    printer = bench(speed=0)
    printer.send("M302 P1")
    for command in (
        "G28",
        "G1 X10 Y20 Z5 E3",
        "G91",
        "G1 X-1.5 E1",
        "M82",
        "G1 E9",
        "G90",
        "M83",
        "G1 E1 X11",
    ):
        assert printer.send(command) == ["ok"]
    assert printer.send("M114") == ["X:11.00 Y:20.00 Z:5.00 E:10.00 Count X:880 Y:1600 Z:2000", "ok"]


def test_g90_makes_the_extruder_absolute_too(bench):
    printer = bench(speed=0)
    printer.send("M83")
    assert printer.board.machine.relative_extruder
    printer.send("G90")
    assert not printer.board.machine.relative_extruder


def test_g92_shifts_the_logical_position(bench):
    printer = bench(speed=0)
    for command in ("G28", "G1 X50", "G92 X0 E5", "G1 X10"):
        printer.send(command)
    machine = printer.board.machine
    assert machine.logical == {"X": 10.0, "Y": 0.0, "Z": 0.0, "E": 5.0}
    assert machine.native.x == 60.0
    printer.send("G28 X")
    assert machine.logical["X"] == 0.0


def test_soft_endstops_hold_once_homed(bench):
    printer = bench(speed=0)
    printer.send("G1 X500")
    assert printer.board.machine.native.x == 500
    printer.send("G28")
    printer.send("G1 X500 Y-3")
    assert printer.board.machine.native[:2] == (220.0, 0.0)


def test_inches(bench):
    printer = bench(speed=0)
    printer.send("G20")
    printer.send("G1 X2 F10")
    assert printer.board.machine.native.x == pytest.approx(50.8)
    assert printer.board.machine.feed_rate_mm_s == pytest.approx(254 / 60)


def test_cold_extrusion_is_prevented(bench):
    printer = bench(speed=0)
    assert printer.send("G1 X5 E1") == ["echo: cold extrusion prevented", "ok"]
    machine = printer.board.machine
    assert (machine.native.x, machine.extruded_mm) == (5.0, 0.0)
    printer.send("M302 S0")
    assert printer.send("G1 X6 E2") == ["ok"]
    assert machine.extruded_mm == 1.0


def test_m221_changes_the_flow(bench):
    printer = bench(speed=0)
    printer.send("M302 P1")
    printer.send("M221 S50")
    printer.send("G1 E10")
    assert printer.board.machine.native.e == 10
    assert printer.board.machine.extruded_mm == 5


@pytest.mark.parametrize(
    ("end", "words", "clockwise", "length"),
    [
        (Point(10, 10), {"I": 0.0, "J": 10.0}, False, math.pi / 2 * 10),
        (Point(10, 10), {"I": 0.0, "J": 10.0}, True, 3 * math.pi / 2 * 10),
        (Point(0, 0), {"I": 5.0}, True, math.tau * 5),
        (Point(10, 0), {"R": 5.0}, True, math.pi * 5),
        (Point(10, 10), {"R": -10.0}, True, 3 * math.pi / 2 * 10),
        (Point(0, 0, 3), {"I": 2 / math.pi}, False, 5.0),
        (Point(3, 4), {}, False, 5.0),
    ],
)
def test_arcs_have_their_length(end, words, clockwise, length):
    assert arc_length_mm(Point(), end, words, clockwise=clockwise) == pytest.approx(length)


def test_an_arc_ends_at_its_end_and_takes_its_time(bench):
    printer = bench(speed=1)
    printer.send("G2 X20 Y0 I10 F600")
    printer.send("M400")
    assert printer.run_until("ok")[1] == pytest.approx(math.pi * 10 / 10, abs=0.2)
    assert printer.board.motors().x == 20.0


def test_g28_takes_time_and_homes(bench):
    printer = bench(speed=1)
    printer.send("G28")
    heard, seconds = printer.run_until("ok")
    assert 5 < seconds < 20
    assert "echo:busy: processing" in heard
    assert printer.board.machine.homed == {"X", "Y", "Z"}


def test_g29_prints_a_mesh_once_homed(bench):
    printer = bench(speed=0)
    assert printer.send("G29") == ["echo:Home XYZ First", "ok"]
    printer.send("G28")
    heard = printer.send("G29")
    assert heard[1:3] == ["Bilinear Leveling Grid:", "      0      1      2      3      4"]
    assert heard[3].startswith(" 0 +0.001 ")
    assert len(heard) == 9
