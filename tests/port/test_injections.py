"""The machine's state at a line, however many commands were injected before it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lezerprint.marlin.motion import MachineState
from lezerprint.marlin.replies import Reading, ReportedPosition, Temperatures
from lezerprint.port.heating import Heaters
from lezerprint.port.injections import Injections, state_at
from lezerprint.port.spool import SpoolReader

NEAR_MM = 0.0161
"""M114's rounding, and what is taken for it."""

numbers = st.integers(-20000, 20000).map(lambda value: value / 1000)
feeds = st.integers(1, 9000)
moves = st.builds(
    lambda axes, feed: "G1 " + " ".join(f"{axis}{value}" for axis, value in axes.items()) + feed,
    st.dictionaries(st.sampled_from("XYZE"), numbers, min_size=1),
    st.one_of(st.just(""), feeds.map(lambda feed: f" F{feed}")),
)
modes = st.one_of(
    st.sampled_from(["G90", "G91", "M82", "M83", "T0", "T1", "M107", "M106", "m106 s30", "G20", "G21"]),
    st.integers(0, 255).map(lambda speed: f"M106 S{speed}"),
    st.integers(0, 255).map(lambda speed: f"M106 P1 S{speed}"),
    st.integers(50, 150).map(lambda percent: f"M220 S{percent}"),
    st.integers(50, 150).map(lambda percent: f"M221 S{percent}"),
    st.just("M220"),
)
files = st.lists(st.one_of(moves, modes, numbers.map(lambda value: f"G92 E{value}")), min_size=1, max_size=40)
injected = st.lists(st.tuples(st.integers(0, 40), st.one_of(modes, modes, moves)), max_size=8)


def replayed(spool, injections, stop):
    """What a machine would be like that was sent all this, in this order."""
    state = MachineState()
    for index in range(stop + 1):
        for at, command in injections:
            if at == index:
                state.apply(command.encode())
        if index < stop:
            state.apply(spool.body(index))
    return state


def report(state):
    """As M114 tells it."""
    return ReportedPosition(*(round(getattr(state, axis), 2) for axis in "xyze"), {})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(commands=files, injections=injected)
def test_as_if_all_were_replayed(make_job, commands, injections):
    job = make_job(commands)
    injections = sorted(((min(at, len(commands)), text) for at, text in injections), key=lambda one: one[0])
    with SpoolReader.open(job.path) as spool:
        known = Injections()
        for at, command in injections:
            known.note(command.encode(), at)
        successor = Injections()
        successor.restore(known.kept())
        expected = replayed(spool, injections, len(spool))
        found = state_at(spool, len(spool), successor, report(expected), Heaters())
    for axis in "xyze":
        assert getattr(found, axis) == pytest.approx(getattr(expected, axis), abs=NEAR_MM)
        setattr(found, axis, getattr(expected, axis))
    in_inches = [
        command for _, command in injections if command in ("G20", "G21") or command.startswith("G1")
    ]
    if in_inches:  # an F means what the units were then
        found.feed_rate_mm_min = expected.feed_rate_mm_min
    assert found == expected


@pytest.fixture
def spool(make_job):
    job = make_job(["G28", "G1 X10.12345 Y20 Z0.2 E1.54321 F1800", "M106 S100", "G1 X11.4 E2"])
    with SpoolReader.open(job.path) as opened:
        yield opened


def test_the_files_exact_position_counts_where_the_report_agrees(spool):
    state = state_at(spool, 2, Injections(), ReportedPosition(10.12, 20.0, 0.2, 1.54, {}), Heaters())
    assert (state.x, state.y, state.z, state.e) == (10.12345, 20, 0.2, 1.54321)


def test_the_report_counts_where_it_does_not(spool):
    state = state_at(spool, 2, Injections(), ReportedPosition(10.12, 20.0, 0.35, None, {}), Heaters())
    assert (state.x, state.z, state.e) == (10.12345, 0.35, 1.54321)


def test_the_file_has_the_last_word(spool):
    injections = Injections()
    injections.note(b"M106 S30", 1)
    assert state_at(spool, 2, injections, None, Heaters()).fan_speeds[0] == 30
    assert state_at(spool, 3, injections, None, Heaters()).fan_speeds[0] == 100
    injections.note(b"M107", 3)
    assert state_at(spool, 4, injections, None, Heaters()).fan_speeds[0] == 0


def test_what_was_turned_at_the_printer_counts(spool):
    heaters = Heaters()
    heaters.update(Temperatures({0: Reading(205, 210)}, Reading(60, 65), Reading(30)), 1.0)
    state = state_at(spool, 4, Injections(), None, heaters)
    assert state.hotend_targets_celsius == {0: 210}
    assert (state.bed_target_celsius, state.chamber_target_celsius) == (65, 0)


def test_only_what_sets_a_mode_need_be_kept():
    injections = Injections()
    assert injections.note(b"M106 S3", 1)
    assert not injections.note(b"M117 hello", 1)
    assert injections.note(b"M106 P1 S3", 1)
