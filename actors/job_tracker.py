"""The current job of a printer: how it stands, how far it is, and that both are noted."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from actors.messages.telemetry import ProgressKnown
from lezerprint.base.enums import EventType, JobState, Severity
from lezerprint.errors import JobError
from lezerprint.jobs.forecast import Forecast
from lezerprint.jobs.job import Job, JobIncident
from lezerprint.jobs.lifecycle import after_all, moved, with_failure
from lezerprint.jobs.notices import ENDS_JOBS, JobNoticeKind
from lezerprint.jobs.progress import Progress, progress_kept, progress_of
from lezerprint.jobs.recorder import counts_of
from lezerprint.jobs.starting import Obstacle
from lezerprint.jobs.states import JobEvent
from lezerprint.jobs.wording import progress_data
from lezerprint.port.failure import FailureReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lezerprint.alerts.alert import Alert
    from lezerprint.jobs.job import Recovery
    from lezerprint.jobs.preparation import Ready
    from lezerprint.jobs.recorder import JobRecorder
    from lezerprint.jobs.starting import Decision
    from lezerprint.port.contract.run_report import RunReport
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.port.contract.states import RunState

_logger = logging.getLogger(__name__)
_TELL_SECONDS: Final = 0.5
_LOST: Final = "the host lost the print: it was switched off, or its port process's journal is gone"
_NOT_BEGUN: Final = "the host stopped before it started printing the rest: plan it again"
_AFTER_THE_END_SECONDS: Final = 10.0
"""An alert may come a moment after the job that it ended."""


class JobTracker:
    """Of one printer; for its JobActor alone."""

    def __init__(self, recorder: JobRecorder, printer: str) -> None:
        self.recorder = recorder
        self.job: Job | None = None
        self.forecast: Forecast | None = None
        self.report: Snapshot | None = None
        self._printer = printer
        self._run: RunReport | None = None
        self._progress: Progress | None = None
        self._last: Job | None = None
        self._told_at = 0.0
        self._open_alerts = recorder.store.open_alerts(printer, time.monotonic())

    @property
    def current(self) -> Job:
        """The newest job that left the queue.

        Raises:
            JobError: There is none.
        """
        if self.job is None:
            raise JobError("there is no current job")
        return self.job

    @property
    def run_state(self) -> RunState | None:
        """Where it stands in the port process; None: it is not there, or has ended."""
        return None if self._run is None or self._run.has_ended else self._run.state

    def take_up(self) -> Job | None:
        """The job that was kept last; its rows are brought to where it is."""
        job = self.job = self.recorder.store.latest(self._printer)
        if job is not None:
            self.forecast = Forecast.read(self.recorder.store.forecast_path(job.id))
            self._progress = progress_kept(job, self.forecast)
            try:
                self.recorder.restate(job)
            except (ValueError, OverflowError, TypeError, LookupError):
                _logger.exception("what is on record of %s cannot be brought to its row", job.id)
        return job

    def replace_with(self, job: Job) -> None:
        """Another one is the current job from now on; the spool of the last is needed no more."""
        last = self._last = self.job
        self.job = job
        self.forecast = self._run = self._progress = None
        if last is not None:
            done = {last.id} | ({last.recovery.job_id} if last.recovery else set())
            for job_id in done - ({job.recovery.job_id} if job.recovery else set()):
                self.recorder.store.remove_spool(job_id)

    def forget_figures(self) -> None:
        """Keep of the current job only what it is: one of its figures cannot be worked with."""
        self.forecast = self._run = self._progress = None
        self.job = replace(
            self.current,
            estimated_seconds=None,
            filament_grams=None,
            seconds_left=None,
            progress_percent=0.0,
            counts={},
        )

    def give_back(self, position: int, reason: str) -> Job:
        """The current job goes back into the queue, at this position; the one before is current again."""
        after, incident = moved(self.current, JobEvent.RETURN, time.time(), reason=reason)
        after = replace(after, queue_position=position)
        self.recorder.keep(after)
        if incident is not None:
            self.recorder.happened(after, incident)
        self.job = self._last or self.recorder.store.latest(self._printer)
        self.forecast = self._run = self._progress = None
        return after

    def told_to_wait(self, job: Job, decision: Decision) -> Job:
        """A job that was to begin, and waits; what waits for the job before it is nothing to warn of."""
        job = replace(job, reason=decision.reason)
        incident: JobIncident | None = None
        if decision.obstacle is not Obstacle.BUSY:
            at, message = time.time(), f"The print waits: {decision.reason}"
            incident = JobIncident(f"waits {at}", EventType.CUSTOM, Severity.WARNING, message, at)
            job = job.noting(incident)
        self.recorder.keep_row(job)
        if incident is not None:
            self.recorder.happened(job, incident)
        return job

    def adopt(self, run: RunReport) -> None:
        """Take over a print that is not on record: the disk was full, or we were killed too early."""
        try:
            job_id = UUID(run.job)
        except ValueError:
            _logger.warning("the printer prints %s, which was not started by a server", run.name)
            return
        now = time.time()
        job = Job(job_id, self._printer, run.name, "", JobState.PRINTING, now, started_at=now)
        self.job = job
        self.recorder.keep(job)

    def prepared(self, ready: Ready) -> None:
        """Its spool is there."""
        self.forecast, sliced, job = ready.forecast, ready.sliced, self.current
        owner, whole = job.owner, ready.forecast.seconds
        begins_percent = 100.0 * ready.forecast.begins_at / whole if whole else 0.0
        if sliced is not None and owner is not None:
            owner = replace(owner, sliced_file_id=sliced.id)
        self._keep(
            replace(
                job,
                source=ready.source,
                owner=owner,
                begins_percent=begins_percent,
                estimated_seconds=(whole - ready.forecast.begins_at) or None,
                filament_grams=ready.forecast.filament_grams,
                filament_price_per_kg=ready.price_per_kg,
            )
        )

    def move(
        self,
        event: JobEvent,
        at: float | None = None,
        *,
        reason: str = "",
        failure: FailureReason | None = None,
        place: dict[str, int] | None = None,
    ) -> Job:
        """Let something happen to it, now or at that time.

        Raises:
            JobError: It cannot happen to it.
        """
        at = time.time() if at is None else at
        job, incident = moved(self.current, event, at, reason=reason, failure=failure, place=place)
        self._keep(job)
        if incident is not None:
            self.recorder.happened(job, incident)
        if job.has_ended:
            self.recorder.notify(job, JobNoticeKind.ENDED)
        elif event is JobEvent.RESUME:
            self.recorder.notify(job, JobNoticeKind.RESUMED, str(job.noted))
        elif event is JobEvent.START:
            if job.recovery is not None:
                self.recorder.notify(job, JobNoticeKind.CONTINUED_BROKEN)
            for alert in self._open_alerts.for_new_job():
                self._tell_alert(alert, at)
        return self.current

    def amend_failure(self, job: str, failure: FailureReason) -> None:
        """The port process has learnt why it failed only after it had told so."""
        if self.job is None or self.job.id.hex != job or self.job.state is not JobState.FAILED:
            return
        self.job, incident = with_failure(self.job, failure)
        if incident is not None:
            self.recorder.amended(self.job, incident)

    def cancel_waiting(self, job: Job) -> Job:
        """End a job that has never left the queue."""
        return self._close(job, JobEvent.CANCEL)

    def waiting_of(self, queue: Iterable[Job], others: Iterable[Job]) -> list[Job]:
        """Of the jobs that the database takes for unfinished, those that wait; what nobody knows is ended.

        The rest of a print never waits: by the time it began the part might be gone.
        """
        known = None if self.job is None else self.job.id
        queue = [job for job in queue if job.id != known]
        for job in others:
            kept = None if job.id == known else self.recorder.store.get(job.id)
            if kept is not None and kept.has_ended:  # its row has not learnt that yet
                self.recorder.restate(kept)
            elif kept is not None and kept.state is JobState.QUEUED:  # nor has that one's
                self.recorder.keep(kept)
                queue.append(kept)
            elif job.id != known:
                self._close(job, JobEvent.FAIL, _LOST, FailureReason.PRINTER_LOST)
        for job in queue:
            if job.recovery is not None:
                self._close(job, JobEvent.FAIL, _NOT_BEGUN, FailureReason.OTHER)
        return [job for job in queue if job.recovery is None]

    def _close(
        self, job: Job, event: JobEvent, reason: str = "", failure: FailureReason | None = None
    ) -> Job:
        after, incident = moved(job, event, time.time(), reason=reason, failure=failure)
        self.recorder.keep_row(after)
        if incident is not None:
            self.recorder.happened(after, incident)
        return after

    def disown(self, job_id: UUID) -> None:
        """Its row is going to be deleted: nothing more is written there.

        Raises:
            JobError: It has not ended.
        """
        if self.job is None or self.job.id != job_id:
            return
        if not self.job.has_ended:
            raise JobError(f"the job is {self.job.state}: cancel it first")
        self.job = replace(self.job, owner=None)
        self.recorder.store.save(self.job)

    def confirm_bed_clear(self) -> None:
        """Nothing of it lies on the bed any more."""
        if self.job is not None and not self.job.bed_is_clear:
            self._keep(replace(self.job, bed_is_clear=True))

    def check_rest(self, recovery: Recovery) -> None:
        """Make sure that the part is still on the bed whose rest is to be printed.

        Raises:
            JobError: Something else was printed since, or it was taken off.
        """
        last = self.job
        if last is None or last.bed_is_clear:
            raise JobError("the part to be continued was taken off the bed")
        if last.id == recovery.job_id:
            return
        if last.recovery is None or last.recovery.job_id != recovery.job_id:
            raise JobError("something else has been printed since")
        may_have_moved = last.state is not JobState.CANCELLED or last.counts.get("layer") is not None
        if last.started_at is not None and may_have_moved:
            raise JobError("the rest was already started: recover the job that started it")

    def bounds_of_loss(self) -> tuple[FailureReason, str, dict[str, int] | None]:
        """What is known of a print that the port process knows nothing of: why, and where it was."""
        checkpoint = self.recorder.store.checkpoint(self.current.id)
        if checkpoint is None:
            return FailureReason.POWER_LOSS, _LOST, None
        run, at = checkpoint.run, time.strftime("%F %T", time.localtime(checkpoint.at))
        place = {"executed": run.executed, "acknowledged": run.acknowledged, "sent": run.sent}
        place |= {"acknowledged_line": run.file_line}
        reason = (
            f"{_LOST}; the last that is known, of {at}: line {run.file_line} of the file was acknowledged"
        )
        return FailureReason.POWER_LOSS, reason, place

    # How far it is.

    def heard(self, run: RunReport, sequence: int) -> None:
        """What the port process says of this job, with or after its event of this number."""
        self._run, seconds = run, run.seconds
        progress = self._progress = progress_of(run, self.forecast, self._progress)
        self.job = replace(
            self.current,
            port_sequence=sequence,
            counts=counts_of(run),
            progress_percent=progress.percent,
            seconds_left=None if progress.seconds_left is None else round(progress.seconds_left),
            printing_seconds=seconds.printing,
            heating_seconds=seconds.heating,
            paused_seconds=seconds.paused,
        )

    def progress_to_tell(self) -> ProgressKnown | None:
        """What clients should be told of it, at most twice a second, and at its end."""
        job, run, progress, now = self.job, self._run, self._progress, time.monotonic()
        if (
            job is None
            or run is None
            or progress is None
            or (now < self._told_at + _TELL_SECONDS and not job.has_ended)
        ):
            return None
        self._told_at = now
        data = progress_data(job, run, progress, time.time())
        self.recorder.events.publish("progress:update", data, printer=self._printer)
        return ProgressKnown(data)

    def record(self) -> None:
        """Note temperatures and progress."""
        if self._open_alerts.forget_unseen(time.monotonic()):
            self.recorder.store.save_open_alerts(self._printer, self._open_alerts)
        job = self.job
        if job is not None and job.state in (JobState.PRINTING, JobState.PAUSED) and self._run is not None:
            self.recorder.note_progress(job)
            if self.report is not None:
                self.recorder.note_temperatures(job, self.report, time.time())

    def _note(self, incident: JobIncident) -> None:
        job = self.current.noting(incident)
        self._keep(job)
        self.recorder.happened(job, incident)

    def note_alert(self, alert: Alert, at: float) -> None:
        """Tell users, and the job's record, if what was then concerns a job at all."""
        is_news = self._open_alerts.take(alert)
        if alert.lasting:
            self.recorder.store.save_open_alerts(self._printer, self._open_alerts)
        if is_news:
            self._tell_alert(alert, at)

    def _tell_alert(self, alert: Alert, at: float) -> None:
        job = self._concerned(alert, at)
        self.recorder.notify_alert(alert, self._printer, job, at)
        if job is None:
            return
        if job.ended_at is None or at > job.ended_at:  # else it was missed, and is heard of only now
            at = after_all(job, at)
        key = f"alert {alert.kind} {alert.subject} {at}"
        data = {"alert": alert.kind.value, "ended": alert.ended, **alert.data}
        self._note(JobIncident(key, alert.event_type, alert.severity, alert.message, at, data))

    def _concerned(self, alert: Alert, at: float) -> Job | None:
        """The job that what happened then concerns: one that was printed, or had ended a moment before.

        What ends jobs concerns none that was complete by then.
        """
        job = self.job
        if job is None or job.started_at is None:
            return None
        ended_ago = 0.0 if job.ended_at is None else at - job.ended_at
        if job.state is JobState.COMPLETED and ended_ago > 0 and alert.kind in ENDS_JOBS:
            return None
        return job if ended_ago < _AFTER_THE_END_SECONDS else None

    def _keep(self, job: Job) -> None:
        self.job = job
        self.recorder.keep(job)
