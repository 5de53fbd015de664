"""What may be done with a job now, and why not the rest: one table by its state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from lezerprint.base.enums import JobState
from lezerprint.control.run_states import MEANINGS
from lezerprint.port.contract.states import RunState

if TYPE_CHECKING:
    from collections.abc import Mapping

JobAction = Literal["start", "pause", "resume", "cancel", "recover", "delete"]
"""What the API offers to do with a job."""

_ALL: Final[tuple[JobAction, ...]] = get_args(JobAction)
_STEERS: Final[tuple[Literal["pause", "resume", "cancel"], ...]] = ("pause", "resume", "cancel")

_NOT_BEGUN: Final[Mapping[JobAction, str]] = {
    **dict.fromkeys(_STEERS, "the print has not begun"),
    "recover": "only a failed print can be continued",
    "delete": "only a job that has ended can be deleted: cancel it first",
}
_BEGUN: Final[Mapping[JobAction, str]] = {
    **_NOT_BEGUN,
    "start": "it has been started already",
    "pause": "the print is paused already",
    "resume": "the print is not paused",
}
_OVER: Final[Mapping[JobAction, str]] = {
    **dict.fromkeys(_ALL, "the job has ended"),
    "start": "the job has ended: print its file again",
    "recover": "only a failed print can be continued",
}

_TABLE: Final[Mapping[JobState, tuple[tuple[JobAction, ...], Mapping[JobAction, str]]]] = {
    JobState.QUEUED: (("start", "cancel"), _NOT_BEGUN),
    JobState.PREPARING: (("cancel",), {**_NOT_BEGUN, "start": "it has been started already"}),
    JobState.PRINTING: (("pause", "cancel"), _BEGUN),
    JobState.PAUSED: (("resume", "cancel"), _BEGUN),
    JobState.COMPLETED: (("delete",), _OVER),
    JobState.FAILED: (("recover", "delete"), _OVER),
    JobState.CANCELLED: (("delete",), _OVER),
}
"""What is offered in each state, and why the rest is not."""

_UNDER_WAY: Final[Mapping[RunState, str]] = {
    RunState.PAUSING: "the print is being paused already",
    RunState.FINISHING: "the print is finishing its last moves",
    RunState.CANCELLING: "the print is being cancelled",
}
"""Why the port process takes fewer orders than the job's state lets expect."""


def job_actions(
    state: JobState, *, start_obstacle: str = "", run: RunState | None = None
) -> tuple[tuple[JobAction, ...], dict[JobAction, str]]:
    """What is offered, and the reason for everything else.

    Args:
        state: The job's.
        start_obstacle: Why a job of the queue cannot begin now; empty: it can.
        run: Where it stands in the port process; None: it is not there, or that is not known.
    """
    usual, reasons = _TABLE[state]
    offered, refused = list(usual), {action: reasons[action] for action in _ALL if action not in usual}
    if start_obstacle and "start" in offered:
        offered.remove("start")
        refused["start"] = start_obstacle
    if run is not None and run in _UNDER_WAY:
        taken = MEANINGS[run].actions
        for action in _STEERS:
            if action in taken and action not in offered:
                offered.append(action)
                del refused[action]
            elif action not in taken and action in offered:
                offered.remove(action)
                refused[action] = _UNDER_WAY[run]
    return tuple(offered), {action: refused[action] for action in _ALL if action in refused}
