"""What JobActor is told. The reply to whatever changes a job is the job (`lezerprint.jobs.job.Job`).

A job that is no more where the order belongs is refused with JobError, an unknown one with NoSuchJobError.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.alerts.alert import Alert
    from lezerprint.jobs.job import Job
    from lezerprint.jobs.preparation import Ready
    from lezerprint.jobs.starting import Decision
    from lezerprint.port.contract.states import RunState


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Take a job that has its row into the queue.

    Attributes:
        job: QUEUED.
        start: Whether it is to begin now, whatever lies on the bed; else it waits for its turn where the bed
            is not known to be clear. What cannot begin waits with the reason (`lezerprint.jobs.starting`),
            and begins by another order only.
    """

    job: Job
    start: bool = True


@dataclass(frozen=True, slots=True)
class StartJob:
    """Start a job from the queue now, or with its first; the user says that the bed is clear.

    PrinterBusyError or PrinterNotReadyError where that cannot be: the job stays where it is.
    """

    job_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ConfirmBedClear:
    """Nothing lies on the bed any more: the next job begins, if the printer is ready. Reply: `JobsView`."""


@dataclass(frozen=True, slots=True)
class MoveJob:
    """Put a job of the queue at this place, from 0."""

    job_id: UUID
    place: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause the print; the reply comes when all is executed, or three seconds after it was accepted."""

    job_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with a paused print; the reply comes when it does, or three seconds after that was accepted."""

    job_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the print, heaters go off; or take a job from the queue. Without an id: the one on the printer.

    The reply comes when it has ended, or three seconds after the order was accepted.
    """

    job_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Disown:
    """The row of a job that has ended is going to be deleted; no reply, JobError while it has not ended."""

    job_id: UUID


@dataclass(frozen=True, slots=True)
class GetJobs:
    """Reply: `JobsView`."""


@dataclass(frozen=True, slots=True)
class JobsView:
    """The jobs of a printer.

    Attributes:
        current: The newest that left the queue, be it ended; None: there was none.
        queue: Those that wait, in order, with their places from 1.
        bed_is_clear: Whether nothing is known to lie on the bed.
        queue_is_known: Whether `queue` has those of earlier lives too.
        new_print: What would become of an order to print a file now.
        next_print: What would become of an order to start a job of the queue now.
        turn: What would become of a job whose turn it is now, without anybody who sees to the bed.
        run: Where the current job stands in the port process; None: it is not there.
    """

    current: Job | None
    queue: tuple[Job, ...]
    bed_is_clear: bool
    queue_is_known: bool
    new_print: Decision
    next_print: Decision
    turn: Decision
    run: RunState | None = None


@dataclass(frozen=True, slots=True)
class QueueLoaded:
    """From its own thread: what the database says of jobs that have not ended.

    Attributes:
        queue: Those that wait.
        others: Those that are on the printer, or were when they were written last.
    """

    queue: tuple[Job, ...]
    others: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Print:
    """Print this file now, without a row. PrinterBusyError or PrinterNotReadyError where that cannot be."""

    source: str
    name: str


@dataclass(frozen=True, slots=True)
class GetJob:
    """Reply: the newest job that left the queue, or None."""


@dataclass(frozen=True, slots=True)
class AlertRaised:
    """From TelemetryActor: something that the job's record should tell of.

    Attributes:
        at: When that was, in seconds since 1970: an event may have been missed, and told later.
    """

    alert: Alert
    at: float


@dataclass(frozen=True, slots=True)
class Record:
    """From itself: note the temperatures and how far the print is."""


@dataclass(frozen=True, slots=True)
class QueueUnread:
    """From itself: this order waits no longer for the queue to be read."""

    order: StartJob | MoveJob | Cancel


@dataclass(frozen=True, slots=True)
class Overdue:
    """From itself: an order was accepted a while ago; whoever gave it waits no longer."""

    tag: str


@dataclass(frozen=True, slots=True)
class StreamerReady:
    """From PrintStreamerActor, at its start: what it was preparing before is forgotten."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """From PrintStreamerActor: the spool is there."""

    job_id: UUID
    ready: Ready


@dataclass(frozen=True, slots=True)
class PreparationFailed:
    """From PrintStreamerActor: the file cannot be printed."""

    job_id: UUID
    reason: str
