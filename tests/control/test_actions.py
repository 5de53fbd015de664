"""What is offered."""

from __future__ import annotations

import pytest

from lezerprint.control.actions import actions
from lezerprint.port.contract.states import ENDED, ConnectionState, RunState


@pytest.mark.parametrize(
    ("connection", "job", "offered"),
    [
        ("ready", None, {"disconnect", "reset", "move", "temperature", "command"}),
        ("ready", "failed", {"disconnect", "reset", "move", "temperature", "command"}),
        ("halted", "failed", {"reset", "disconnect"}),
        ("absent", None, {"connect"}),
        ("unknown", "printing", set()),
        ("ready", "printing", {"pause", "cancel", "temperature", "command"}),
        ("ready", "paused", {"resume", "cancel", "move", "temperature", "command"}),
        ("ready", "cancelling", set()),
    ],
)
def test_what_is_offered(connection, job, offered):
    assert set(actions(connection, job and RunState(job))) == offered


@pytest.mark.parametrize("run", [None, *RunState])
@pytest.mark.parametrize("connection", ConnectionState)
def test_what_is_offered_in_every_state_goes_together(connection, run):
    offered = set(actions(connection, run))
    assert not {"connect", "disconnect"} <= offered
    assert not {"pause", "resume"} <= offered
    assert not offered & {"pause", "resume", "cancel"} or run not in (None, *ENDED)
    if connection is not ConnectionState.READY and (run is None or run in ENDED):
        assert not offered & {"move", "temperature", "command"}
