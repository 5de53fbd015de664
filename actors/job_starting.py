"""The queue of a printer, and how a job of it gets to the printer, or back into the queue."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from actors.messages.job import (
    ConfirmBedClear,
    Enqueue,
    JobsView,
    MoveJob,
    PreparationFailed,
    Prepared,
    Print,
    StartJob,
    StreamerReady,
)
from actors.messages.serial import Introduce, SendOrder
from actors.messages.streamer import Forget, Prepare
from lezerprint.base.enums import JobState
from lezerprint.jobs.errors import NoSuchJobError, PrinterBusyError, PrinterNotReadyError
from lezerprint.jobs.job import new_job
from lezerprint.jobs.notices import JobNoticeKind
from lezerprint.jobs.queue import JobQueue
from lezerprint.jobs.starting import (
    ENDS_AN_ORDER,
    Course,
    Obstacle,
    Outcome,
    PrinterView,
    Request,
    Situation,
    Standing,
    course_of,
    decide,
    view_of,
    view_without_port,
)
from lezerprint.jobs.states import JobEvent
from lezerprint.port.contract import orders
from lezerprint.port.contract.events import EmergencyStopped
from lezerprint.port.failure import FailureReason

if TYPE_CHECKING:
    from uuid import UUID

    from actors.job_tracker import JobTracker
    from actors.messages.serial import OrderAnswered
    from actors.supervision import Address
    from lezerprint.jobs.job import Job
    from lezerprint.jobs.starting import Decision
    from lezerprint.port.contract.events import Event
    from lezerprint.port.contract.snapshot import Snapshot

_logger = logging.getLogger(__name__)
_TICK_SECONDS: Final = 0.001
_STOPPED: Final = "the server was stopped before the print began"

QueueOrder = Print | Enqueue | StartJob | ConfirmBedClear | MoveJob


class JobStarting:
    """Of one printer; for its JobActor alone.

    Args:
        tracker: The current job.
        printer: Whose queue this is.
        owner: JobActor's address.
        serial: Who speaks to the port process.
        streamer: Who prepares jobs.
    """

    def __init__(
        self, tracker: JobTracker, printer: str, owner: Address, serial: Address, streamer: Address
    ) -> None:
        self._tracker = tracker
        self._printer_name = printer
        self._owner = owner
        self._serial = serial
        self._streamer = streamer
        self._orders = tracker.recorder.orders
        self._queue = JobQueue()
        self._queue_is_known = False
        self._bed_is_clear = True
        self._printer = PrinterView()
        self._looked = False
        """Whether a snapshot of this life's has told what runs: a start must not be ordered twice."""
        self._refusal: str | None = None
        self.ordered = False
        """Whether the port process was told to start the current job."""

    @property
    def queue_is_known(self) -> bool:
        """Whether the database has told which jobs wait."""
        return self._queue_is_known

    @property
    def printer_is_ready(self) -> bool:
        """Whether the printer could print now."""
        return self._printer.standing is Standing.READY

    @property
    def preparing(self) -> Job | None:
        """The job on its way to the printer, which has not begun there."""
        job = self._tracker.job
        return job if job is not None and job.state is JobState.PREPARING else None

    @property
    def under_way(self) -> Job | None:
        """The job whose start is not ordered yet."""
        job = self._tracker.job
        return job if job is not None and job.state is JobState.PREPARING and not self.ordered else None

    def take_up(self) -> None:
        """Go on where an earlier life was."""
        job = self._tracker.take_up()
        self._bed_is_clear = job is None or job.bed_is_clear
        if job is not None and job.state is JobState.PREPARING and self._away_seconds(job) is not None:
            self._streamer.tell(Prepare(job))

    def view(self) -> JobsView:
        """The jobs of the printer."""
        first = self._queue.jobs[0] if self._queue.jobs else None
        return JobsView(
            self._tracker.job,
            self._queue.in_places,
            self._bed_is_clear,
            self._queue_is_known,
            new_print=decide(Request.START, self._situation()),
            next_print=decide(Request.BEGIN, self._situation(first)),
            turn=decide(Request.QUEUE, self._situation(first)),
            run=self._tracker.run_state,
        )

    # What users ask for.

    def carry_out(self, message: QueueOrder) -> Any:
        """Do it, as far as it can be done now.

        Raises:
            JobError: It is refused.
        """
        match message:
            case Print(source, name):
                self._decided(Request.FILE)
                return self._begin(new_job(self._printer_name, name, source, time.time()))
            case Enqueue(job, start):
                return self._enqueue(job, start=start)
            case StartJob(job_id):
                return self._start_waiting(job_id)
            case ConfirmBedClear():
                return self._confirm_bed_clear()
            case MoveJob(job_id, place):
                self._find(job_id)
                for moved in self._queue.move(job_id, place):
                    self._tracker.recorder.queue_changed(moved)
                return self.view()

    def cancel_waiting(self, job_id: UUID | None) -> Job | None:
        """Take a job from the queue and end it; None: it does not wait here."""
        if job_id is None or job_id not in self._queue:
            return None
        return self._tracker.cancel_waiting(self._queue.take(job_id))

    def cancel_preparing(self, job_id: UUID | None) -> Job | None:
        """End the job that is being prepared; None: it is not."""
        job = self.under_way
        if job is None or job_id not in (None, job.id):
            return None
        self._streamer.tell(Forget(job.id))
        return self.ended(JobEvent.CANCEL)

    def ended(self, event: JobEvent, at: float | None = None, **why: Any) -> Job:
        """The current job is over in this way."""
        job = self._tracker.move(event, at, **why)
        self._orders.end(job.id)
        self._bed_is_clear = job.bed_is_clear
        if self._queue.jobs and not self._bed_is_clear:
            self._tracker.recorder.notify(self._queue.jobs[0], JobNoticeKind.WAITS_FOR_BED, job.id.hex)
        return job

    def give_up(self, error: str) -> None:
        """The current job cannot be followed: what is printed goes on and can be steered, all else fails."""
        job = self._tracker.job
        self._looked = True
        if job is None or job.has_ended or self._printer.prints_job == job.id.hex:
            return
        self._streamer.tell(Forget(job.id))
        self._tracker.forget_figures()
        self.ended(JobEvent.FAIL, reason=f"the server does not know this job ({error})")

    def _decided(self, request: Request, job: Job | None = None) -> Decision:
        """What becomes of a request, for a job that may be in the queue already.

        Raises:
            PrinterBusyError: It is refused, for something is on the printer.
            PrinterNotReadyError: It is refused, for the printer cannot print.
        """
        decision = decide(request, self._situation(job))
        if decision.outcome is Outcome.REFUSE:
            is_busy = decision.obstacle in (Obstacle.BUSY, Obstacle.PRINTS_ITSELF, Obstacle.AT_COMMAND)
            raise (PrinterBusyError if is_busy else PrinterNotReadyError)(decision.reason)
        return decision

    def _situation(self, job: Job | None = None) -> Situation:
        """What a request for this job meets; None: for one that is not in the queue."""
        current = self._tracker.job
        first = self._queue.jobs[0] if self._queue.jobs else None
        printer, busy_with = self._printer, ""
        if current is not None and current.has_ended and printer.prints_job == current.id.hex:
            printer = replace(printer, prints="")  # its end was told by an event, and the report is older
        elif current is not None and not current.has_ended:
            busy_with = f"{current.name} ({current.state})"
        return Situation(
            printer,
            busy_with,
            waits_before=first.name if first is not None and (job is None or first.id != job.id) else "",
            bed_is_clear=self._bed_is_clear,
            # A row is given the place after the last one that waits.
            queue_is_known=self._queue_is_known or (job is not None and job.queue_position == 1),
        )

    def _enqueue(self, job: Job, *, start: bool) -> Job:
        current = self._tracker.job
        if current is not None and current.id == job.id:  # it was loaded, and has begun meanwhile
            return current
        request = Request.START if start else Request.QUEUE
        decision = self._decided(Request.REST if job.recovery is not None else request, job)
        if job.recovery is not None:
            self._tracker.check_rest(job.recovery)
        if job.id in self._queue:
            job = self._queue.take(job.id)
        if decision.outcome is Outcome.BEGIN:
            return self._begin(job)
        if request is Request.START:
            job = self._tracker.told_to_wait(job, decision)
        self._queue.add(job)
        return job

    def _find(self, job_id: UUID | None) -> None:
        """See that a job waits.

        Raises:
            NoSuchJobError: It does not.
            PrinterNotReadyError: The database has not told yet.
        """
        try:
            self._queue.find(job_id)
        except NoSuchJobError:
            if self._queue_is_known:
                raise
            raise PrinterNotReadyError("the queue has not been read yet: try again in a second") from None

    def _start_waiting(self, job_id: UUID | None) -> Job:
        self._find(job_id)
        self._decided(Request.BEGIN)
        return self._begin(self._queue.take(job_id))

    def _confirm_bed_clear(self) -> JobsView:
        decision = self._decided(Request.BED_CLEAR)
        self._bed_is_clear = True
        self._tracker.confirm_bed_clear()
        if self._queue.jobs:
            job = self._queue.take()
            if decision.outcome is Outcome.BEGIN:
                self._begin(job)
            else:
                self._queue.add(self._tracker.told_to_wait(job, decision))
        return self.view()

    def loaded(self, queue: tuple[Job, ...], others: tuple[Job, ...]) -> None:
        """The database has told which jobs wait; none of them begins by that."""
        self._queue_is_known = True
        for job in self._tracker.waiting_of(queue, others):
            self._queue.add(job)

    # From the order to the printer.

    def _begin(self, job: Job) -> Job:
        last = self._tracker.job
        if last is not None:
            # A clock without a battery may go backwards.
            job = replace(job, created_at=max(job.created_at, last.created_at + _TICK_SECONDS))
        self._tracker.replace_with(replace(job, reason=""))
        self.ordered, self._refusal = False, None
        self._bed_is_clear = False
        self._orders.give(job.id)
        job = self._tracker.move(JobEvent.PREPARE)
        self._streamer.tell(Prepare(job))
        return job

    def hear_streamer(self, message: StreamerReady | Prepared | PreparationFailed) -> None:
        """How the preparation goes."""
        job = self._tracker.job
        if job is None or job.has_ended:
            return
        match message:
            case Prepared(job.id, ready):  # it may have been begun by an earlier life of ours
                self._tracker.prepared(ready)
                self._go_on()
            case StreamerReady() if self.under_way and self._away_seconds(job) is not None:
                self._streamer.tell(Prepare(job))
            case PreparationFailed(job.id, reason) if self.under_way:
                self.ended(JobEvent.FAIL, reason=reason, failure=FailureReason.FILE_ERROR)

    def see(self, report: Snapshot) -> None:
        """How the printer stands now."""
        self._printer = view_of(report)
        self._go_on()

    def see_no_port(self, reason: str) -> None:
        """The port process is not there."""
        self._printer = view_without_port(reason)
        self._go_on()

    def reconcile(self, snapshot: Snapshot, *, started: bool) -> None:
        """Hold a job that may have begun against a snapshot that is newer than all that was ordered."""
        refusal, self._refusal = self._refusal, None
        self._looked, self.ordered = True, started
        self._printer = view_of(snapshot)
        if refusal is not None and not started and self._printer.standing is Standing.READY:
            if self._printer.prints or self._printer.prints_itself:
                self._give_back(f"the printer was busy with {self._printer.prints}")
            else:
                self.ended(JobEvent.FAIL, reason=refusal)
        else:
            self._go_on()

    def looked(self) -> None:
        """A snapshot was heard that says nothing of a start."""
        self._looked = True

    def hear_event(self, event: Event) -> None:
        """What happened at the printer, which may end an order to start, or the job."""
        job = self._tracker.job
        if job is None or job.state is not JobState.PREPARING:
            return
        if isinstance(event, EmergencyStopped):
            self._streamer.tell(Forget(job.id))
            failure = FailureReason.EMERGENCY_STOP
            self.ended(JobEvent.FAIL, event.time, reason="emergency stop", failure=failure)
        elif self.under_way is not None and type(event) in ENDS_AN_ORDER:
            self._give_back(f"{ENDS_AN_ORDER[type(event)]} before the print began")

    def start_answered(self, answer: OrderAnswered) -> bool:
        """The port process was told to start the current job, and has answered; False: another order was."""
        job = self._tracker.job
        if job is None or answer.tag != _start_tag(job):
            return False
        if answer.error is not None and not answer.lost:
            # Ordered twice, it may be printing: a fresh look decides.
            self._refusal = answer.error
            self._serial.tell(Introduce(self._owner))
        return True

    def _away_seconds(self, job: Job) -> float | None:
        return self._orders.away_seconds(job.id)

    def on_time(self) -> None:
        """See whether the order still stands; some end by time alone."""
        self._go_on()

    def _go_on(self) -> None:
        """Start the job that is being prepared, wait, or give it back; wait until it is known what runs."""
        job = self.under_way
        if job is None or not self._looked:
            return
        if self.printer_is_ready:
            self._orders.saw_ready(job.id)
        away_seconds = self._away_seconds(job)
        match course_of(self._printer, away_seconds, self._orders.seconds):
            case Course.START:
                self._start(job)
            case Course.GIVE_BACK if away_seconds is None:
                self._give_back(_STOPPED)
            case Course.GIVE_BACK:
                self._give_back(self._printer.advice)

    def _start(self, job: Job) -> None:
        spool = self._tracker.recorder.store.spool_path(job.id)
        if self._tracker.forecast is None:
            return
        if not spool.exists():  # somebody deleted it, or it is just being made
            self._streamer.tell(Prepare(job))
        else:
            self.ordered = True
            start = orders.Start(job.id.hex, str(spool))
            self._serial.tell(SendOrder(start, self._owner, _start_tag(job)))

    def _give_back(self, why: str) -> None:
        """The order to start is over: the job waits for another one, where it can."""
        job = self._tracker.current
        reason = f"{why}: start it again once the printer is ready"
        _logger.warning("%s is not printed: %s", job.name, reason)
        self._streamer.tell(Forget(job.id))
        self._orders.end(job.id)
        if job.owner is None or job.recovery is not None:  # without a row, or with a part that will not wait
            self.ended(JobEvent.FAIL, reason=reason, failure=FailureReason.OTHER)
            return
        self._queue.add(self._tracker.give_back(self._queue.front, reason))
        last = self._tracker.job
        self._bed_is_clear = last is None or last.bed_is_clear


def _start_tag(job: Job) -> str:
    return f"start {job.id}"
