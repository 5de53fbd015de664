"""Temperatures, positions and other states, as different firmware prints them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.marlin.replies import (
    Buffers,
    FanSpeed,
    Progress,
    Reading,
    ReportedPosition,
    Target,
    Temperatures,
)
from lezerprint.marlin.reports import (
    parse_buffers,
    parse_fan_speed,
    parse_position,
    parse_progress,
    parse_target,
    parse_temperatures,
)


def test_one_tool_bed_and_ambient():
    tool = Reading(229.0, 230.0, 55)
    assert parse_temperatures("T:229.00 /230.00 B:84.96 /85.00 A:-30.00 /0.00 @:55 B@:58") == Temperatures(
        tools={0: tool}, bed=Reading(84.96, 85.0, 58), others={"A": Reading(-30.0, 0.0)}, active=tool
    )


def test_chamber_and_missing_targets():
    report = parse_temperatures("T:201 B:117 C:49.3 /50")
    assert report.tools == {0: Reading(201.0)}
    assert report.bed == Reading(117.0)
    assert report.chamber == Reading(49.3, 50.0)


def test_two_tools_while_waiting():
    report = parse_temperatures(
        "T:77.1 /205.0 B:59.5 /60.0 T0:206.5 /205.0 T1:77.1 /205.0 B@:0 @:127 @0:40 @1:127 W:?"
    )
    assert report.tools == {0: Reading(206.5, 205.0, 40), 1: Reading(77.1, 205.0, 127)}
    assert report.active == report.tools[1]
    assert report.waiting
    assert report.wait_seconds is None


def test_m109_names_the_tool_it_waits_for():
    report = parse_temperatures("T:200.1 E:1 W:8")
    assert report.tools == {1: Reading(200.1)}
    assert report.waiting
    assert report.wait_seconds == 8


def test_prusa_gives_the_only_tool_twice_and_its_power_once():
    report = parse_temperatures("T:241.7 /240.0 B:76.9 /85.0 T0:241.7 /240.0 @:22 B@:127 P:0.0 A:38.5")
    assert report.tools == {0: Reading(241.7, 240.0, 22)}
    assert report.others == {"P": Reading(0.0), "A": Reading(38.5)}


def test_a_heat_break_is_no_position():
    line = "T:23.00/0.00 B:24.00/0.00 X:40.15/36.00 A:49.45/0.00 @:0 B@:0 C@:36.00 HBR@:0"
    assert parse_position(line) is None
    assert parse_temperatures(line).others["X"] == Reading(40.15, 36.0)


def test_smoothieware_puts_the_power_behind_each_heater():
    report = parse_temperatures("T:197.3/200.0 @210 B:60.1/60.0 @10")
    assert report.tools == {0: Reading(197.3, 200.0, 210)}
    assert report.bed == Reading(60.1, 60.0, 10)


def test_a_bed_without_tools():
    assert parse_temperatures("B:34.2/60.0 @255") == Temperatures(tools={}, bed=Reading(34.2, 60.0, 255))


def test_analogue_readings_in_brackets_are_left_out():
    report = parse_temperatures("T:24.50 /0.00 (1004.00) B:23.10 /0.00 (1010.00) @:0 B@:0")
    assert report.tools == {0: Reading(24.5, 0.0, 0)}
    assert report.bed == Reading(23.1, 0.0, 0)


def test_fans_among_temperatures_are_left_out():
    assert parse_temperatures("T:210.04 /210.00 @:85 F0:255.0 /255.0").others == {}


def test_junk_glued_to_the_end():
    report = parse_temperatures("T:210.04 /210.00 B:52.00 /52.00 @:85 B@:31pS_XYZ:5")
    assert report.bed == Reading(52.0, 52.0, 31)
    assert report.others == {}


def test_a_sensor_that_gives_no_number():
    report = parse_temperatures("T:nan /200.00 B:NaN /0.00")
    assert math.isnan(report.tools[0].actual_celsius)
    assert report.tools[0].target_celsius == 200.0
    assert math.isnan(report.bed.actual_celsius)


@pytest.mark.parametrize("spoilt", ["T:2\ufffd0.04 /210.00", "T:210.0.4 /210.00", "T:", "T:- /2", "TT:2"])
def test_a_spoilt_temperature_is_left_out(spoilt):
    assert parse_temperatures(spoilt) is None
    assert parse_temperatures(f"{spoilt} B:52.00 /52.00") == Temperatures({}, bed=Reading(52.0, 52.0))


@pytest.mark.parametrize(
    ("line", "target"),
    [("TargetExtr0:195", Target(0, 195.0)), ("TargetBed:60", Target(None, 60.0)), ("TargetBed:x", None)],
)
def test_repetier_targets(line, target):
    assert parse_target(line) == target


@pytest.mark.parametrize(
    ("line", "position"),
    [
        (
            "X:180.40 Y:-3.00 Z:0.00 E:0.00 Count X:18040 Y:-300 Z:0",
            ReportedPosition(180.4, -3.0, 0.0, 0.0, {"X": 18040.0, "Y": -300.0, "Z": 0.0}),
        ),
        (
            "X:62.417 Y:64.781 Z:0.2 E:2.72328 Count: A:6241 B:6478 C:20",
            ReportedPosition(62.417, 64.781, 0.2, 2.72328, {"A": 6241.0, "B": 6478.0, "C": 20.0}),
        ),
        ("X:96.99 Y:88.31 Z:0.30 E0:1.5 E1:0.0", ReportedPosition(96.99, 88.31, 0.3, 1.5, {})),
        ("X:150.0 Y:150.0 Z:  0.7 E:  0.0", ReportedPosition(150.0, 150.0, 0.7, 0.0, {})),
        ("X:1.00 Y:2.00 RZ:3.00 LZ:4.00 Count X:5", ReportedPosition(1.0, 2.0, None, None, {"X": 5.0})),
        ("C: X:1.0000 Y:2.0000 Z:3.0000", ReportedPosition(1.0, 2.0, 3.0, None, {})),
        ("X:1\ufffd0 Y:2.00", None),
        ("X:1.00 Z:2.00", None),
        ("C:49.3 /50", None),
    ],
)
def test_positions(line, position):
    assert parse_position(line) == position


def test_fan_speed():
    assert parse_fan_speed("E0:3240 RPM PRN1:0 RPM E0@:255 PRN1@:0") == FanSpeed(
        {"E0": 3240, "PRN1": 0}, {"E0": 255, "PRN1": 0}
    )
    assert parse_fan_speed("E0:") is None


def test_buffers():
    assert parse_buffers("D576 P:15 1 (20) B:3 4 (50)") == Buffers(15, 1, 20, 3, 4, 50)
    assert parse_buffers("D576 P:15 4294967293 (20) B:3 0 (0)") == Buffers(15, 3, 20, 3, 0, 0)
    assert parse_buffers("D576 P:15 9999999999 (20) B:3 0 (0)") is None
    assert parse_buffers("D576 P:15") is None


@pytest.mark.parametrize(
    ("line", "progress"),
    [
        (
            "NORMAL MODE: Percent done: 7; print time remaining in mins: 15; Change in mins: -1",
            Progress("NORMAL", 7, 15, None),
        ),
        ("SILENT MODE: Percent done: -1", Progress("SILENT", None, None, None)),
        ("M73 Progress: 12.5%; Time left: 20m; Change: 5m;", Progress("", 12.5, 20, 5)),
        ("M73 Progress: 12%;", Progress("", 12.0, None, None)),
        ("NORMAL MODE:", None),
    ],
)
def test_progress(line, progress):
    assert parse_progress(line) == progress


@pytest.mark.parametrize(
    ("line", "position"),
    [
        (
            "X:1.00 Y:2.00 Z:0.30 E:1000000000.00 Count X:80",
            ReportedPosition(1.0, 2.0, 0.3, None, {"X": 80.0}),
        ),
        ("X:1.00 Y:2.00 Z:nan E:5.00", ReportedPosition(1.0, 2.0, None, 5.0, {})),
        ("X:1.00 Y:2.00 Z:", ReportedPosition(1.0, 2.0, None, None, {})),
        ("X:nan Y:2.00 Z:0.30 E:5.00", None),
        ("X:99999999999.00 Y:2.00 Z:0.30 E:5.00", None),
    ],
)
def test_a_coordinate_that_cannot_be_true_is_not_known(line, position):
    assert parse_position(line) == position


@given(st.text("XYZE:.-+0123456789 naifCount/@TBW", max_size=60))
def test_reports_have_finite_numbers_or_none(text):
    position = parse_position(f"X:1.0 Y:2.0 {text}")
    if position is not None:
        told = [position.x, position.y, position.z, position.e, *position.counts.values()]
        assert all(value is None or abs(value) < 1e9 for value in told)
    report = parse_temperatures(f"T:20 {text}")
    for reading in [*report.tools.values(), *report.others.values()] if report else ():
        assert reading.target_celsius is None or not math.isinf(reading.target_celsius)
