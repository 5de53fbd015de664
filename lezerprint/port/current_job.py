"""The job that there is, and what may be said of it whether there is one or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.errors import PortError
from lezerprint.port.contract.events import JobFailed
from lezerprint.port.effects import Tell
from lezerprint.port.run_report import place_of

if TYPE_CHECKING:
    from lezerprint.port.effects import Effects
    from lezerprint.port.failure import FailureReason
    from lezerprint.port.run import Run


class CurrentJob:
    """One at most; it stays, when it has ended, until another begins."""

    def __init__(self) -> None:
        self.run: Run | None = None

    @property
    def active(self) -> Run | None:
        """The job, if it has not ended."""
        return self.run if self.run is not None and self.run.active else None

    def check_active(self) -> Run:
        """The job that is being printed. Raises PortError where there is none."""
        if self.run is None or not self.run.active:
            raise PortError("nothing is being printed")
        return self.run

    def check_none(self) -> None:
        """Raise PortError while there is one."""
        if self.run is not None and self.run.active:
            raise PortError(f"the printer is busy with {self.run.spool.name} ({self.run.state})")

    def replace(self, run: Run | None) -> None:
        """Another takes its place."""
        self.close()
        self.run = run

    def fail(self, reason: str, failure: FailureReason) -> Effects:
        """End it, saying between which lines of the file the truth lies."""
        run = self.active
        if run is None:
            return []
        place = place_of(run)
        run.fail(f"{reason} ({place})", failure)
        return [Tell(JobFailed(job=run.job, reason=reason, failure=failure, place=place))]

    def close(self) -> None:
        """Let go of its spool."""
        if self.run is not None:
            self.run.spool.close()
