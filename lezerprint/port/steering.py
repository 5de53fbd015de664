"""Whatever is printed, a job or a file on the firmware's own SD card: pausing, resuming and cancelling it.

These orders need no lease, and are carried out while the server hangs or is gone. What others than the server
have ordered is told it by the event `steered`. The firmware's own print is controlled by commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.marlin.firmware import Family
from lezerprint.port.contract.events import JobFailed
from lezerprint.port.contract.states import RunState
from lezerprint.port.effects import Cool, Inject, Tell
from lezerprint.port.run_report import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.port.effects import Effects
    from lezerprint.port.failure import FailureReason
    from lezerprint.port.run import Run
    from lezerprint.port.sd_print import SdPrint
    from lezerprint.port.user_needed import UserNeeded

_PAUSE: Final = b"M25"
_RESUME: Final = b"M24"
_CANCEL: Final = {Family.MARLIN: b"M524", Family.PRUSA_BUDDY: b"M524", Family.PRUSA: b"M603"}
"""Where there is no command that ends a print from the SD card, it is paused, and stays so."""


class CurrentJob:
    """The job that there is: one at most, which stays, when it has ended, until another begins."""

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


def is_from_card(job: CurrentJob, card: SdPrint) -> bool:
    """Whether what is printed is read from the printer's own card."""
    return card.active and job.active is None


def pause(job: CurrentJob, card: SdPrint, script: Sequence[str] | None = None) -> Effects:
    """Pause the print. Raises PortError where there is none, or where it cannot be paused now."""
    if is_from_card(job, card):
        return pause_card()
    job.check_active().pause(script)
    return []


def pause_card() -> Effects:
    """Pause the print from the card."""
    return [Inject(_PAUSE)]


def resume(job: CurrentJob, card: SdPrint, user: UserNeeded, script: Sequence[str] | None = None) -> Effects:
    """Resume the print. Raises PortError where it is not paused, with the open question if there is one."""
    if is_from_card(job, card):
        if not card.paused:
            raise PortError("the print from the SD card is not paused")
        return [Inject(_RESUME)]
    run = job.check_active()
    if run.state is RunState.PRINTING and not run.returning:
        user.check_waits_for_none()
    run.resume(script)
    return []


def cancel_card(family: Family, *, cool: bool = True) -> Effects:
    """Cancel the print from the card and, with `cool`, switch the heaters off."""
    cancels = Inject(_CANCEL.get(family, _PAUSE))
    return [cancels, Cool("the print from the SD card was cancelled")] if cool else [cancels]
