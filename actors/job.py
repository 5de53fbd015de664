"""JobActor: the job on the printer, from the wish to print a file to its end.

What a job is doing is decided by the port process, which may have gone on without us; so this actor
catches up with whatever it reports, and after every `LinkUp` it holds its own record against the snapshot.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from actors.supervision import Context


class JobActor(SupervisedActor):
    """One printer's job. For now there is one at a time; a queue of them comes with their own store."""

    def __init__(self, context: Context, printer: str, store: JobStore) -> None:
        super().__init__(context)
        self._printer = printer
        self._store = store
        self._job: Job | None = None
        self._start_ordered = False
        self._ready = False
        self._waiting: dict[str, Reply] = {}

    def on_start(self) -> None:
        """Take up the newest job where the disk has it, and ask how the printer stands."""
        self._job = self._store.latest(self._printer)
        self.sibling("serial").tell(Introduce(self.address))

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.job`, and the link's reports."""
        match message:
            case PortReport() | LinkUp() | LinkDown() | PortEvents():
                self._hear_printer(message)
            case StreamerReady() | Prepared() | PreparationFailed():
                self._hear_streamer(message)
            case OrderAnswered(tag, error):
                self._answered(tag, error)
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
        if self._job is not None and self._job.state not in ENDED:
            return JobError(f"the printer is busy with {self._job.name} ({self._job.state})")
        job = Job(uuid.uuid4().hex, self._printer, name, source, JobState.QUEUED, created_at=time.time())
        self._start_ordered = False
        self._keep(job)
        self._move(JobEvent.PREPARE)
        self.sibling("streamer").tell(Prepare(job.id, source))
        return self._current()

    def _cancel(self) -> Any:
        if self._job is not None and self._job.state is JobState.PREPARING and not self._start_ordered:
            self._move(JobEvent.CANCEL)
            return self._job
        return self._order("drop")

    def _order(self, order: str) -> Reply | JobError:
        if self._job is None or self._job.state not in (
            JobState.PRINTING,
            JobState.PAUSED,
            JobState.PREPARING,
        ):
            return JobError("nothing is being printed")
        reply = self.reply_later()
        tag = f"{order} {uuid.uuid4().hex}"
        self._waiting[tag] = reply
        self.sibling("serial").tell(SendOrder(order, {}, self.address, tag))
        return reply

    def _answered(self, tag: str, error: str | None) -> None:
        if tag == "start":
            self._start_ordered = error is None
            if error is not None:
                self._fail(error)
        elif (reply := self._waiting.pop(tag, None)) is not None:
            if error is None:
                reply.set(self._job)
            else:
                fail_reply(reply, PortError(error))

    # From the streamer.

    def _hear_streamer(self, message: StreamerReady | Prepared | PreparationFailed) -> None:
        job = self._job
        if job is None or job.state is not JobState.PREPARING or self._start_ordered:
            return
        match message:
            case StreamerReady():
                self.sibling("streamer").tell(Prepare(job.id, job.source))
            case Prepared(job.id):
                self._start()
            case PreparationFailed(job.id, reason):
                self._fail(reason)

    def _start(self) -> None:
        job = self._current()
        if self._ready and self._store.spool_path(job.id).exists() and not self._start_ordered:
            self._start_ordered = True
            arguments = {"job": job.id, "spool": str(self._store.spool_path(job.id))}
            self.sibling("serial").tell(SendOrder("start", arguments, self.address, "start"))

    # From the printer.

    def _hear_printer(self, message: PortReport | LinkUp | LinkDown | PortEvents) -> None:
        match message:
            case PortReport(_, report):
                self._catch_up(report)
            case LinkUp(_, snapshot):
                self._reconcile(snapshot)
            case LinkDown():
                self._ready = False

    def _reconcile(self, snapshot: dict[str, Any]) -> None:
        job, on_printer = self._job, snapshot.get("job")
        if job is not None and job.state in (JobState.PRINTING, JobState.PAUSED):
            if not on_printer or on_printer["job"] != job.id:
                self._fail(
                    "the host lost the print: it was switched off, or its port process's journal is gone"
                )
        elif job is not None and job.state is JobState.PREPARING:
            self._start_ordered = bool(on_printer and on_printer["job"] == job.id)
        self._catch_up(snapshot)

    def _catch_up(self, report: dict[str, Any]) -> None:
        job, on_printer = self._job, report.get("job")
        self._ready = report.get("connection", {}).get("state") == "ready"
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
