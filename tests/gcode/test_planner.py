"""Times against a planner that goes from move to move, and against sums that can be done by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lezerprint.gcode.kinematics import LastMove, Profiles, profiles
from lezerprint.gcode.limits import AxisLimits, MachineLimits
from lezerprint.gcode.moves import BlockStart, read_moves
from lezerprint.gcode.planner import LOOK_AHEAD_MOVES, Planner, no_profiles
from lezerprint.gcode.timeline import initial_values
from lezerprint.gcode.tokens import read_words

AXES = "xyze"
SLOW = MachineLimits(
    speed_mm_s=AxisLimits(200, 150, 12, 120),
    acceleration_mm_s2=AxisLimits(1000, 900, 200, 5000),
    jerk_mm_s=AxisLimits(8, 7, 0.4, 4.5),
    printing_mm_s2=1250,
    retracting_mm_s2=1300,
    travelling_mm_s2=1500,
)


def planned(text, limits=SLOW, cut=10_000):
    """The profiles of a program."""
    position, last = BlockStart(initial_values(limits)), LastMove()
    lines = text.strip().split("\n")
    parts = []
    for start in range(0, len(lines), cut):
        table = read_words(("\n".join(lines[start : start + cut]) + "\n").encode())
        block = read_moves(table, position)
        parts.append(profiles(block.moves, block.timelines, last, np.full(len(block.moves), np.nan)))
    return Profiles(*(np.concatenate(columns) for columns in zip(*map(columns_of, parts), strict=True)))


def columns_of(moves):
    return [getattr(moves, name) for name in Profiles.__slots__]


def seconds(moves, cut=10_000):
    """How long the moves take, planned in pieces."""
    planner = Planner(tag_count=1)
    found = []
    for start in range(0, len(moves.distance), cut):
        part = Profiles(*(column[start : start + cut] for column in columns_of(moves)))
        found.append(planner.plan(part, np.arange(start, start + len(part.distance))[:, None]).seconds)
    last = planner.plan(no_profiles(), np.zeros((0, 1), np.int64), is_last=True)
    return np.concatenate([*found, last.seconds])


def plain_seconds(moves):
    """The same, one after another."""
    count = len(moves.distance)
    squares = [*moves.entry_squared, moves.safe_squared[-1]]
    gains = [2 * a * d for a, d in zip(moves.acceleration, moves.distance, strict=True)]
    for index in range(count):
        squares[index + 1] = min(squares[index + 1], squares[index] + gains[index])
    for index in reversed(range(count)):
        squares[index] = min(squares[index], squares[index + 1] + gains[index])
    times = []
    for index in range(count):
        slow, fast = math.sqrt(squares[index]), math.sqrt(squares[index + 1])
        a, d = moves.acceleration[index], moves.distance[index]
        peak = min(moves.cruise[index], math.sqrt((squares[index] + squares[index + 1]) / 2 + a * d))
        ramp = (2 * peak**2 - slow**2 - fast**2) / (2 * a)
        times.append((2 * peak - slow - fast) / a + max(d - ramp, 0.0) / peak)
    return times


axis = st.integers(-3000, 3000).map(lambda value: f"{value / 100:.2f}")
moves = st.tuples(
    st.sampled_from(["X{0}Y{1}", "X{0}Y{1}E{2}", "E{2}", "Z{0}", "X{0}Y{1}Z{2}E{0}", "X{0}"]),
    axis, axis, axis,
    st.sampled_from(["", "F600", "F3000", "F20000"]),
).map(lambda parts: "G1 " + parts[0].format(*parts[1:4]) + parts[4])  # fmt: skip
programs = st.lists(moves, min_size=1, max_size=60).map("\n".join)
limits = st.sampled_from([SLOW, MachineLimits(junction_deviation_mm=0.013), MachineLimits()])


@settings(deadline=None)
@given(programs, limits, st.integers(1, 20))
def test_times_are_those_of_a_plain_planner(program, limits, cut):
    found = planned(program, limits, cut)
    if len(found.distance):
        assert seconds(found) == pytest.approx(plain_seconds(found), rel=1e-6, abs=1e-6)


@settings(deadline=None)
@given(programs, limits, st.integers(1, 20))
def test_profiles_do_not_depend_on_where_the_program_is_cut(program, limits, cut):
    for one, other in zip(
        columns_of(planned(program, limits)), columns_of(planned(program, limits, cut)), strict=True
    ):
        assert one == pytest.approx(other)


def test_planning_in_pieces_gives_the_same_times():
    chance = np.random.default_rng(1)
    points = chance.uniform(0, 100, (4 * LOOK_AHEAD_MOVES, 2)).cumsum(axis=0) % 100
    found = planned("\n".join(f"G1 X{x:.3f} Y{y:.3f} F{9000}" for x, y in points))
    assert seconds(found, 700) == pytest.approx(plain_seconds(found), rel=1e-6)


@settings(deadline=None)
@given(programs)
def test_the_speed_at_a_corner_is_that_of_marlins_classic_jerk(program):
    position = BlockStart(initial_values(SLOW))
    block = read_moves(read_words((program + "\n").encode()), position)
    found = planned(program)
    before = None
    for index in range(len(block.moves)):
        way = [float(getattr(block.moves, f"d{name}")[index]) for name in AXES]
        speeds = [part / found.distance[index] * found.cruise[index] for part in way]
        now = (speeds, found.cruise[index], plain_safe(speeds, found.cruise[index]))
        assert math.sqrt(found.safe_squared[index]) == pytest.approx(now[2])
        if before:
            assert math.sqrt(found.entry_squared[index]) == pytest.approx(plain_corner(before, now), rel=1e-6)
        before = now


def plain_safe(speeds, cruise):
    jerks = [getattr(SLOW.jerk_mm_s, name) for name in AXES]
    return cruise * min(
        [1.0, *(jerk / abs(speed) for speed, jerk in zip(speeds, jerks, strict=True) if speed)]
    )


def plain_corner(before, now):
    """After `Planner::_populate_block`, classic jerk."""
    (exits, exit_cruise, exit_safe), (entries, entry_cruise, entry_safe) = before, now
    slower = min(exit_cruise, entry_cruise)
    scale = entry_cruise / exit_cruise if entry_cruise < exit_cruise else 1.0
    factor = 1.0
    for name, leaving, entering in zip(AXES, exits, entries, strict=True):
        out, into = leaving * scale * factor, entering * factor
        if out > into:
            jerk = out - into if into > 0 or out < 0 else max(out, -into)
        else:
            jerk = into - out if into < 0 or out > 0 else max(-out, into)
        if jerk > (most := getattr(SLOW.jerk_mm_s, name)):
            factor *= most / jerk
    if min(exit_safe, entry_safe) > 0.99 * slower * factor:
        return min(entry_safe, slower)
    return slower * factor


NO_JERK = MachineLimits(
    jerk_mm_s=AxisLimits(1e-3, 1e-3, 1e-3, 1e-3),
    acceleration_mm_s2=AxisLimits(1e4, 1e4, 1e4, 1e4),
    speed_mm_s=AxisLimits(500, 500, 500, 500),
    printing_mm_s2=1000,
    travelling_mm_s2=500,
    retracting_mm_s2=250,
)


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("G1 X100 E1 F6000", 1.1),  # 100 mm at 100 mm/s, and 0.1 s up and 0.1 s down at half of it
        ("G1 X10 F60000", 2 * math.sqrt(10 / 500)),  # a triangle: the speed is never reached
        ("G1 X50 E1 F6000\nG1 X100 E2", 1.1),  # straight on
        ("G1 X50 E1 F6000\nG1 X0 E2", 2 * 0.6),  # to a stop, and back
        ("G1 E4 F60000", 2 * math.sqrt(4 / 250)),
    ],
)
def test_times_by_hand(program, expected):
    assert seconds(planned(program, NO_JERK)).sum() == pytest.approx(expected, rel=1e-3)


def test_limits_of_the_file_hold_from_where_they_stand():
    text = "G1 X50 E1 F60000\nM203 X20\nG1 X100 E2\nM201 X100\nG1 X0 E3\nM204 P50\nG1 X100 E4\n"
    text += "M205 X1 E1\nG1 X0 E5"
    found = planned(text, NO_JERK)
    assert found.cruise.tolist() == [500, 20, 20, 20, 20]
    assert found.acceleration == pytest.approx([1000, 1000, 100, 50, 50])
    assert found.safe_squared[4] == pytest.approx(1.0)


def test_a_right_angle_by_junction_deviation():
    limits = MachineLimits(junction_deviation_mm=0.05, printing_mm_s2=1000, travelling_mm_s2=1000)
    found = planned("G1 X50 F6000\nG1 Y50\nG1 Y100\nG1 Y0", limits)
    sine = math.sqrt(0.5)
    # The bend is at 45 degrees, so that both axes' limits of 3000 leave the 1000 of travel as they are.
    assert found.entry_squared[1] == pytest.approx(1000 * 0.05 * sine / (1 - sine))
    assert found.entry_squared[2] == pytest.approx(100.0**2)
    assert found.entry_squared[3] == 0.0
