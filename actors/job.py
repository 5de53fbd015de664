"""JobActor: the job on the printer, from the wish to print a file to its end.

What a job is doing is decided by the port process, which may have gone on without us; so this actor
catches up with whatever it reports, and after every `LinkUp` it holds its own record against the snapshot.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from actors.messages.job import (
    Cancel,
    GetJob,
    Pause,
    PreparationFailed,
    Prepared,
    Print,
    Resume,
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
from actors.messages.streamer import Prepare
from actors.supervision import Reply, SupervisedActor
from actors.supervision.mailbox import fail_reply
from lezerprint.errors import JobError, PortError
from lezerprint.jobs.states import ENDED, ON_THE_PRINTER, JobEvent, JobState, next_state, path_to
from lezerprint.jobs.store import Job, JobStore
from lezerprint.port.channel import PortGoneError

if TYPE_CHECKING:
    from actors.supervision import Context

_TICK_SECONDS: Final = 0.001
_STEERABLE: Final = frozenset({JobState.PREPARING, JobState.PRINTING, JobState.PAUSED})


class JobActor(SupervisedActor):
    """One printer's job. For now there is one at a time; a queue of them comes with their own store."""

    def __init__(self, context: Context, printer: str, store: JobStore) -> None:
        super().__init__(context)
        self._printer = printer
        self._store = store
        self._job: Job | None = None
        self._ready = False
        self._start_ordered = False
        self._refusal: str | None = None
        self._waiting: dict[str, Reply] = {}
        self._serial_generation: int | None = None

    def on_start(self) -> None:
        """Take up the newest job, and ask how the printer stands."""
        self._job = self._store.latest(self._printer)
        if self._job is not None and self._job.state is JobState.PREPARING:
            self._prepare(self._job)
        self.sibling("serial").tell(Introduce(self.address))

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.job`, and the link's reports."""
        match message:
            case PortReport() | LinkUp() | LinkDown() | PortEvents():
                self._hear_printer(message)
            case StreamerReady() | Prepared() | PreparationFailed():
                self._hear_streamer(message)
            case OrderAnswered():
                self._answered(message)
            case Print() | Pause() | Resume() | Cancel() | GetJob():
                return self._obey(message)
            case _:
                return super().on_receive(message)
        return None

    # From the user.

    def _obey(self, message: Print | Pause | Resume | Cancel | GetJob) -> Any:
        match message:
            case Print(source, name):
                return self._print(source, name)
            case Pause():
                return self._order("hold")
            case Resume():
                return self._order("continue")
            case Cancel():
                return self._cancel()
            case GetJob():
                return self._job

    def _print(self, source: str, name: str) -> Job | JobError:
        last = self._job
        created_at = time.time()
        if last is not None:
            if last.state not in ENDED:
                return JobError(f"the printer is busy with {last.name} ({last.state})")
            self._store.remove_spool(last.id)
            # A clock without a battery may go backwards.
            created_at = max(created_at, last.created_at + _TICK_SECONDS)
        self._job = Job(uuid.uuid4().hex, self._printer, name, source, JobState.QUEUED, created_at)
        self._start_ordered, self._refusal = False, None
        self._move(JobEvent.PREPARE)
        self._prepare(self._current())
        return self._current()

    def _prepare(self, job: Job) -> None:
        self.sibling("streamer").tell(Prepare(job.id, job.source))

    def _cancel(self) -> Any:
        if self._job is not None and self._job.state is JobState.PREPARING and not self._start_ordered:
            self._move(JobEvent.CANCEL)
            return self._job
        return self._order("drop")

    def _order(self, order: str) -> Reply | JobError | PortError:
        if self._job is None or self._job.state not in _STEERABLE:
            return JobError("nothing is being printed")
        tag = f"{order} {uuid.uuid4().hex}"
        if not self.sibling("serial").tell(SendOrder(order, {}, self.address, tag)):
            return PortGoneError("nobody speaks to the printer at this moment")
        reply = self._waiting[tag] = self.reply_later()
        return reply

    def _answered(self, answer: OrderAnswered) -> None:
        if self._job is not None and answer.tag == _start_tag(self._job):
            if answer.error is not None and not answer.lost:
                # Ordered twice, it may be printing: a fresh look decides.
                self._refusal = answer.error
                self.sibling("serial").tell(Introduce(self.address))
        elif (reply := self._waiting.pop(answer.tag, None)) is not None:
            if answer.error is None:
                reply.set(self._job)
            else:
                kind = PortGoneError if answer.lost else PortError
                fail_reply(reply, kind(answer.error))

    # From the streamer.

    def _hear_streamer(self, message: StreamerReady | Prepared | PreparationFailed) -> None:
        job = self._job
        if job is None or job.state is not JobState.PREPARING or self._start_ordered:
            return
        match message:
            case StreamerReady():
                self._prepare(job)
            case Prepared(job.id):
                self._start()
            case PreparationFailed(job.id, reason):
                self._fail(reason)

    def _start(self) -> None:
        job = self._current()
        spool = self._store.spool_path(job.id)
        if self._ready and spool.exists() and not self._start_ordered:
            self._start_ordered = True
            arguments = {"job": job.id, "spool": str(spool)}
            self.sibling("serial").tell(SendOrder("start", arguments, self.address, _start_tag(job)))

    # From the printer.

    def _hear_printer(self, message: PortReport | LinkUp | LinkDown | PortEvents) -> None:
        self._hear_of(message.generation)
        match message:
            case PortReport(_, report):
                self._catch_up(report)
            case LinkUp(_, snapshot):
                self._reconcile(snapshot)
            case LinkDown():
                self._ready = False

    def _hear_of(self, serial_generation: int) -> None:
        """What an earlier life of SerialActor was ordered is never answered."""
        if self._serial_generation not in (None, serial_generation):
            waiting, self._waiting = self._waiting, {}
            for reply in waiting.values():
                fail_reply(reply, PortGoneError("whether the order was carried out is unknown"))
        self._serial_generation = serial_generation

    def _reconcile(self, snapshot: dict[str, Any]) -> None:
        """Hold the record against a snapshot that is newer than all that was ordered and answered."""
        job, on_printer = self._job, snapshot.get("job")
        ours = job is not None and on_printer is not None and on_printer["job"] == job.id
        active = on_printer is not None and ON_THE_PRINTER[on_printer["state"]] not in ENDED
        if job is not None and job.state in (JobState.PRINTING, JobState.PAUSED) and not ours:
            self._fail("the host lost the print: it was switched off, or its port process's journal is gone")
        elif job is not None and job.state is JobState.PREPARING:
            self._reconcile_start(snapshot, started=ours)
        elif ours and active and job is not None and job.state is JobState.CANCELLED:
            # It was cancelled by a life of ours that did not know of its start.
            self.sibling("serial").tell(SendOrder("drop"))
        if on_printer is not None and active and not ours:
            self._adopt(on_printer)
        self._catch_up(snapshot)

    def _reconcile_start(self, snapshot: dict[str, Any], *, started: bool) -> None:
        refusal, self._refusal = self._refusal, None
        self._start_ordered = started
        if refusal is not None and not started and _is_ready(snapshot):
            self._fail(refusal)

    def _adopt(self, on_printer: dict[str, Any]) -> None:
        """Take over a print that is not on record: the disk was full, or we were killed too early."""
        if self._job is None or self._job.state in ENDED:
            now = time.time()
            name = on_printer["name"]
            self._keep(Job(on_printer["job"], self._printer, name, "", JobState.PRINTING, now, now))

    def _catch_up(self, report: dict[str, Any]) -> None:
        job, on_printer = self._job, report.get("job")
        self._ready = _is_ready(report)
        if job is None or job.state in ENDED:
            return
        if job.state is JobState.PREPARING and not self._start_ordered:
            self._start()
        elif on_printer and on_printer["job"] == job.id:
            for event in path_to(job.state, ON_THE_PRINTER[on_printer["state"]]):
                self._move(event, on_printer["reason"])

    # The record.

    def _current(self) -> Job:
        if self._job is None:
            raise JobError("there is no job")
        return self._job

    def _fail(self, reason: str) -> None:
        self._move(JobEvent.FAIL, reason)

    def _move(self, event: JobEvent, reason: str = "") -> None:
        job = self._current()
        state = next_state(job.state, event)
        now = time.time()
        started_at = now if event is JobEvent.START else job.started_at
        self._keep(
            replace(
                job,
                state=state,
                reason=reason,
                started_at=started_at,
                ended_at=now if state in ENDED else None,
            )
        )

    def _keep(self, job: Job) -> None:
        self._job = job
        self._store.save(job)


def _start_tag(job: Job) -> str:
    return f"start {job.id}"


def _is_ready(report: dict[str, Any]) -> bool:
    return bool(report.get("connection", {}).get("state") == "ready")
