"""JobActor: the jobs of a printer, from the wish to print a file to its end.

What a job is doing is decided by the port process, which may have gone on without us; so this actor
catches up with whatever it reports, and after every `LinkUp` it holds its own record against the snapshot.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from actors.job_queueing import QueueLoading
from actors.job_starting import JobStarting, QueueOrder
from actors.job_tracker import JobTracker
from actors.messages.job import (
    AlertRaised,
    Cancel,
    Disown,
    GetJob,
    GetJobs,
    MoveJob,
    Overdue,
    Pause,
    PreparationFailed,
    Prepared,
    QueueLoaded,
    QueueUnread,
    Record,
    Resume,
    StartJob,
    StreamerReady,
)
from actors.messages.serial import (
    Introduce,
    LinkDown,
    LinkUp,
    OrderAnswered,
    PortEvents,
    PortReport,
    SendOrder,
)
from actors.messages.telemetry import JobPrepared
from actors.port_orders import PortOrders
from actors.supervision import Reply, SupervisedActor
from actors.supervision.mailbox import fail_reply
from lezerprint.base.enums import JobState
from lezerprint.control.run_states import MEANINGS
from lezerprint.errors import JobError
from lezerprint.jobs.errors import NoSuchJobError, PrinterNotReadyError
from lezerprint.jobs.notices import JobNoticeKind
from lezerprint.jobs.states import ENDED, JobEvent, path_to
from lezerprint.port.contract import orders
from lezerprint.port.contract.coding import members
from lezerprint.port.contract.events import JobChanged, JobFailed, ResetExplained
from lezerprint.port.failure import FailureReason

if TYPE_CHECKING:
    from uuid import UUID

    from actors.job_queueing import LoadQueue
    from actors.supervision import Context
    from lezerprint.errors import PortError
    from lezerprint.jobs.job import Job
    from lezerprint.jobs.recorder import JobRecorder
    from lezerprint.port.contract.events import Event
    from lezerprint.port.contract.run_report import RunReport
    from lezerprint.port.contract.snapshot import Snapshot

_STEERABLE: Final = frozenset({JobState.PREPARING, JobState.PRINTING, JobState.PAUSED})

_EFFECT_SECONDS: Final = 3.0
"""So long an order's effect is waited for: the moves under way may take longer."""

_UNREAD_SECONDS: Final = 3.0
"""So long an order waits for the database to tell which jobs wait."""

_OfQueue = StartJob | MoveJob | Cancel
_Order = QueueOrder | Pause | Resume | Cancel | Disown | GetJob | GetJobs


class JobActor(SupervisedActor):
    """One printer's jobs: the current one, and those that wait.

    Args:
        printer: Its name.
        recorder: Where it is noted what becomes of them.
        load_queue: Asks the database for those that wait.
        record_seconds: How often temperatures and progress are noted.
    """

    passes_over = (
        *(PortReport, LinkUp, LinkDown, PortEvents),
        *(StreamerReady, Prepared, PreparationFailed, QueueLoaded, AlertRaised, Record),
    )

    def __init__(
        self,
        context: Context,
        printer: str,
        recorder: JobRecorder,
        load_queue: LoadQueue,
        record_seconds: float = 5.0,
    ) -> None:
        super().__init__(context)
        self._tracker = JobTracker(recorder, printer)
        serial, streamer = self.sibling("serial"), self.sibling("streamer")
        self._starting = JobStarting(self._tracker, printer, self.address, serial, streamer)
        self._load_queue = load_queue
        self._record_seconds = record_seconds
        self._pause_ordered = False
        self._orders = PortOrders(serial, self.address)
        self._loading: QueueLoading | None = None
        self._told_preparing: str | None = None
        self._unread: list[tuple[_OfQueue, Reply]] = []
        """Orders about jobs that may be in the queue, which has not been read yet, and who gave them."""

    @property
    def _job(self) -> Job | None:
        return self._tracker.job

    def on_start(self) -> None:
        """Take up the newest job, ask how the printer stands and which jobs wait."""
        self._starting.take_up()
        self._loading = QueueLoading(self._load_queue, self.address)
        self._loading.start()
        self.sibling("serial").tell(Introduce(self.address))
        self.tell_later(self._record_seconds, Record())

    def passed_over(self, _message: Any, error: Exception) -> None:
        """What the current job brings cannot be followed: the job ends with that, unless it is printed."""
        self._starting.give_up(f"{type(error).__name__}: {error}")

    def release(self) -> None:
        """Ask the database no more."""
        if self._loading is not None:
            self._loading.stop()

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.job`, and the link's reports."""
        result = self._receive(message)
        self._orders.stands(self._job)
        self._tell_preparing()
        return result

    def _receive(self, message: Any) -> Any:
        match message:
            case PortReport() | LinkUp() | LinkDown() | PortEvents():
                self._hear_printer(message)
            case StreamerReady() | Prepared() | PreparationFailed():
                self._starting.hear_streamer(message)
            case OrderAnswered():
                self._answered(message)
            case QueueLoaded() | QueueUnread():
                self._hear_of_queue(message)
            case AlertRaised(alert, at):
                self._tracker.note_alert(alert, at)
            case Overdue(tag):
                self._orders.overdue(tag, self._job)
            case Record():
                self.tell_later(self._record_seconds, message)
                if self._told_preparing:  # a new TelemetryActor knows nothing of it
                    self._told_preparing = None
                self._tracker.record()
                self._starting.on_time()
            case _ if isinstance(message, _Order):
                return self._obey(message)
            case _:
                return super().on_receive(message)
        return None

    # From the user.

    def _obey(self, message: _Order) -> Any:
        try:
            return self._carry_out(message)
        except (NoSuchJobError, PrinterNotReadyError) as refused:
            if self._starting.queue_is_known or not isinstance(message, _OfQueue) or message.job_id is None:
                return refused
            return self._wait_for_queue(message)
        except JobError as refused:
            return refused

    def _wait_for_queue(self, message: _OfQueue) -> Reply:
        """In the first second after a start nobody knows which jobs wait: that is read, and then obeyed."""
        reply = self.reply_later()
        self._unread.append((message, reply))
        self.tell_later(_UNREAD_SECONDS, QueueUnread(message))
        return reply

    def _hear_of_queue(self, message: QueueLoaded | QueueUnread) -> None:
        match message:
            case QueueLoaded(queue, others):
                self._starting.loaded(queue, others)
                self._obey_unread()
            case QueueUnread(order):
                self._obey_unread(order)

    def _obey_unread(self, only: _OfQueue | None = None) -> None:
        """Carry out what waited for the queue; where that stays unread, one order whose time is over."""
        unread, self._unread = self._unread, []
        for message, reply in unread:
            if only is not None and message is not only:
                self._unread.append((message, reply))
                continue
            try:
                done = self._carry_out(message)
            except JobError as refused:
                fail_reply(reply, refused)
                continue
            if isinstance(done, Reply):
                done.when_done(partial(_hand_on, done, reply))
            else:
                reply.set(done)

    def _carry_out(self, message: _Order) -> Any:
        match message:
            case GetJob():
                return self._job
            case GetJobs():
                return self._starting.view()
            case Pause(job_id):
                return self._order(orders.Pause(), job_id, ENDED | {JobState.PAUSED})
            case Resume(job_id):
                return self._order(orders.Resume(), job_id, ENDED | {JobState.PRINTING})
            case Cancel(job_id):
                return self._cancel(job_id)
            case Disown(job_id):
                return self._tracker.disown(job_id)
            case _:
                return self._starting.carry_out(message)

    def _cancel(self, job_id: UUID | None) -> Any:
        ended = self._starting.cancel_waiting(job_id) or self._starting.cancel_preparing(job_id)
        return ended or self._order(orders.Cancel(), job_id, ENDED)

    def _order(
        self, order: orders.Order, job_id: UUID | None, until: frozenset[JobState]
    ) -> Reply | PortError:
        job = self._job
        if job_id is not None and (job is None or job.id != job_id):
            raise NoSuchJobError("this is not the printer's current job")
        if job is None or job.state not in _STEERABLE:
            raise JobError("nothing is being printed")
        return self._orders.give(order, until, self.reply_later)

    def _answered(self, answer: OrderAnswered) -> None:
        if self._starting.start_answered(answer):
            return
        if answer.error is None:
            self._pause_ordered = answer.tag.startswith(orders.Pause.name)
        if self._orders.answered(answer):
            self.tell_later(_EFFECT_SECONDS, Overdue(answer.tag))

    def _tell_preparing(self) -> None:
        """Tell who shows the printer that a job is on its way there, which only we know of."""
        preparing = self._starting.preparing
        told = "" if preparing is None else preparing.id.hex
        if told != self._told_preparing:
            self._told_preparing = told
            self.sibling("telemetry").tell(JobPrepared(preparing))

    # From the printer.

    def _hear_printer(self, message: PortReport | LinkUp | LinkDown | PortEvents) -> None:
        self._orders.heard_of(message.generation)
        match message:
            case PortReport(_, report):
                self._catch_up(report)
            case LinkUp(_, snapshot):
                self._reconcile(snapshot)
            case LinkDown(_, reason):
                self._starting.see_no_port(reason)
            case PortEvents(_, events):
                for event in events:
                    self._hear_event(event)

    def _hear_event(self, event: Event) -> None:
        """Of a job, unless a report said it; and of an emergency stop, which ends what has not begun too."""
        job = self._job
        match event:
            case JobChanged(run=run) if job is not None and event.sequence > job.port_sequence:
                self._follow(run, event.time, event.sequence)
            case JobFailed() if job is not None and event.job == job.id.hex:
                self._hear_failure(event, job)
            case ResetExplained(job=str(failed), failure=failure):
                self._tracker.amend_failure(failed, failure)
            case _:
                self._starting.hear_event(event)

    def _hear_failure(self, event: JobFailed, job: Job) -> None:
        """It comes alone where a port process could not take over the job of the one before it."""
        if job.state in (JobState.PRINTING, JobState.PAUSED):
            place = None if event.place is None else members(event.place)
            self._starting.ended(
                JobEvent.FAIL, event.time, reason=event.reason, failure=event.failure, place=place
            )

    def _reconcile(self, snapshot: Snapshot) -> None:
        """Hold the record against a snapshot that is newer than all that was ordered and answered."""
        job, on_printer = self._job, snapshot.job
        ours = job is not None and on_printer is not None and on_printer.job == job.id.hex
        active = on_printer is not None and not on_printer.has_ended
        if job is not None and job.state in (JobState.PRINTING, JobState.PAUSED) and not ours:
            failure, reason, place = self._tracker.bounds_of_loss()
            self._starting.ended(JobEvent.FAIL, reason=reason, failure=failure, place=place)
        elif job is not None and job.state is JobState.PREPARING:
            self._starting.reconcile(snapshot, started=ours)
        elif ours and active and job is not None and job.state is JobState.CANCELLED:
            # It was cancelled by a life of ours that did not know of its start.
            self.sibling("serial").tell(SendOrder(orders.Cancel()))
        self._starting.looked()
        busy = self._job is not None and not self._job.has_ended
        if on_printer is not None and active and not ours and not busy:
            self._tracker.adopt(on_printer)
        self._catch_up(snapshot)

    def _catch_up(self, report: Snapshot) -> None:
        on_printer, waits = report.job, self._starting.under_way is not None
        self._starting.see(report)
        job = self._job
        if on_printer is not None and job is not None and not job.has_ended and not waits:
            self._tracker.report = report
            self._follow(on_printer, on_printer.changed_at, report.sequence)

    def _follow(self, run: RunReport, at: float, sequence: int) -> None:
        """Bring the job to where its run was at this time."""
        job = self._job
        if job is None or job.has_ended or run.job != job.id.hex:
            return
        if job.state is JobState.PREPARING:
            if not self._starting.ordered:
                return
            job = self._tracker.move(JobEvent.START, at)
        self._tracker.heard(run, sequence)
        for event in path_to(job.state, MEANINGS[run.state].job):
            if event is JobEvent.FAIL:
                failure, place = run.failure or FailureReason.OTHER, members(run.place)
                self._starting.ended(event, at, reason=run.reason, failure=failure, place=place)
            elif event in (JobEvent.COMPLETE, JobEvent.CANCEL):
                self._starting.ended(event, at)
            else:
                job = self._tracker.move(event, at, reason=run.reason)
                if event is JobEvent.PAUSE:
                    by = JobNoticeKind.PAUSED if self._pause_ordered else JobNoticeKind.PAUSED_BY_PRINTER
                    self._tracker.recorder.notify(replace(job, reason=run.reason), by, str(job.noted))
                self._pause_ordered = False
        if progress := self._tracker.progress_to_tell():
            self.sibling("telemetry").tell(progress)


def _hand_on(done: Reply, reply: Reply) -> None:
    """The answer to one is the answer to the other."""
    try:
        reply.set(done.get())
    except Exception as error:  # noqa: BLE001 - whatever it is, the asker is told
        fail_reply(reply, error)
