import json

import pytest

from lezerprint.marlin.motion import MachineState, homed_by


def after(*bodies):
    state = MachineState()
    for body in bodies:
        state.apply(body)
    return state


def test_moves_are_absolute_at_first():
    state = after(b"G1 X10 Y20 Z.3 E1.5 F1200", b"G0 X11")
    assert (state.x, state.y, state.z, state.e, state.feed_rate_mm_min) == (11, 20, 0.3, 1.5, 1200)


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5])
def test_every_move_ends_where_it_says(number):
    assert after(b"G%d X5 I1 J2 E.5" % number).x == 5


def test_arcs_and_lower_case_and_leading_zeros():
    assert after(b"G02 X5 Y6 I1 J1", b"g1 z7").z == 7


def test_relative_axes_include_the_extruder():
    state = after(b"G1 X10 E10", b"G91", b"G1 X1 E1", b"G1 X1 E1")
    assert (state.x, state.e, state.absolute_axes, state.absolute_extruder) == (12, 12, False, False)


def test_m82_and_m83_override_g90_and_g91_until_the_next_of_these():
    state = after(b"M83", b"G1 X1 E1", b"G1 X2 E1")
    assert (state.x, state.e) == (2, 2)
    state.apply(b"G90")
    assert state.absolute_extruder
    assert not after(b"G91", b"M82").absolute_axes
    assert after(b"G91", b"M82").absolute_extruder


def test_g92_sets_what_it_names():
    state = after(b"G1 X10 E10", b"G91", b"G92 E0", b"G1 E2")
    assert (state.x, state.e) == (10, 2)
    assert after(b"G1 X10", b"G92").x == 10


def test_inches():
    state = after(b"G20", b"G1 X1 F10", b"G21", b"G1 Y1")
    assert (state.x, state.y, state.feed_rate_mm_min) == (25.4, 1, 254)
    assert after(b"G20", b"G92 E2").e == 50.8


def test_homing():
    state = after(b"G1 X5 Y5 Z5 E5", b"G28 X Y")
    assert (state.x, state.y, state.z, state.e, state.homed_axes) == (0, 0, 5, 5, "XY")
    state.apply(b"G28 Z0")
    assert state.homed_axes == "XYZ"
    assert homed_by(b"G28 W") == "XYZ"
    assert homed_by(b"g28 z") == "Z"


def test_temperatures_by_tool():
    state = after(b"M104 S200", b"T1", b"M109 R210", b"M104 T0 S190", b"M190 R60", b"M141 S40", b"M104")
    assert state.hotend_targets_celsius == {0: 190, 1: 210}
    assert (state.tool, state.bed_target_celsius, state.chamber_target_celsius) == (1, 60, 40)


@pytest.mark.parametrize(
    ("bodies", "speed"),
    [
        ([b"M106"], 255),
        ([b"M106 S127.5"], 127.5),
        ([b"M106 S300"], 255),
        ([b"M106 S99", b"M106 P1 S10"], 99),
        ([b"M106 S99", b"M107 P1"], 99),
        ([b"M106 S99", b"M107"], 0),
    ],
)
def test_the_first_fan(bodies, speed):
    assert after(*bodies).fan_speeds[0] == speed


def test_each_fan_by_its_number():
    state = after(b"M106 P1 S40", b"M106 S99", b"M106 P2", b"M107 P1", b"M106 P3 T2", b'M106 P4 H1 C"x"')
    assert state.fan_speeds == {0: 99, 1: 0, 2: 255}


def test_fans_and_tools_that_no_printer_has_are_left_out():
    strange = [b"M106 P%d S9" % number for number in (32, 10**20)] + [b"M107 P99", b"M106 P-1"]
    strange += [b"M104 T50 S200", b"M104 T-1 S200", b"G10 P50 S200", b"M568 P999 S1", b"M109 T%d S9" % 10**20]
    assert after(*strange) == MachineState()
    assert after(b"T60", b"M104 S200").hotend_targets_celsius == {}


def test_factors():
    state = after(b"M220 S150", b"M221 S95", b"M220", b"M221 T0")
    assert (state.feed_factor_percent, state.flow_factor_percent) == (150, 95)


def test_a_feed_rate_of_zero_is_ignored():
    assert after(b"G1 F0 X1").feed_rate_mm_min == 1500


def test_text_and_other_commands_change_nothing():
    bodies = [b"M117 X5 S3", b"M205 X8 Y8 E5", b"G4 S1", b"M18 X", b"G29", b"Tx", b"G1", b"M84 X Y E"]
    assert after(*bodies) == MachineState()


def test_a_state_survives_json():
    state = after(b"G28", b"G1 X10.1 Y.2 E3 F1800", b"G91", b"T1", b"M104 S200", b"M106 S9")
    assert MachineState.from_dict(json.loads(json.dumps(state.to_dict()))) == state


@pytest.mark.parametrize(
    ("commands", "tool", "targets"),
    [
        ([b"G10 P1 S200 R150"], 0, {1: 200.0}),
        ([b"T2", b"M568 S210"], 2, {2: 210.0}),
        ([b"G10 P1 X3"], 0, {}),
        ([b"G10 L2 P1 S5"], 0, {}),
        ([b"T1", b"M605 S2"], 0, {}),
        ([b"T1", b"M605 S1"], 1, {}),
    ],
)
def test_tools_of_other_firmware_and_carriages(commands, tool, targets):
    state = MachineState()
    for body in commands:
        state.apply(body)
    assert (state.tool, state.hotend_targets_celsius) == (tool, targets)
