"""Pausing, resuming and cancelling whatever is printed: a job, or a file on the firmware's own SD card.

These orders need no lease, and are carried out while the server hangs or is gone. What others than the server
have ordered is told it by the event `steered`. The firmware's own print is controlled by commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.marlin.firmware import Family
from lezerprint.port.contract.states import RunState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.port.controller import PortController

_PAUSE: Final = b"M25"
_RESUME: Final = b"M24"
_CANCEL: Final = {Family.MARLIN: b"M524", Family.PRUSA_BUDDY: b"M524", Family.PRUSA: b"M603"}
"""Where there is no command that ends a print from the SD card, it is paused, and stays so."""


def pause(controller: PortController, script: Sequence[str] | None = None) -> None:
    """Pause the print. Raises PortError where there is none, or where it cannot be paused now."""
    if _is_from_card(controller):
        controller.inject(_PAUSE, None)
    else:
        controller.active_run().pause(script)


def resume(controller: PortController, script: Sequence[str] | None = None) -> None:
    """Resume the print. Raises PortError where it is not paused, with the open question if there is one."""
    if _is_from_card(controller):
        if not controller.interpreter.sd_print.paused:
            raise PortError("the print from the SD card is not paused")
        controller.inject(_RESUME, None)
        return
    run = controller.active_run()
    if run.state is RunState.PRINTING and not run.returning:
        controller.interpreter.user.check_waits_for_none()
    run.resume(script)


def cancel(
    controller: PortController, script: Sequence[str] | None, now: float, *, cool: bool = True
) -> None:
    """Cancel the print and, with `cool`, switch the heaters off. Raises PortError where there is none."""
    if not _is_from_card(controller):
        controller.cancel(script, now, cool=cool)
        return
    controller.inject(_CANCEL.get(controller.interpreter.family, _PAUSE), None)
    if cool:
        controller.cool("the print from the SD card was cancelled")


def _is_from_card(controller: PortController) -> bool:
    job = controller.run is not None and controller.run.active
    return controller.interpreter.sd_print.active and not job
