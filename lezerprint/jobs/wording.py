"""A job in the words of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lezerprint.base.camel_case import camel_case
from lezerprint.base.enums import JobState
from lezerprint.base.times import iso_8601
from lezerprint.bounds import whole

if TYPE_CHECKING:
    from lezerprint.jobs.job import Job, Owner
    from lezerprint.jobs.progress import Progress
    from lezerprint.port.contract.run_report import RunReport

_COUNTS: Final = {
    "lines_total": None,
    "lines_acknowledged": 0,
    "lines_executed": 0,
    "bytes_acknowledged": 0,
    "layers_total": None,
    "layer": None,
    "height_mm": None,
}
"""What the port process counts, and what stands for it until it has."""


def job_data(job: Job) -> dict[str, Any]:
    """A job as `GET /api/jobs/{id}` tells it, without what only its row has: notes, isPublic, settings."""
    return {
        "id": str(job.id),
        "printer": job.printer,
        "name": job.name,
        "status": job.state.value,
        "progress": job.progress_percent,
        "queuePosition": job.queue_position if job.state is JobState.QUEUED else None,
        "createdAt": _moment(job.created_at),
        "startedAt": _moment(job.started_at),
        "completedAt": _moment(job.ended_at),
        "estimatedTime": whole(job.estimated_seconds),
        "timeRemaining": None if job.has_ended else job.seconds_left,
        "pausedSeconds": job.paused_seconds,
        "errorMessage": job.reason or None,
        "failureReason": job.failure.value if job.failure else None,
        **_owner_data(job.owner),
        **_final_figures(job),
        **{camel_case(name): job.counts.get(name, usual) for name, usual in _COUNTS.items()},
    }


def _owner_data(owner: Owner | None) -> dict[str, Any]:
    """What it refers to; nothing for a job of the command line."""
    return {
        "userId": owner and str(owner.user_id),
        "fileId": owner and str(owner.file_id),
        "slicedFileId": owner and owner.sliced_file_id and str(owner.sliced_file_id),
    }


def _final_figures(job: Job) -> dict[str, Any]:
    """What it has taken, once it has ended."""
    ended = job.has_ended and job.started_at is not None
    return {
        "actualTime": whole(job.printing_seconds + job.heating_seconds) if ended else None,
        "filamentUsed": job.used_grams if ended else None,
        "cost": job.used_cost if ended else None,
    }


def progress_data(job: Job, run: RunReport, progress: Progress, now: float) -> dict[str, Any]:
    """What clients are told ten times a print or a thousand; `now` in seconds since 1970."""
    left = progress.seconds_left
    margin = progress.margin_seconds
    return {
        "jobId": str(job.id),
        "name": job.name,
        "percentage": progress.percent,
        "timeElapsed": round(job.printing_seconds + job.heating_seconds),
        "timeRemaining": None if left is None else round(left),
        "timeRemainingMargin": None if margin is None else round(margin),
        "estimatedEnd": None if left is None else _moment(now + left),
        **file_data(job),
        "filamentUsed": job.used_grams,
        "filamentLeft": job.left_grams,
        "byLines": progress.by_lines,
        "byBytes": progress.by_bytes,
        "byLayers": progress.by_layers,
        "byTime": progress.by_time,
        "linesAcknowledged": run.acknowledged,
        "fileLine": run.file_line,
        "linesTotal": run.lines,
        "layer": run.layer,
        "layersTotal": run.layers,
        "heightMm": run.height_mm,
        "waitingFor": run.waiting_for,
    }


def file_data(job: Job) -> dict[str, str | None]:
    """Which file it prints; null for a job of the command line."""
    owned = _owner_data(job.owner)
    return {name: owned[name] for name in ("fileId", "slicedFileId")}


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else iso_8601(seconds)
