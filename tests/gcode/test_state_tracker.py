from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lezerprint.gcode.batch import clean_batch
from lezerprint.gcode.state_tracker import StateTracker
from lezerprint.marlin.firmware import ExtruderMode
from lezerprint.marlin.motion import MachineState

number = st.decimals(-300, 300, places=3).map(str)
word = st.tuples(st.sampled_from(["", " "]), number).map("".join)
arguments = st.dictionaries(st.sampled_from("XYZEFxyze"), word, max_size=5).filter(
    lambda words: len({letter.upper() for letter in words}) == len(words)
)
moves = st.tuples(st.sampled_from(["G0", "G1", "G01", "g1", "G2", "G92", "G5", "M205"]), arguments).map(
    lambda move: " ".join([move[0], *(letter + value for letter, value in move[1].items())])
)
modes = st.sampled_from(
    [
        "G90",
        "G91",
        "M82",
        "M83",
        "G20",
        "G21",
        "G28",
        "G28 X",
        "G28 Y0 Z",
        "G92",
        "G1 X E5",
        "M117 X5 E7",
        "T1",
        "T0",
        "G10",
        "G11",
        "M200 D1.75",
        "M200 S0",
        "M220 B",
        "M220 R",
    ]
)
temperatures_and_factors = st.tuples(
    st.sampled_from(
        ["M104", "M140 R", "M109 T1 R", "M190", "M141", "M106", "M106 P1", "M107", "M220", "M221"]
    ),
    st.integers(0, 300),
).map(
    lambda setting: (
        f"{setting[0]} S{setting[1]}" if not setting[0].endswith("R") else f"{setting[0]}{setting[1]}"
    )
)
programs = st.lists(st.one_of(moves, moves, modes, temperatures_and_factors), min_size=1, max_size=60)


def assert_same(found, expected):
    for field in fields(MachineState):
        value = getattr(expected, field.name)
        if isinstance(value, float):
            value = pytest.approx(value, abs=1e-6)
        assert getattr(found, field.name) == value, field.name


@settings(deadline=None)
@given(programs, st.integers(1, 30))
def test_states_are_those_of_a_replay_by_each_rule_however_the_program_is_cut(program, batch_lines):
    expected = [MachineState(extruder_mode=mode) for mode in ExtruderMode]
    tracker = StateTracker()
    for start in range(0, len(program), batch_lines):
        batch = clean_batch("\n".join(program[start : start + batch_lines]).encode())
        found = tracker.advance(batch, np.arange(len(batch)))
        for index, snapshot in enumerate(found):
            for state in expected:
                assert_same(snapshot.under(state.extruder_mode), state)
                state.apply(batch.body(index))
    (last,) = tracker.advance(clean_batch(b"G4 S0\n"), np.array([0]))
    for state in expected:
        assert_same(last.under(state.extruder_mode), state)


def test_absolute_positions_are_exact_and_states_are_independent():
    tracker = StateTracker()
    batch = clean_batch(b"G1 X70.701 Y88.431 E2.10293\nM104 S200\nM104 S210\nG1 X1\n")
    first, second = (snapshot.state for snapshot in tracker.advance(batch, np.array([2, 3])))
    assert (first.x, first.y, first.e) == (70.701, 88.431, 2.10293)
    assert (first.hotend_targets_celsius, second.hotend_targets_celsius) == ({0: 200}, {0: 210})


def test_a_long_relative_extrusion_keeps_its_sum():
    tracker = StateTracker()
    tracker.advance(clean_batch(b"M83\n"), np.array([], np.int64))
    for _ in range(10):
        tracker.advance(clean_batch(b"G1 X1 E.001\n" * 1000), np.array([], np.int64))
    (snapshot,) = tracker.advance(clean_batch(b"G4\n"), np.array([0]))
    assert snapshot.state.e == pytest.approx(10.0, abs=1e-9)
