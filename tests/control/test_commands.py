"""Orders as G-code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lezerprint.control import commands
from lezerprint.control.errors import InvalidOrderError
from lezerprint.marlin.motion import MachineState

LENGTHS = some.floats(-200, 200)
SPEEDS = some.floats(1, 10_000)


def after(sent, **state):
    machine = MachineState(x=50.0, y=50.0, z=50.0, e=50.0, **state)
    for command in sent:
        machine.apply(commands.checked(command))
    return machine


@given(some.sampled_from("XYZE"), LENGTHS, SPEEDS)
def test_a_move_is_relative_and_leaves_absolute_modes(axis, distance, speed):
    for modes in ({}, {"inches": True}, {"absolute_axes": False, "extruder_told_absolute": axis == "E"}):
        machine = after(commands.move(axis, distance, speed), **modes)
        assert getattr(machine, axis.lower()) == pytest.approx(50 + distance, abs=0.001)
        assert machine.absolute_extruder
        assert machine.absolute_axes or axis == "E"
        assert not machine.inches
        assert machine.feed_rate_mm_min == pytest.approx(speed, abs=0.001)


@given(some.lists(some.floats(-2000, 2000), max_size=3), SPEEDS)
def test_filament_is_moved_in_parts_that_marlin_takes(lengths, speed):
    sent = commands.extrude(lengths, speed, tool=1)
    assert after(sent).e == pytest.approx(50 + sum(lengths), abs=0.001 * (len(sent) + 1))
    assert (sent[0], sent[-1]) == ("T1", "M82")
    for command in sent[3:-1]:
        assert abs(float(command.split()[1][1:])) <= 100


def test_loading_and_unloading():
    assert after(commands.load_filament(120, 300)).e == 170
    unloading = commands.unload_filament(120, 300)
    assert unloading[2] == "G1 E10 F300"
    assert after(unloading).e == -70


@pytest.mark.parametrize(
    ("axes", "command"), [("XYZ", "G28"), (["Y"], "G28 Y"), (["Z", "X"], "G28 X Z"), (["X", "X"], "G28 X")]
)
def test_homing(axes, command):
    assert commands.home(axes) == [command]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("g28 x y", b"G28 X Y"),
        ("m104 s200.5 t0", b"M104 S200.5 T0"),
        ("g1x5 e-1.5", b"G1X5 E-1.5"),
        ("m117 x5 hello", b"M117 x5 hello"),
        ("m117 a", b"M117 a"),
        ("m23 part.gco", b"M23 part.gco"),
    ],
)
def test_small_letters(typed, sent):
    assert commands.checked(typed) == sent


def test_small_letters_hide_no_line_number():
    with pytest.raises(InvalidOrderError):
        commands.checked("g1 x5 m110")


def test_targets_fans_and_factors():
    assert commands.targets(200, None, 0) == ["M104 S200", "M141 S0"]
    assert commands.targets(200, 60.5, None, tool=1) == ["M104 T1 S200", "M140 S60.5"]
    assert commands.fan(100) == ["M106 P0 S255"]
    assert commands.fan(0, 2) == ["M107 P2"]
    assert commands.fan(0.1) == ["M107 P0"]
    assert commands.feed_factor(110) == ["M220 S110"]
    assert commands.flow_factor(95, 1) == ["M221 T1 S95"]


@pytest.mark.parametrize("text", ["", "hello", "G28\n", "M110 N1", "M575 B9600", "; only a comment"])
def test_what_is_no_command(text):
    with pytest.raises(InvalidOrderError):
        commands.checked(text)


def test_a_command_is_cleaned():
    assert commands.checked("N5 G28 X ; home *12") == b"G28 X"
