"""On a noisy link, a line that takes far longer than its moves is told."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lezerprint.port.contract.states import RunState
from lezerprint.port.noise_checks import SlowLine, longest_move_seconds
from lezerprint.port.spool import SpoolReader


@pytest.fixture
def run(make_job):
    job = make_job(["G1 X10 F600", "G1 X70 F3000", "G1 Z1", "G28", "G4 P5000"])
    with SpoolReader.open(job.path) as spool:
        yield SimpleNamespace(
            spool=spool,
            acknowledged=1,
            sent=2,
            state=RunState.PRINTING,
            returning=False,
            wait=None,
            source_line=lambda index: index,
        )


def watched(run, until, *, refused_at=0.0):
    slow = SlowLine()
    if refused_at is not None:
        slow.refused(refused_at)
    return [told for now in range(1, until) if (told := slow.look(run, float(now)))]


def test_a_slow_line_is_told_once(run):
    (told,) = watched(run, 100)
    assert told.file_line == 2
    assert 10 < told.seconds < 20
    assert told.planned_seconds == pytest.approx(1.2)


def test_nothing_on_a_quiet_link_and_nothing_in_time(run):
    assert watched(run, 100, refused_at=None) == []
    assert watched(run, 12) == []


@pytest.mark.parametrize(
    ("name", "value"), [("state", RunState.PAUSED), ("returning", True), ("wait", "heat"), ("sent", 1)]
)
def test_nothing_where_the_line_is_not_what_is_waited_for(run, name, value):
    setattr(run, name, value)
    assert watched(run, 100) == []


def test_what_is_no_move_may_take_its_time(run):
    assert longest_move_seconds(run.spool, 3) == float("inf")
    run.acknowledged = 3
    assert watched(run, 100) == []


def test_a_burst_of_refusals():
    slow = SlowLine()
    assert [slow.refused(at) for at in (1.0, 2.0, 3.0, 60.0, 61.0)] == [False, False, True, False, False]
