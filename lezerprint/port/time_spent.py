"""What a job spent its time with, by a clock that nobody sets."""

from __future__ import annotations

from typing import Any, Final

from lezerprint.port.contract.coding import members
from lezerprint.port.contract.run_report import SecondsSpent
from lezerprint.port.contract.states import RunState
from lezerprint.port.run_state import Step

PRINTING: Final = "printing"
HEATING: Final = "heating"
PAUSED: Final = "paused"


def doing(state: RunState, step: Step | None, *, heats: bool, waits_for_user: bool) -> str:
    """What a job that stands there spends its time with."""
    pauses = state in (RunState.PAUSING, RunState.PAUSED)
    if waits_for_user or pauses or step in (Step.RESUMING, Step.ASKING, Step.MOVING):
        return PAUSED
    return HEATING if heats else PRINTING


class TimeSpent:
    """Seconds of each kind; `now` is the monotonic clock, which is one for all processes since the boot."""

    def __init__(self) -> None:
        self._seconds = {PRINTING: 0.0, HEATING: 0.0, PAUSED: 0.0}
        self._kind = PRINTING
        self._at: float | None = None

    def passed(self, kind: str, now: float) -> None:
        """Since the last call it did what was said then; from now on it does this."""
        if self._at is not None:
            self._seconds[self._kind] += max(0.0, now - self._at)
        self._kind, self._at = kind, now

    def report(self) -> SecondsSpent:
        """For the snapshot."""
        return SecondsSpent(**{kind: round(seconds, 3) for kind, seconds in self._seconds.items()})

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        return {**members(self.report()), "kind": self._kind, "at": self._at}

    def restore(self, kept: dict[str, Any]) -> None:
        """As a predecessor left it, what passed since included."""
        self._seconds = {kind: float(kept[kind]) for kind in self._seconds}
        self._kind, self._at = kept["kind"], kept["at"]
