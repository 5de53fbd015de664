"""The jobs that their owners show to visitors."""

from __future__ import annotations

from lezerprint.base.enums import JobState
from lezerprint.storage.models import PrintJob


def public_jobs(limit: int, offset: int) -> tuple[int, list[PrintJob]]:
    """How many completed jobs are public, and so many of them, the newest first."""
    query = PrintJob.select().where(PrintJob.is_public, PrintJob.status == JobState.COMPLETED)
    newest = query.order_by(PrintJob.completed_at.desc(), PrintJob.id).limit(limit).offset(offset)
    return query.count(), list(newest)
