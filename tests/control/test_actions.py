"""What is offered."""

from __future__ import annotations

import pytest

from lezerprint.control.actions import actions
from lezerprint.port.contract.states import ConnectionState, RunState


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


def test_every_state_has_an_answer():
    for connection in ConnectionState:
        for job in (None, *RunState):
            actions(connection, job)
