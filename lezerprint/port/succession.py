"""What a port process takes over from the one before it, which was killed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lezerprint.errors import LezerPrintError, SpoolError
from lezerprint.port.contract.events import JobFailed
from lezerprint.port.failure import FailureReason
from lezerprint.port.spool import SpoolReader

if TYPE_CHECKING:
    from lezerprint.port.conductor import Conductor


def take_over(conductor: Conductor) -> bool:
    """Restore the link's choices and the job from the journal; whether there is a job that goes on."""
    goes_on = False
    inherited = conductor.books.inherited()
    if inherited:
        conductor.connection.restore(inherited)
        conductor.heaters.restore(inherited)
        conductor.heat.restore(inherited)
        conductor.departure.restore(inherited)
    if kept := inherited.get("run"):
        try:
            spool = SpoolReader.open(Path(kept["spool"]))
            run = conductor.replace_run(kept["job"], spool, kept["spool"])
            conductor.books.restore(conductor.protocol, run, kept)
            if ties := inherited.get("ties"):
                conductor.ties.restore(ties, conductor.protocol)
            if firmware := inherited.get("firmware"):
                conductor.interpreter.restore(firmware)
            goes_on = run.active
            conductor.heaters.known.family = conductor.interpreter.family
        except (LezerPrintError, LookupError, TypeError, ValueError) as error:
            conductor.run = None
            failure = FailureReason.FILE_ERROR if isinstance(error, SpoolError) else FailureReason.OTHER
            conductor.outbox.add(JobFailed(job=kept["job"], reason=str(error), failure=failure))
    conductor.write_state()
    return goes_on
