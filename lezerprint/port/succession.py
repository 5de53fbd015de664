"""What a port process takes over from the one before it, which was killed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lezerprint.errors import LezerPrintError, SpoolError
from lezerprint.port.contract.events import JobFailed
from lezerprint.port.failure import FailureReason
from lezerprint.port.spool import SpoolReader

if TYPE_CHECKING:
    from lezerprint.port.controller import PortController


def take_over(controller: PortController) -> bool:
    """Restore the link's choices and the job from the journal; whether there is a job that goes on."""
    goes_on = False
    inherited = controller.journal.inherited()
    if inherited:
        controller.connection.restore(inherited)
        controller.heaters.restore(inherited)
        controller.heat.restore(inherited)
        controller.exit_policy.restore(inherited)
    if kept := inherited.get("run"):
        try:
            spool = SpoolReader.open(Path(kept["spool"]))
            run = controller.replace_run(kept["job"], spool, kept["spool"])
            controller.journal.restore(controller.protocol, run, kept)
            if ties := inherited.get("ties"):
                controller.ties.restore(ties, controller.protocol)
            if firmware := inherited.get("firmware"):
                controller.interpreter.restore(firmware)
            goes_on = run.active
            controller.heaters.known.family = controller.interpreter.family
        except (LezerPrintError, LookupError, TypeError, ValueError) as error:
            controller.run = None
            failure = FailureReason.FILE_ERROR if isinstance(error, SpoolError) else FailureReason.OTHER
            controller.event_log.add(JobFailed(job=kept["job"], reason=str(error), failure=failure))
    controller.write_state()
    return goes_on
