"""Counts over the database."""

from __future__ import annotations

from peewee import fn

from lezerprint.base.enums import JobState
from lezerprint.storage.models import PrintJob


def job_counts() -> dict[str, int]:
    """How many print jobs have each status."""
    query = PrintJob.select(PrintJob.status, fn.COUNT(PrintJob.id)).group_by(PrintJob.status)
    counted: dict[JobState, int] = dict(query.tuples().iterator())
    return {status.value: counted.get(status, 0) for status in JobState}
