"""When the port process may end, told by facts alone; `test_halts.py` has it with a printer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.effects import Cool
from lezerprint.port.exit_policy import ExitFacts, ExitPolicy

COLD = ExitFacts(ConnectionState.READY, prints=False, hot=False, alone_seconds=0.0, has_more=False)
HOT = replace(COLD, hot=True)
ALONE_SECONDS = 60.0


def told(policy, facts, *times):
    return [effect for now in times for effect in policy.on_time(facts, now)]


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        (COLD, True),
        (replace(COLD, prints=True), False),
        (replace(COLD, has_more=True), False),
        (replace(COLD, has_more=True, state=ConnectionState.ABSENT), True),
        (HOT, False),
        (replace(HOT, state=ConnectionState.DISCONNECTED), True),  # it is nobody's
    ],
)
def test_after_a_signal(facts, due):
    policy = ExitPolicy(ALONE_SECONDS)
    policy.signalled(1.0)
    told(policy, facts, 1.0)
    assert policy.due is due


def test_the_last_lines_are_not_waited_for_for_ever():
    policy = ExitPolicy(ALONE_SECONDS)
    policy.order(cool=False)
    told(policy, replace(COLD, has_more=True), 1.0, 3.9)
    assert not policy.due
    told(policy, replace(COLD, has_more=True), 4.1)
    assert policy.due


def test_hot_heaters_are_switched_off_again_and_again():
    policy = ExitPolicy(ALONE_SECONDS)
    policy.signalled(1.0)
    assert told(policy, HOT, 1.0, 2.0, 30.0, 32.0) == [Cool("the port process ends")] * 2
    assert not policy.due


@pytest.mark.parametrize(("supervised", "due"), [(False, True), (True, False)])
def test_one_that_nobody_needs_ends_unless_it_is_supervised(supervised, due):
    policy = ExitPolicy(ALONE_SECONDS, supervised=supervised)
    told(policy, replace(COLD, alone_seconds=ALONE_SECONDS + 1.0), 1.0)
    assert policy.due is due
