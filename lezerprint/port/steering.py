"""Pausing, resuming and cancelling whatever is printed: a job, or a file on the firmware's own SD card.

These orders need no lease, and are carried out while the server hangs or is gone. What others than the server
have ordered is told it by the event `steered`. The firmware's own print is controlled by commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.marlin.firmware import Family
from lezerprint.port.contract.states import RunState
from lezerprint.port.effects import Cool, Inject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.port.current_job import CurrentJob
    from lezerprint.port.effects import Effects
    from lezerprint.port.sd_print import SdPrint
    from lezerprint.port.user_needed import UserNeeded

_PAUSE: Final = b"M25"
_RESUME: Final = b"M24"
_CANCEL: Final = {Family.MARLIN: b"M524", Family.PRUSA_BUDDY: b"M524", Family.PRUSA: b"M603"}
"""Where there is no command that ends a print from the SD card, it is paused, and stays so."""


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
