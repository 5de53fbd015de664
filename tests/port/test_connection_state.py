"""The states of the printer's link: what leads where, and that nothing else does."""

from __future__ import annotations

from itertools import product

import pytest

from lezerprint.errors import IllegalTransitionError
from lezerprint.port.connection_state import TRANSITIONS, LinkEvent, following
from lezerprint.port.contract.states import ConnectionState

BY_ORDER = {LinkEvent.HALTED, LinkEvent.LET_GO, LinkEvent.LOOKED_FOR}


@pytest.mark.parametrize(("state", "event"), list(product(ConnectionState, LinkEvent)))
def test_a_transition_is_in_the_table_or_raises(state, event):
    if (state, event) in TRANSITIONS:
        assert following(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(IllegalTransitionError, match="has no place"):
            following(state, event)


@pytest.mark.parametrize("state", ConnectionState)
def test_in_every_state_it_may_be_stopped_and_let_go_of(state):
    assert following(state, LinkEvent.HALTED) is ConnectionState.HALTED
    assert following(state, LinkEvent.LET_GO) is ConnectionState.DISCONNECTED


@pytest.mark.parametrize(
    "event", sorted(set(LinkEvent) - {LinkEvent.HALTED, LinkEvent.LET_GO, LinkEvent.LOOKED_FOR})
)
def test_what_was_let_go_of_is_left_alone(event):
    with pytest.raises(IllegalTransitionError):
        following(ConnectionState.DISCONNECTED, event)


def test_every_state_leads_to_ready():
    leads = {ConnectionState.READY}
    while more := {state for (state, _), target in TRANSITIONS.items() if target in leads} - leads:
        leads |= more
    assert leads == set(ConnectionState)


def test_a_fault_of_ours_is_told_and_ends_nothing(make_bench):
    connection = make_bench().controller.connection
    with pytest.raises(IllegalTransitionError, match="answered has no place while the link is ready"):
        connection.ready()
    assert connection.state is ConnectionState.READY
