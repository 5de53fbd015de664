"""The states of a conversation: what leads where, and that nothing else does."""

from __future__ import annotations

from itertools import product

import pytest

from lezerprint.errors import IllegalTransitionError
from lezerprint.marlin.flow import TRANSITIONS, Flow, FlowEvent, following

OF_THE_OWNER = (FlowEvent.CONNECT, FlowEvent.TAKE_OVER, FlowEvent.CLOSE, FlowEvent.HALT)


@pytest.mark.parametrize(("flow", "event"), list(product(Flow, FlowEvent)))
def test_a_transition_is_in_the_table_or_raises(flow, event):
    if (flow, event) in TRANSITIONS:
        assert following(flow, event) is TRANSITIONS[flow, event]
    else:
        with pytest.raises(IllegalTransitionError, match="has no place"):
            following(flow, event)


@pytest.mark.parametrize(("flow", "event"), list(product(Flow, OF_THE_OWNER)))
def test_the_owner_may_do_as_it_likes(flow, event):
    assert isinstance(following(flow, event), Flow)


@pytest.mark.parametrize("flow", [Flow.CLOSED, Flow.HALTED])
@pytest.mark.parametrize("event", sorted(set(FlowEvent) - set(OF_THE_OWNER)))
def test_nothing_that_is_heard_ends_what_the_owner_has_ended(flow, event):
    with pytest.raises(IllegalTransitionError):
        following(flow, event)


def test_every_state_leads_back_to_the_stream():
    leads = {Flow.STREAMING}
    while more := {flow for (flow, _), target in TRANSITIONS.items() if target in leads} - leads:
        leads |= more
    assert leads == set(Flow)
