"""JobActor: the jobs of a printer, from the wish to print a file to its end.

What a job is doing is decided by the port process, which may have gone on without us; so this actor
catches up with whatever it reports, and after every `LinkUp` it holds its own record against the snapshot.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from actors.job_keeping import JobKeeping
from actors.job_queueing import QueueLoading
from actors.messages.job import (
    AlertRaised,
    Cancel,
    ConfirmBedClear,
    Disown,
    Enqueue,
    GetJob,
    GetJobs,
    JobsView,
    MoveJob,
    Pause,
    PreparationFailed,
    Prepared,
    Print,
    QueueLoaded,
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
from actors.messages.streamer import Forget, Prepare
from actors.port_orders import PortOrders
from actors.supervision import Reply, SupervisedActor
from lezerprint.alerts.notices import JobNews
from lezerprint.errors import JobError
from lezerprint.jobs.errors import NoSuchJobError, PrinterBusyError
from lezerprint.jobs.job import Job, new_job
from lezerprint.jobs.queue import JobQueue
from lezerprint.jobs.states import ENDED, ON_THE_PRINTER, JobEvent, JobState, path_to
from lezerprint.storage.enums import FailureReason

if TYPE_CHECKING:
    from uuid import UUID

    from actors.job_queueing import LoadQueue
    from actors.supervision import Context
    from lezerprint.errors import PortError
    from lezerprint.jobs.recorder import JobRecorder

_TICK_SECONDS: Final = 0.001
_HOLD: Final = "hold"
_STEERABLE: Final = frozenset({JobState.PREPARING, JobState.PRINTING, JobState.PAUSED})

_QueueOrder = Print | Enqueue | StartJob | ConfirmBedClear | MoveJob
_Order = _QueueOrder | Pause | Resume | Cancel | Disown | GetJob | GetJobs


class JobActor(SupervisedActor):
    """One printer's jobs: the current one, and those that wait.

    Args:
        printer: Its name.
        recorder: Where it is noted what becomes of them.
        load_queue: Asks the database for those that wait; None: there is none.
        record_seconds: How often temperatures and progress are noted.
    """

    def __init__(
        self,
        context: Context,
        printer: str,
        recorder: JobRecorder,
        load_queue: LoadQueue | None = None,
        record_seconds: float = 5.0,
    ) -> None:
        super().__init__(context)
        self._printer = printer
        self._store = recorder.store
        self._keeping = JobKeeping(recorder, printer)
        self._load_queue = load_queue
        self._record_seconds = record_seconds
        self._queue = JobQueue()
        self._bed_is_clear = False
        self._ready = False
        self._start_ordered = False
        self._pause_ordered = False
        self._refusal: str | None = None
        self._orders = PortOrders(self.sibling("serial"), self.address)
        self._loading: QueueLoading | None = None

    @property
    def _job(self) -> Job | None:
        return self._keeping.job

    def on_start(self) -> None:
        """Take up the newest job, ask how the printer stands and which jobs wait."""
        job = self._keeping.take_up()
        self._bed_is_clear = job is not None and job.bed_is_clear
        if job is not None and job.state is JobState.PREPARING:
            self.sibling("streamer").tell(Prepare(job))
        if self._load_queue is not None:
            self._loading = QueueLoading(self._load_queue, self.address)
            self._loading.start()
        self.sibling("serial").tell(Introduce(self.address))
        self.tell_later(self._record_seconds, Record())

    def release(self) -> None:
        """Ask the database no more."""
        if self._loading is not None:
            self._loading.stop()

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.job`, and the link's reports."""
        match message:
            case PortReport() | LinkUp() | LinkDown() | PortEvents():
                self._hear_printer(message)
            case StreamerReady() | Prepared() | PreparationFailed():
                self._hear_streamer(message)
            case OrderAnswered():
                self._answered(message)
            case QueueLoaded(queue, others):
                self._queue_loaded(queue, others)
            case AlertRaised(alert, at):
                self._keeping.note_alert(alert, at)
            case Record():
                self._keeping.record(printer_is_ready=self._ready)
                self.tell_later(self._record_seconds, message)
            case _ if isinstance(message, _Order):
                return self._obey(message)
            case _:
                return super().on_receive(message)
        return None

    # From the user.

    def _obey(self, message: _Order) -> Any:
        try:
            return self._carry_out(message)
        except JobError as refused:
            return refused

    def _carry_out(self, message: _Order) -> Any:
        match message:
            case GetJob():
                return self._job
            case GetJobs():
                return self._view()
            case Pause(job_id):
                return self._order(_HOLD, job_id)
            case Resume(job_id):
                return self._order("continue", job_id)
            case Cancel(job_id):
                return self._cancel(job_id)
            case Disown(job_id):
                return self._keeping.disown(job_id)
            case _:
                return self._change_queue(message)

    def _change_queue(self, message: _QueueOrder) -> Any:
        match message:
            case Print(source, name):
                self._check_free()
                return self._begin(new_job(self._printer, name, source, time.time()))
            case Enqueue(job, start):
                return self._enqueue(job, start=start)
            case StartJob(job_id):
                self._check_free()
                return self._begin(self._queue.take(job_id))
            case ConfirmBedClear():
                return self._confirm_bed_clear()
            case MoveJob(job_id, place):
                return self._move_in_queue(job_id, place)

    def _view(self) -> JobsView:
        return JobsView(self._job, self._queue.jobs, self._bed_is_clear)

    @property
    def _busy(self) -> bool:
        return self._job is not None and not self._job.has_ended

    def _check_free(self) -> None:
        job = self._job
        if job is not None and not job.has_ended:
            raise PrinterBusyError(f"the printer is busy with {job.name} ({job.state})")

    def _enqueue(self, job: Job, *, start: bool) -> Job:
        current = self._job
        if current is not None and current.id == job.id:  # it was loaded, and has begun meanwhile
            return current
        if job.recovery is not None:
            self._check_free()
            self._keeping.check_rest(job.recovery)
        if not self._busy and (start or (self._bed_is_clear and not self._queue.jobs)):
            if job.id in self._queue:
                self._queue.take(job.id)
            return self._begin(job)
        self._queue.add(job)
        return job

    def _confirm_bed_clear(self) -> JobsView:
        self._check_free()
        self._bed_is_clear = True
        self._keeping.confirm_bed_clear()
        if self._queue.jobs:
            self._begin(self._queue.take())
        return self._view()

    def _move_in_queue(self, job_id: UUID, place: int) -> JobsView:
        for moved in self._queue.move(job_id, place):
            self._keeping.recorder.queue_changed(moved)
        return self._view()

    def _queue_loaded(self, queue: tuple[Job, ...], others: tuple[Job, ...]) -> None:
        for job in self._keeping.waiting_of(queue, others):
            self._queue.add(job)
        if self._bed_is_clear and self._queue.jobs and not self._busy:
            self._begin(self._queue.take())

    def _begin(self, job: Job) -> Job:
        last = self._job
        if last is not None:
            # A clock without a battery may go backwards.
            job = replace(job, created_at=max(job.created_at, last.created_at + _TICK_SECONDS))
        self._keeping.replace_with(job)
        self._start_ordered, self._refusal = False, None
        self._bed_is_clear = self._pause_ordered = False
        job = self._keeping.move(JobEvent.PREPARE)
        self.sibling("streamer").tell(Prepare(job))
        return job

    def _cancel(self, job_id: UUID | None) -> Any:
        if job_id is not None and job_id in self._queue:
            return self._keeping.cancel_waiting(self._queue.take(job_id))
        job, ours = self._job, job_id is None or (self._job is not None and self._job.id == job_id)
        if job is not None and ours and job.state is JobState.PREPARING and not self._start_ordered:
            self.sibling("streamer").tell(Forget(job.id))
            return self._ended(JobEvent.CANCEL)
        return self._order("drop", job_id)

    def _order(self, order: str, job_id: UUID | None) -> Reply | PortError:
        job = self._job
        if job_id is not None and (job is None or job.id != job_id):
            raise NoSuchJobError("this job is not on the printer")
        if job is None or job.state not in _STEERABLE:
            raise JobError("nothing is being printed")
        return self._orders.give(order, self.reply_later)

    def _answered(self, answer: OrderAnswered) -> None:
        if self._job is not None and answer.tag == _start_tag(self._job):
            if answer.error is not None and not answer.lost:
                # Ordered twice, it may be printing: a fresh look decides.
                self._refusal = answer.error
                self.sibling("serial").tell(Introduce(self.address))
        else:
            if answer.error is None:
                self._pause_ordered = answer.tag.startswith(_HOLD)
            self._orders.answered(answer, self._job)

    # From the streamer.

    def _hear_streamer(self, message: StreamerReady | Prepared | PreparationFailed) -> None:
        job = self._job
        if job is None or job.has_ended:
            return
        starts = job.state is JobState.PREPARING and not self._start_ordered
        match message:
            case Prepared(job.id, ready):  # it may have been begun by an earlier life of ours
                self._keeping.prepared(ready)
                if starts:
                    self._start()
            case StreamerReady() if starts:
                self.sibling("streamer").tell(Prepare(job))
            case PreparationFailed(job.id, reason) if starts:
                self._ended(JobEvent.FAIL, reason=reason, failure=FailureReason.FILE_ERROR)

    def _start(self) -> None:
        job = self._keeping.current
        spool = self._store.spool_path(job.id)
        if not self._ready or self._keeping.forecast is None or self._start_ordered:
            return
        if not spool.exists():  # somebody deleted it, or it is just being made
            self.sibling("streamer").tell(Prepare(job))
        else:
            self._start_ordered = True
            arguments = {"job": job.id.hex, "spool": str(spool)}
            self.sibling("serial").tell(SendOrder("start", arguments, self.address, _start_tag(job)))

    # From the printer.

    def _hear_printer(self, message: PortReport | LinkUp | LinkDown | PortEvents) -> None:
        self._orders.heard_of(message.generation)
        match message:
            case PortReport(_, report):
                self._catch_up(report)
            case LinkUp(_, snapshot):
                self._reconcile(snapshot)
            case LinkDown():
                self._ready = False
            case PortEvents(_, events):
                for event in events:
                    self._hear_event(event)

    def _hear_event(self, event: dict[str, Any]) -> None:
        """Of a job, unless a report said it; and of an emergency stop, which ends what has not begun too."""
        job = self._job
        if event["event"] == "job" and job is not None and event["sequence"] > job.port_sequence:
            self._follow(event, event["time"], event["sequence"])
        elif event["event"] == "reset_cause" and event["job"] is not None:
            self._keeping.amend_failure(event["job"], FailureReason(event["failure"]))
        elif event["event"] == "emergency_stop" and job is not None and job.state is JobState.PREPARING:
            self.sibling("streamer").tell(Forget(job.id))
            failure = FailureReason.EMERGENCY_STOP
            self._ended(JobEvent.FAIL, event["time"], reason="emergency stop", failure=failure)

    def _reconcile(self, snapshot: dict[str, Any]) -> None:
        """Hold the record against a snapshot that is newer than all that was ordered and answered."""
        job, on_printer = self._job, snapshot.get("job")
        ours = job is not None and on_printer is not None and on_printer["job"] == job.id.hex
        active = on_printer is not None and ON_THE_PRINTER[on_printer["state"]] not in ENDED
        if job is not None and job.state in (JobState.PRINTING, JobState.PAUSED) and not ours:
            failure, reason, place = self._keeping.bounds_of_loss()
            self._ended(JobEvent.FAIL, reason=reason, failure=failure, place=place)
        elif job is not None and job.state is JobState.PREPARING:
            self._reconcile_start(snapshot, started=ours)
        elif ours and active and job is not None and job.state is JobState.CANCELLED:
            # It was cancelled by a life of ours that did not know of its start.
            self.sibling("serial").tell(SendOrder("drop"))
        if on_printer is not None and active and not ours and not self._busy:
            self._keeping.adopt(on_printer)
        self._catch_up(snapshot)

    def _reconcile_start(self, snapshot: dict[str, Any], *, started: bool) -> None:
        refusal, self._refusal = self._refusal, None
        self._start_ordered = started
        if refusal is not None and not started and _is_ready(snapshot):
            self._ended(JobEvent.FAIL, reason=refusal)

    def _catch_up(self, report: dict[str, Any]) -> None:
        job, on_printer = self._job, report.get("job")
        self._ready = _is_ready(report)
        if job is None or job.has_ended:
            return
        if job.state is JobState.PREPARING and not self._start_ordered:
            self._start()
        elif on_printer is not None:
            self._keeping.temperatures = report["temperatures"]
            self._follow(on_printer, on_printer["changed_at"], report["sequence"])

    def _follow(self, run: dict[str, Any], at: float, sequence: int) -> None:
        """Bring the job to where its run was at this time."""
        job = self._job
        if job is None or job.has_ended or run["job"] != job.id.hex:
            return
        if job.state is JobState.PREPARING:
            if not self._start_ordered:
                return
            job = self._keeping.move(JobEvent.START, at)
        self._keeping.heard(run, sequence)
        for event in path_to(job.state, ON_THE_PRINTER[run["state"]]):
            if event is JobEvent.FAIL:
                failure = FailureReason(run.get("failure") or FailureReason.OTHER)
                place = run.get("place")
                self._ended(event, at, reason=run["reason"], failure=failure, place=place)
            elif event in (JobEvent.COMPLETE, JobEvent.CANCEL):
                self._ended(event, at)
            else:
                job = self._keeping.move(event, at)
                if event is JobEvent.PAUSE and not self._pause_ordered:
                    self._keeping.recorder.notify(job, JobNews.PAUSED_BY_PRINTER, str(job.noted))
                self._pause_ordered = False
        if progress := self._keeping.progress_to_tell():
            self.sibling("telemetry").tell(progress)

    def _ended(self, event: JobEvent, at: float | None = None, **why: Any) -> Job:
        job = self._keeping.move(event, at, **why)
        self._bed_is_clear = job.bed_is_clear
        if self._queue.jobs and not self._bed_is_clear:
            self._keeping.recorder.notify(self._queue.jobs[0], JobNews.WAITS_FOR_BED, job.id.hex)
        return job


def _start_tag(job: Job) -> str:
    return f"start {job.id}"


def _is_ready(report: dict[str, Any]) -> bool:
    return bool(report.get("connection", {}).get("state") == "ready")
