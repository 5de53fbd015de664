"""A job in the words of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lezerprint.base.times import iso_8601

if TYPE_CHECKING:
    from lezerprint.jobs.job import Job
    from lezerprint.jobs.progress import Progress
    from lezerprint.port.contract.run_report import RunReport


def job_data(job: Job) -> dict[str, Any]:
    """What clients are told of a job with its events; JSON."""
    owner = job.owner
    return {
        "id": str(job.id),
        "name": job.name,
        "status": job.state.value,
        "userId": str(owner.user_id) if owner else None,
        "fileId": str(owner.file_id) if owner else None,
        "progress": job.progress_percent,
        "createdAt": _moment(job.created_at),
        "startedAt": _moment(job.started_at),
        "completedAt": _moment(job.ended_at),
        "errorMessage": job.reason or None,
        "failureReason": job.failure.value if job.failure else None,
    }


def progress_data(job: Job, run: RunReport, progress: Progress, now: float) -> dict[str, Any]:
    """What clients are told ten times a print or a thousand; `now` in seconds since 1970."""
    left = progress.seconds_left
    return {
        "jobId": str(job.id),
        "name": job.name,
        "percentage": progress.percent,
        "timeElapsed": round(job.printing_seconds + job.heating_seconds),
        "timeRemaining": None if left is None else round(left),
        "estimatedEnd": None if left is None else _moment(now + left),
        "byLines": progress.by_lines,
        "byBytes": progress.by_bytes,
        "byLayers": progress.by_layers,
        "byTime": progress.by_time,
        "line": run.acknowledged,
        "lines": run.lines,
        "layer": run.layer,
        "layers": run.layers,
        "heightMm": run.height_mm,
        "waitingFor": run.waiting_for,
    }


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else iso_8601(seconds)
