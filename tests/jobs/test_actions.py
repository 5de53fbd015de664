"""What may be done with a job, and why not the rest."""

from __future__ import annotations

from typing import get_args

import pytest

from lezerprint.base.enums import JobState
from lezerprint.jobs.actions import JobAction, job_actions
from lezerprint.port.contract.states import RunState


@pytest.mark.parametrize("run", [None, *RunState])
@pytest.mark.parametrize("state", JobState)
def test_every_action_is_offered_or_has_a_reason(state, run):
    offered, refused = job_actions(state, run=run)
    assert set(offered).isdisjoint(refused)
    assert set(offered) | refused.keys() == set(get_args(JobAction))
    assert all(refused.values())


def test_a_job_of_the_queue_does_not_start_on_a_busy_printer():
    offered, refused = job_actions(JobState.QUEUED, start_obstacle="the printer is busy with gear.gcode")
    assert (offered, refused["start"]) == (("cancel",), "the printer is busy with gear.gcode")
    assert "start" in job_actions(JobState.QUEUED)[0]


@pytest.mark.parametrize(
    ("state", "run", "offered"),
    [
        (JobState.PRINTING, RunState.PRINTING, {"pause", "cancel"}),
        (JobState.PRINTING, RunState.PAUSING, {"resume", "cancel"}),
        (JobState.PRINTING, RunState.FINISHING, {"cancel"}),
        (JobState.PRINTING, RunState.CANCELLING, set()),
        (JobState.PAUSED, RunState.PAUSED, {"resume", "cancel"}),
        (JobState.FAILED, None, {"recover", "delete"}),
    ],
)
def test_what_the_port_process_takes_counts(state, run, offered):
    assert set(job_actions(state, run=run)[0]) == offered
