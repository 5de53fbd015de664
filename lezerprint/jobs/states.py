"""The life of a job as one table."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from lezerprint.base.enums import JobState
from lezerprint.errors import JobError


class JobEvent(StrEnum):
    """What moves it."""

    PREPARE = "prepare"
    RETURN = "return"  # the order to start it is over before it began
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"
    FAIL = "fail"
    CANCEL = "cancel"


_TRANSITIONS: Final[dict[tuple[JobState, JobEvent], JobState]] = {
    (JobState.QUEUED, JobEvent.PREPARE): JobState.PREPARING,
    (JobState.PREPARING, JobEvent.RETURN): JobState.QUEUED,
    (JobState.PREPARING, JobEvent.START): JobState.PRINTING,
    (JobState.PRINTING, JobEvent.PAUSE): JobState.PAUSED,
    (JobState.PAUSED, JobEvent.RESUME): JobState.PRINTING,
    (JobState.PRINTING, JobEvent.COMPLETE): JobState.COMPLETED,
    **{
        (state, event): target
        for state in (JobState.QUEUED, JobState.PREPARING, JobState.PRINTING, JobState.PAUSED)
        for event, target in ((JobEvent.CANCEL, JobState.CANCELLED), (JobEvent.FAIL, JobState.FAILED))
    },
}

ENDED: Final = frozenset({JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED})


def next_state(state: JobState, event: JobEvent) -> JobState:
    """The state after `event`. Raises JobError where it cannot happen."""
    target = _TRANSITIONS.get((state, event))
    if target is None:
        raise JobError(f"a job that is {state} cannot {event}")
    return target


def path_to(state: JobState, target: JobState) -> list[JobEvent]:
    """The shortest way from one state to another, by which a job catches up with what happened meanwhile.

    Raises JobError where there is none.
    """
    ways: list[tuple[JobState, list[JobEvent]]] = [(state, [])]
    seen = {state}
    for place, way in ways:
        if place is target:
            return way
        for (start, event), end in _TRANSITIONS.items():
            if start is place and end not in seen:
                seen.add(end)
                ways.append((end, [*way, event]))
    raise JobError(f"a job that is {state} cannot become {target}")
