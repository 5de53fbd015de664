"""Where a job stands, and what leads from one state to the next."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class RunState(StrEnum):
    """Where a job stands."""

    PRINTING = "printing"
    HOLDING = "holding"
    HELD = "held"
    ENDING = "ending"
    DROPPING = "dropping"
    DONE = "done"
    DROPPED = "dropped"
    FAILED = "failed"


TRANSITIONS: Final[dict[tuple[RunState, str], RunState]] = {
    (RunState.PRINTING, "hold"): RunState.HOLDING,
    (RunState.PRINTING, "all sent"): RunState.ENDING,
    (RunState.HOLDING, "settled"): RunState.HELD,
    (RunState.HOLDING, "continue"): RunState.PRINTING,
    (RunState.HELD, "continue"): RunState.PRINTING,
    (RunState.ENDING, "settled"): RunState.DONE,
    (RunState.DROPPING, "settled"): RunState.DROPPED,
    **{
        (state, event): target
        for state in (RunState.PRINTING, RunState.HOLDING, RunState.HELD, RunState.ENDING)
        for event, target in (("drop", RunState.DROPPING), ("fail", RunState.FAILED))
    },
    (RunState.DROPPING, "fail"): RunState.FAILED,
}

IN_WORDS: Final = {
    RunState.PRINTING: "is not paused",
    RunState.HOLDING: "is just being paused",
    RunState.HELD: "is paused",
    RunState.ENDING: "is just ending",
    RunState.DROPPING: "is just being cancelled",
    RunState.DONE: "is done",
    RunState.DROPPED: "was cancelled",
    RunState.FAILED: "has failed",
}
"""What to answer to an order that does not fit."""

ENDED: Final = frozenset({RunState.DONE, RunState.DROPPED, RunState.FAILED})


class Step(StrEnum):
    """Where a job is on its way back from a hold; it counts as printing then, with its gate closed."""

    RESUMING = "resuming"  # the firmware goes back to the print, after a pause of its own
    ASKING = "asking"  # where the machine is, and which targets are set
    SETTING = "setting"  # the targets are set again
    HEATING = "heating"
    MOVING = "moving"  # the script
