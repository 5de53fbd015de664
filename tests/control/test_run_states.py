"""Each state of a job on the printer means the same everywhere."""

from __future__ import annotations

import pytest

from lezerprint.base.enums import JobState
from lezerprint.control.run_states import MEANINGS, Situation
from lezerprint.jobs.states import ENDED as ENDED_JOBS
from lezerprint.port.contract.states import ENDED, RunState


def test_every_state_has_a_meaning():
    assert set(MEANINGS) == set(RunState)


@pytest.mark.parametrize("state", RunState)
def test_what_has_ended_leaves_the_printer_idle(state):
    meaning = MEANINGS[state]
    assert (meaning.job in ENDED_JOBS) == (state in ENDED)
    assert (meaning.situation is Situation.IDLE) == (state in ENDED)
    assert (meaning.status is None) == (state in ENDED)
    if state in ENDED:
        assert meaning.actions == ()


def test_only_a_paused_print_lets_its_machine_be_moved():
    movable = {state for state in RunState if "move" in MEANINGS[state].actions}
    assert movable == {RunState.PAUSED}
    assert {state for state in RunState if MEANINGS[state].job is JobState.PAUSED} == movable
    assert {state for state in RunState if MEANINGS[state].status == "paused"} == movable
