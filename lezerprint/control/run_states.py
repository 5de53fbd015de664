"""What each state of a job in the port process means: for the job, for the printer, and for who looks on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from lezerprint.base.enums import JobState
from lezerprint.port.contract.states import RunState

Action = Literal[
    "connect", "disconnect", "reset", "move", "temperature", "command", "pause", "resume", "cancel"
]
"""What the API offers to do with a printer."""


class Situation(Enum):
    """What the printer is doing, as far as commands by hand are concerned."""

    IDLE = "idle"
    PRINTING = "printing"
    FROM_CARD = "from card"
    """The firmware prints from its own SD card."""

    PAUSED = "paused"
    """All that was sent is executed; the machine's state is restored when the print goes on."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Of one state.

    Attributes:
        job: The job's state.
        situation: What the printer is doing. IDLE: the job has ended, and the link's state counts.
        actions: What may be done, beside heaters off and the emergency stop.
        text: For people.
    """

    job: JobState
    situation: Situation
    actions: tuple[Action, ...]
    text: str

    @property
    def status(self) -> Literal["printing", "paused"] | None:
        """The printer's status; None where that depends on its link."""
        if self.situation is Situation.IDLE:
            return None
        return "paused" if self.situation is Situation.PAUSED else "printing"


_BY_HAND: Final[tuple[Action, ...]] = ("temperature", "command")

MEANINGS: Final[dict[RunState, Meaning]] = {
    RunState.PRINTING: Meaning(
        JobState.PRINTING, Situation.PRINTING, ("pause", "cancel", *_BY_HAND), "printing"
    ),
    RunState.PAUSING: Meaning(
        JobState.PRINTING, Situation.PRINTING, ("resume", "cancel", *_BY_HAND), "pausing"
    ),
    RunState.PAUSED: Meaning(
        JobState.PAUSED, Situation.PAUSED, ("resume", "cancel", "move", *_BY_HAND), "paused"
    ),
    RunState.FINISHING: Meaning(
        JobState.PRINTING, Situation.PRINTING, ("cancel",), "finishing the last moves"
    ),
    RunState.CANCELLING: Meaning(JobState.PRINTING, Situation.PRINTING, (), "cancelling"),
    RunState.COMPLETED: Meaning(JobState.COMPLETED, Situation.IDLE, (), "completed"),
    RunState.CANCELLED: Meaning(JobState.CANCELLED, Situation.IDLE, (), "cancelled"),
    RunState.FAILED: Meaning(JobState.FAILED, Situation.IDLE, (), "failed"),
}
