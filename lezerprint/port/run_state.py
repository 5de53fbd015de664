"""What leads from one state of a job to the next."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from lezerprint.port.contract.states import RunState

TRANSITIONS: Final[dict[tuple[RunState, str], RunState]] = {
    (RunState.PRINTING, "pause"): RunState.PAUSING,
    (RunState.PRINTING, "all sent"): RunState.FINISHING,
    (RunState.PAUSING, "executed"): RunState.PAUSED,
    (RunState.PAUSING, "resume"): RunState.PRINTING,
    (RunState.PAUSED, "resume"): RunState.PRINTING,
    (RunState.FINISHING, "executed"): RunState.COMPLETED,
    (RunState.CANCELLING, "executed"): RunState.CANCELLED,
    **{
        (state, event): target
        for state in (RunState.PRINTING, RunState.PAUSING, RunState.PAUSED, RunState.FINISHING)
        for event, target in (("cancel", RunState.CANCELLING), ("fail", RunState.FAILED))
    },
    (RunState.CANCELLING, "fail"): RunState.FAILED,
}

IN_WORDS: Final = {
    RunState.PRINTING: "is not paused",
    RunState.PAUSING: "is just being paused",
    RunState.PAUSED: "is paused",
    RunState.FINISHING: "is just finishing",
    RunState.CANCELLING: "is just being cancelled",
    RunState.COMPLETED: "is completed",
    RunState.CANCELLED: "was cancelled",
    RunState.FAILED: "has failed",
}
"""What to answer to an order that does not fit."""


class Step(StrEnum):
    """Where a job is on its way back from a pause, or to a picture; it is printing, with its gate closed."""

    RESUMING = "resuming"  # the firmware goes back to the print, after a pause of its own
    ASKING = "asking"  # where the machine is, and which targets are set
    SETTING = "setting"  # the targets are set again
    HEATING = "heating"
    MOVING = "moving"  # the script
    PHOTO_STOP = "photo_stop"  # for a picture: all that was sent is to be executed
    PHOTO_PARK = "photo_park"  # the script that parks the head
    PHOTO = "photo"  # the picture is waited for


PHOTO_STEPS: Final = frozenset({Step.PHOTO_STOP, Step.PHOTO_PARK, Step.PHOTO})
