"""Which alerts and which turns of a job become notifications, for whom, and in what words.

| type | what |
|---|---|
| INFO | a job waits for a clear bed |
| ACTION_REQUIRED | filament has run out or is to be changed; the printer asks for an answer |
| PRINT_PAUSED, PRINT_RESUMED | a print was paused, by whomever, and goes on |
| SUCCESS | printer or port process are back and the print goes on; a broken print is continued |
| WARNING | heaters, a noisy link, heaters switched off |
| ERROR | kills, stops and resets, a stall, a lost printer, a wrong position, what has grown worse |
| PRINT_COMPLETE, PRINT_FAILED | how a print ended |
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4, uuid5

from lezerprint.alerts.alert import AlertKind
from lezerprint.base.enums import JobState, NotificationType, Severity, UserRole
from lezerprint.notify.notice import Audience, Notice

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.alerts.alert import Alert
    from lezerprint.jobs.job import Job

_TYPES: Final = {
    AlertKind.HEATER_DRIFT: NotificationType.WARNING,
    AlertKind.HEATING_STALLED: NotificationType.WARNING,
    AlertKind.SENSOR_LOST: NotificationType.WARNING,
    AlertKind.HEATERS_OFF: NotificationType.WARNING,
    AlertKind.TOOL_UNKNOWN: NotificationType.WARNING,
    AlertKind.FILAMENT_RUNOUT: NotificationType.ACTION_REQUIRED,
    AlertKind.FILAMENT_CHANGE: NotificationType.ACTION_REQUIRED,
    AlertKind.USER_WANTED: NotificationType.ACTION_REQUIRED,
    AlertKind.LINK_NOISY: NotificationType.WARNING,
    AlertKind.LINK_INTERRUPTED: NotificationType.WARNING,
    AlertKind.STALL: NotificationType.ERROR,
    AlertKind.BOARD_RESET: NotificationType.WARNING,
}
"""Of those that are worth a notification before they are an ERROR or CRITICAL."""

_TITLES: Final = {
    AlertKind.THERMAL_RUNAWAY: "Stopped for safety",
    AlertKind.FIRMWARE_KILLED: "Printer stopped",
    AlertKind.EMERGENCY_STOP: "Emergency stop",
    AlertKind.BOARD_RESET: "Printer was reset",
    AlertKind.HEATER_DRIFT: "Wrong temperature",
    AlertKind.HEATING_STALLED: "Heater does not heat up",
    AlertKind.SENSOR_LOST: "Temperature unknown",
    AlertKind.HEATERS_OFF: "Heaters switched off",
    AlertKind.TOOL_UNKNOWN: "Unknown tool",
    AlertKind.STALL: "Print stalls",
    AlertKind.FILAMENT_RUNOUT: "Filament has run out",
    AlertKind.FILAMENT_CHANGE: "Change the filament",
    AlertKind.USER_WANTED: "Printer waits for you",
    AlertKind.LINK_LOST: "Printer cannot be reached",
    AlertKind.LINK_INTERRUPTED: "Connection interrupted",
    AlertKind.LINK_NOISY: "Noisy connection",
    AlertKind.PORT_LOST: "Print not monitored",
    AlertKind.POSITION_ERROR: "Wrong position",
}
_GOOD_NEWS: Final = frozenset({AlertKind.LINK_LOST, AlertKind.PORT_LOST, AlertKind.STALL})
"""Whose end is worth a notification, as their beginning gave reason to worry."""

ENDS_JOBS: Final = frozenset(
    {
        AlertKind.THERMAL_RUNAWAY,
        AlertKind.FIRMWARE_KILLED,
        AlertKind.EMERGENCY_STOP,
        AlertKind.BOARD_RESET,
    }
)
"""What happens to a job once, for it ends it."""

_SECONDS_PER_MINUTE: Final = 60
_MINUTES_PER_HOUR: Final = 60


class JobNoticeKind(StrEnum):
    """What a job's owner wants to know."""

    ENDED = "ended"
    PAUSED = "paused"
    PAUSED_BY_PRINTER = "paused_by_printer"
    RESUMED = "resumed"
    WAITS_FOR_BED = "waits_for_bed"
    CONTINUED_BROKEN = "continued_broken"


def alert_notice(
    alert: Alert, printer: str, job_name: str | None, owner_id: UUID | None, *, job_id: UUID | None = None
) -> tuple[Audience, Notice] | None:
    """What to tell of an alert, and to whom; None: nobody.

    Args:
        alert: Whose owner is the one of the job, whom administrators join where it is CRITICAL.
        printer: Its name.
        job_name: What is printed; None: nothing.
        owner_id: Who wants that print; None: nobody, or one of the command line.
        job_id: Its id, for programs.
    """
    kind = _alert_type(alert)
    roles = (UserRole.ADMIN,) if alert.severity is Severity.CRITICAL else ()
    users = () if owner_id is None else (owner_id,)
    if kind is None or not (users or roles):
        return None
    title = "Print continues" if alert.ended else _TITLES[alert.kind]
    about = f" ({job_name})" if job_name else ""
    metadata: dict[str, Any] = {
        "printer": printer,
        "alert": alert.kind.value,
        "severity": alert.severity.value,
        "jobId": job_id and str(job_id),
    }
    message = f"{printer}: {alert.message}{about}"
    return Audience(users, roles), Notice(kind, title, message, metadata)


def alert_once(job_id: UUID | None, alert: Alert, begun_at: float) -> UUID:
    """Names this alert of a job, so that whoever was told is not told again.

    Args:
        job_id: What was printed; None: nothing, and there is no telling it from another one.
        alert: What is told.
        begun_at: The event's or the present time, in seconds since 1970; of what ends a job it is not needed.
    """
    if job_id is None:
        return uuid4()
    start = "" if alert.kind in ENDS_JOBS else f"{begun_at:.3f}"
    return uuid5(job_id, f"{alert.kind}:{alert.subject}:{alert.severity}:{alert.ended}:{start}")


def job_notice(job: Job, kind: JobNoticeKind, *, currency: str = "") -> tuple[Audience, Notice] | None:
    """What to tell a job's owner; None: nothing, as it has none, or has ended by their own will.

    Args:
        job: As it stands after it.
        kind: What there is to tell.
        currency: What prices are in.
    """
    if job.owner is None:
        return None
    told = _turn(job, kind, currency)
    if told is None:
        return None
    notice_type, title, message = told
    metadata = {"printer": job.printer, "jobId": str(job.id), "notice": kind.value, **_figures(job)}
    return Audience((job.owner.user_id,)), Notice(notice_type, title, message, metadata)


def job_once(job: Job, kind: JobNoticeKind, occasion: str = "") -> UUID:
    """Names this notice about a job, so that its owner is not told twice.

    Args:
        job: Whose.
        kind: What.
        occasion: Which of several pauses it is, such as its event's number; the rest happens once.
    """
    return uuid5(job.id, f"{kind}:{occasion}")


def _alert_type(alert: Alert) -> NotificationType | None:
    if alert.ended:
        is_good = alert.kind in _GOOD_NEWS and alert.data.get("recovered")
        return NotificationType.SUCCESS if is_good else None
    if alert.kind in _TITLES and alert.severity in {Severity.ERROR, Severity.CRITICAL}:
        return NotificationType.ERROR
    return _TYPES.get(alert.kind)


def _turn(job: Job, kind: JobNoticeKind, currency: str) -> tuple[NotificationType, str, str] | None:
    """Type, title and message."""
    match kind, job.state:
        case JobNoticeKind.ENDED, JobState.COMPLETED:
            return NotificationType.PRINT_COMPLETE, "Print complete", _completed(job, currency)
        case JobNoticeKind.ENDED, JobState.FAILED:
            return NotificationType.PRINT_FAILED, "Print failed", _failed(job)
        case JobNoticeKind.PAUSED_BY_PRINTER, _:
            why = f": {job.reason}" if job.reason else ""
            return NotificationType.PRINT_PAUSED, "Print paused", f"{job.printer} has paused {job.name}{why}"
        case JobNoticeKind.PAUSED, _:
            return NotificationType.PRINT_PAUSED, "Print paused", f"{job.name} on {job.printer} is paused"
        case JobNoticeKind.RESUMED, _:
            return NotificationType.PRINT_RESUMED, "Print continues", f"{job.printer} goes on with {job.name}"
        case JobNoticeKind.WAITS_FOR_BED, _:
            words = f"{job.name} starts when the bed of {job.printer} is clear"
            return NotificationType.INFO, "Print waits", words
        case JobNoticeKind.CONTINUED_BROKEN, _:
            words = f"{job.printer} prints on {job.name} where it broke off"
            return NotificationType.SUCCESS, "Print is continued", words
    return None


def _completed(job: Job, currency: str) -> str:
    grams, cost = job.used_grams, job.used_cost
    figures = [f"took {_duration(job.ended_at - job.started_at)}"] if job.started_at and job.ended_at else []
    if grams is not None:
        price = f" for {cost:.2f} {currency}".rstrip() if cost is not None else ""
        figures.append(f"used {grams:.1f} g of filament{price}")
    told = f": it {' and '.join(figures)}" if figures else ""
    return f"{job.name} on {job.printer} is complete{told}."


def _failed(job: Job) -> str:
    why = job.reason or (job.failure.value if job.failure else "for an unknown reason")
    place = job.place or {}
    lines = ""
    if {"executed_line", "sent_line"} <= place.keys() and f"sent: {place['sent_line']}" not in why:
        lines = f" It was between lines {place['executed_line']} and {place['sent_line']} of the file."
    return f"{job.name} on {job.printer} failed: {why.rstrip('.')}.{lines}"


def _figures(job: Job) -> dict[str, Any]:
    """For programs; times in seconds."""
    return {
        "name": job.name,
        "status": job.state.value,
        "durationSeconds": job.ended_at - job.started_at if job.started_at and job.ended_at else None,
        "printingSeconds": job.printing_seconds,
        "filamentGrams": job.used_grams,
        "cost": job.used_cost,
        "failure": job.failure and job.failure.value,
        "place": job.place,
    }


def _duration(seconds: float) -> str:
    if round(seconds) < _SECONDS_PER_MINUTE:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / _SECONDS_PER_MINUTE), _MINUTES_PER_HOUR)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
