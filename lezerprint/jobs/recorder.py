"""Where a job is written to: its file, its row, and what clients are told.

The file is the truth; rows follow behind the backlog, and what is noted twice is there once. So after any
crash `restate` brings the rows to where the file is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid5

from lezerprint.base.enums import EventType, JobState
from lezerprint.base.times import iso_8601
from lezerprint.bounds import whole, within
from lezerprint.hotends import Hotends
from lezerprint.jobs.notices import alert_notice, alert_once, job_notice, job_once
from lezerprint.jobs.starting import StartOrders
from lezerprint.jobs.wording import job_data
from lezerprint.port.contract.heaters import HeaterReading
from lezerprint.storage.models import PrintEvent, PrintJob, TemperatureLog

if TYPE_CHECKING:
    from lezerprint.alerts.alert import Alert
    from lezerprint.camera.stills import Stills
    from lezerprint.events import EventHub
    from lezerprint.jobs.job import Job, JobIncident
    from lezerprint.jobs.notices import JobNoticeKind
    from lezerprint.jobs.store import JobStore
    from lezerprint.notify.notice import Audience, Notice
    from lezerprint.notify.queue import NotificationQueue
    from lezerprint.port.contract.run_report import RunReport
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.storage.backlog import Backlog

PRINT_EVENTS: Final = {
    EventType.JOB_STARTED: "print:started",
    EventType.JOB_PAUSED: "print:paused",
    EventType.JOB_RESUMED: "print:resumed",
    EventType.JOB_COMPLETED: "print:completed",
    EventType.JOB_FAILED: "print:failed",
    EventType.JOB_CANCELLED: "print:cancelled",
}
"""What clients are told by these names; all other incidents are `print:event`."""

_HIGHEST_MM: Final = 1e6


class JobRecorder:
    """Notes what becomes of the jobs of all printers; waits for nothing.

    Args:
        store: Their files.
        events: Which clients hear of.
        backlog: What becomes rows; None: there is no database.
        notifications: Notifies users; None: nobody does.
        currency: What filament is paid in.
        stills: Takes a picture for each notification; None: nobody does.
        orders: The orders to start that were given, which outlive JobActor as this does.
    """

    def __init__(
        self,
        store: JobStore,
        events: EventHub,
        backlog: Backlog | None = None,
        notifications: NotificationQueue | None = None,
        currency: str = "",
        orders: StartOrders | None = None,
        stills: Stills | None = None,
    ) -> None:
        self.store = store
        self.events = events
        self.orders = orders or StartOrders()
        self._backlog = backlog
        self._notifications = notifications
        self._currency = currency
        self._stills = stills

    def keep(self, job: Job) -> None:
        """How the job stands now."""
        self.store.save(job)
        self.keep_row(job)

    def keep_row(self, job: Job) -> None:
        """The same of a job that never left the queue: it has no file."""
        self._change(job, _columns(job))

    def happened(self, job: Job, incident: JobIncident) -> None:
        """Tell what happened to a job that was kept with it."""
        self._insert(job, incident)
        if self._backlog is not None:
            self._backlog.hurry()
        name = PRINT_EVENTS.get(incident.kind, "print:event")
        data = {
            "job": job_data(job),
            "type": incident.kind.value,
            "severity": incident.severity.value,
            "message": incident.message,
            "timestamp": iso_8601(incident.at),
            "metadata": incident.data,
        }
        self.events.publish(name, data, printer=job.printer, lasting=True)

    def amended(self, job: Job, incident: JobIncident) -> None:
        """What is known better now of something that was noted."""
        self.keep(job)
        if self._backlog is not None and job.owner is not None:
            changes = {"severity": incident.severity, "metadata": incident.data}
            self._backlog.put_change(PrintEvent, incident.row_id(job.id), changes)

    def notify(self, job: Job, kind: JobNoticeKind, occasion: str = "") -> None:
        """Tell its owner; `occasion` tells apart what may happen several times."""
        notice = job_notice(job, kind, currency=self._currency)
        if notice is not None and self._notifications is not None:
            told = self._with_picture(*notice, job.printer)
            self._notifications.tell(*told, once=job_once(job, kind, occasion))

    def notify_alert(self, alert: Alert, printer: str, job: Job | None, at: float) -> None:
        """Tell the owner of the job that an alert of this time concerns, of the worst administrators too."""
        owner_id = job.owner.user_id if job is not None and job.owner is not None else None
        name, job_id = (job.name, job.id) if job is not None else (None, None)
        notice = alert_notice(alert, printer, name, owner_id, job_id=job_id)
        if notice is not None and self._notifications is not None:
            told = self._with_picture(*notice, printer)
            self._notifications.tell(*told, once=job_id and alert_once(job_id, alert, at))

    def _with_picture(self, audience: Audience, notice: Notice, printer: str) -> tuple[Audience, Notice]:
        """The same with the name of a picture that is being taken."""
        key = self._stills.take(printer) if self._stills is not None else None
        if key is None:
            return audience, notice
        return audience, replace(notice, metadata={**(notice.metadata or {}), "picture": key})

    def queue_changed(self, job: Job) -> None:
        """The job waits at another place."""
        self._change(job, {"queue_position": job.queue_position})

    def restate(self, job: Job) -> None:
        """Bring the rows to where the file is: some may have been lost with the process that wrote it."""
        self._change(job, _columns(job))
        for incident in job.incidents:
            self._insert(job, incident)
        if self._backlog is not None:
            self._backlog.hurry()

    def note_progress(self, job: Job) -> None:
        """How far it is."""
        self.store.save(job)
        self._change(job, {"progress": job.progress_percent, **job.counts})

    def note_temperatures(self, job: Job, report: Snapshot, at: float) -> None:
        """One sample; none where the temperature of the hotend in use is not known."""
        hotend, heaters = Hotends.of(report).reading(), report.temperatures
        if self._backlog is None or job.owner is None or hotend is None or hotend.actual is None:
            return
        bed, chamber = heaters.get("bed", HeaterReading(0.0, 0.0)), heaters.get("chamber")
        row = {
            "id": uuid5(job.id, f"temperature {at}"),
            "job": job.id,
            "hotend_temp": hotend.actual,
            "hotend_target": hotend.target or 0.0,
            "bed_temp": bed.actual or 0.0,
            "bed_target": bed.target or 0.0,
            "chamber_temp": chamber.actual if chamber is not None else None,
            "timestamp": moment(at),
        }
        self._backlog.put((TemperatureLog, row))

    def _change(self, job: Job, columns: dict[str, Any]) -> None:
        if self._backlog is not None and job.owner is not None:
            self._backlog.put_change(PrintJob, job.id, columns)

    def _insert(self, job: Job, incident: JobIncident) -> None:
        if self._backlog is None or job.owner is None:
            return
        row = {
            "id": incident.row_id(job.id),
            "job": job.id,
            "event_type": incident.kind,
            "message": incident.message,
            "severity": incident.severity,
            "metadata": incident.data,
            "timestamp": moment(incident.at),
        }
        self._backlog.put((PrintEvent, row))


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as a time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def _columns(job: Job) -> dict[str, Any]:
    """The row's columns that change with the job's state."""
    columns: dict[str, Any] = {
        **job.counts,
        "status": job.state,
        "progress": job.progress_percent,
        "queue_position": job.queue_position if job.state is JobState.QUEUED else None,
        "started_at": job.started_at and moment(job.started_at),
        "completed_at": job.ended_at and moment(job.ended_at),
        "estimated_time": whole(job.estimated_seconds),
        "paused_seconds": job.paused_seconds,
        "error_message": job.reason or None,
        "failure_reason": job.failure,
        "sliced_file": job.owner and job.owner.sliced_file_id,
    }
    if job.place is not None:
        columns |= {"lines_acknowledged": job.place["acknowledged"], "lines_executed": job.place["executed"]}
    return columns | (_final_columns(job) if job.has_ended and job.started_at is not None else {})


def _final_columns(job: Job) -> dict[str, Any]:
    return {
        "actual_time": whole(job.printing_seconds + job.heating_seconds),
        "filament_used": job.used_grams,
        "cost": job.used_cost,
    }


def counts_of(run: RunReport) -> dict[str, Any]:
    """How far the port process says that a job is, by the names of the row's columns."""
    return {
        "lines_total": run.lines,
        "lines_acknowledged": run.acknowledged,
        "lines_executed": run.executed,
        "bytes_acknowledged": run.byte,
        "layers_total": whole(run.layers),
        "layer": whole(run.layer),
        "height_mm": within(run.height_mm, _HIGHEST_MM, -_HIGHEST_MM),
    }
