"""Why what is not offered is not."""

from __future__ import annotations

from typing import get_args

import pytest

from lezerprint.control.actions import UNKNOWN, actions
from lezerprint.control.run_states import Action
from lezerprint.control.unavailable import unavailable
from lezerprint.port.contract.states import ConnectionState, RunState


@pytest.mark.parametrize("card_paused", [None, True, False])
@pytest.mark.parametrize("run", [None, *RunState])
@pytest.mark.parametrize("connection", [*ConnectionState, UNKNOWN])
def test_every_action_is_offered_or_has_a_reason(connection, run, card_paused):
    offered = set(actions(connection, run, card_paused=card_paused))
    reasons = unavailable(connection, run, card_paused=card_paused)
    assert offered.isdisjoint(reasons)
    assert offered | reasons.keys() == set(get_args(Action))
    assert all(reasons.values())


@pytest.mark.parametrize(
    ("connection", "run", "action", "part"),
    [
        ("ready", None, "pause", "nothing is being printed"),
        ("ready", "failed", "cancel", "nothing is being printed"),
        ("ready", "printing", "move", "pause it first"),
        ("ready", "printing", "disconnect", "cancel it first"),
        ("ready", "paused", "pause", "paused already"),
        ("ready", "finishing", "temperature", "last moves"),
        ("halted", "failed", "move", "reset it"),
        ("absent", None, "move", "power"),
        ("absent", None, "resume", "nothing is being printed"),
        ("connecting", None, "connect", "being connected"),
        ("unknown", "printing", "pause", "cannot be reached"),
    ],
)
def test_the_reason_names_what_stands_in_the_way(connection, run, action, part):
    assert part in unavailable(connection, run and RunState(run))[action]


def test_a_print_from_the_card_has_reasons_of_its_own():
    assert "SD card" in unavailable("ready", None, card_paused=False)["move"]
    assert "paused already" in unavailable("ready", None, card_paused=True)["pause"]


def test_what_waits_for_a_command_that_takes_minutes():
    refused = unavailable("ready", None, at_command="G29")
    assert refused["move"] == refused["temperature"]
    assert (
        refused["move"] == "the printer is busy with G29: wait until that is done, or end it with heaters off"
    )
    assert set(refused) | set(actions("ready", None, at_command="G29")) == set(get_args(Action))
