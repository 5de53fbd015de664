"""Orders that need no lease: somebody at this machine pauses, resumes or cancels what is printed.

It is carried out also while the server hangs or is gone; a server sees it by the job's state and the event
`steered`, and records it. What the firmware prints from its own SD card is controlled by its own commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.marlin.firmware import Family
from lezerprint.port.run_state import RunState

if TYPE_CHECKING:
    from lezerprint.port.conductor import Conductor

_PAUSE: Final = b"M25"
_RESUME: Final = b"M24"
_CANCEL: Final = {Family.MARLIN: b"M524", Family.PRUSA_BUDDY: b"M524", Family.PRUSA: b"M603"}
"""Where there is no command that ends a print from the SD card, it is paused, and stays so."""


def pause(conductor: Conductor) -> None:
    """Pause the print. Raises PortError where there is none, or where it cannot be paused now."""
    if _is_from_card(conductor):
        conductor.inject(_PAUSE, None)
    else:
        conductor.active_run().hold()
    conductor.outbox.add("steered", order="pause")


def resume(conductor: Conductor) -> None:
    """Resume the print. Raises PortError where there is none, or where it is not paused."""
    if not _is_from_card(conductor):
        resume_job(conductor)
    elif conductor.interpreter.sd_print.paused:
        conductor.inject(_RESUME, None)
    else:
        raise PortError("the print from the SD card is not paused")
    conductor.outbox.add("steered", order="resume")


def resume_job(conductor: Conductor, script: list[str] | None = None) -> None:
    """Resume the job. Raises PortError where it is not paused, with the open question if there is one."""
    run = conductor.active_run()
    if run.state is RunState.PRINTING and not run.returning:
        conductor.interpreter.user.check_waits_for_none()
    run.go_on(script)


def cancel(conductor: Conductor, now: float) -> None:
    """Cancel the print and switch the heaters off. Raises PortError where there is none."""
    if _is_from_card(conductor):
        conductor.inject(_CANCEL.get(conductor.interpreter.family, _PAUSE), None)
        conductor.cool("the print from the SD card was cancelled")
    else:
        conductor.drop(None, now)
    conductor.outbox.add("steered", order="cancel")


def _is_from_card(conductor: Conductor) -> bool:
    job = conductor.run is not None and conductor.run.active
    return conductor.interpreter.sd_print.active and not job
