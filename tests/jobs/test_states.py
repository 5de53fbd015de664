"""The table of a job's states, and the way from one to another."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.base.enums import JobState
from lezerprint.errors import JobError
from lezerprint.jobs.states import ENDED, JobEvent, next_state, path_to

LIFE = [
    (JobState.QUEUED, JobEvent.PREPARE, JobState.PREPARING),
    (JobState.PREPARING, JobEvent.RETURN, JobState.QUEUED),
    (JobState.PREPARING, JobEvent.START, JobState.PRINTING),
    (JobState.PRINTING, JobEvent.PAUSE, JobState.PAUSED),
    (JobState.PAUSED, JobEvent.RESUME, JobState.PRINTING),
    (JobState.PRINTING, JobEvent.COMPLETE, JobState.COMPLETED),
]
LIVING = [state for state in JobState if state not in ENDED]


@pytest.mark.parametrize(("state", "event", "after"), LIFE)
def test_the_life_of_a_job(state, event, after):
    assert next_state(state, event) is after


@pytest.mark.parametrize("state", LIVING)
def test_a_job_can_fail_and_be_cancelled_until_it_has_ended(state):
    assert next_state(state, JobEvent.FAIL) is JobState.FAILED
    assert next_state(state, JobEvent.CANCEL) is JobState.CANCELLED


def test_nothing_else_is_possible():
    possible = {(state, event) for state, event, _ in LIFE}
    possible |= set(product(LIVING, (JobEvent.FAIL, JobEvent.CANCEL)))
    for state, event in set(product(JobState, JobEvent)) - possible:
        with pytest.raises(JobError, match=f"a job that is {state} cannot {event}"):
            next_state(state, event)


@given(st.lists(st.sampled_from(JobEvent), max_size=30))
def test_what_has_ended_stays_so(events):
    state = JobState.QUEUED
    for event in events:
        try:
            after = next_state(state, event)
        except JobError:
            after = state
        assert state not in ENDED or after is state
        state = after


def reachable(state, steps):
    """What can be reached in exactly so many steps, tried out."""
    places = {state}
    for _ in range(steps):
        following = set()
        for place, event in product(places, JobEvent):
            try:
                following.add(next_state(place, event))
            except JobError:
                continue
        places = following
    return places


@pytest.mark.parametrize(("state", "target"), list(product(JobState, JobState)))
def test_the_way_is_legal_and_the_shortest(state, target):
    try:
        way = path_to(state, target)
    except JobError:
        assert all(target not in reachable(state, steps) for steps in range(len(JobState) + 1))
        return
    place = state
    for event in way:
        place = next_state(place, event)
    assert place is target
    assert all(target not in reachable(state, steps) for steps in range(len(way)))


@pytest.mark.parametrize("state", LIVING)
def test_a_job_that_has_not_ended_can_catch_up_with_any_end(state):
    for end in ENDED:
        path_to(state, end)
