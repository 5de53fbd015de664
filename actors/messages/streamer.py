"""What PrintStreamerActor is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.jobs.job import Job
    from lezerprint.jobs.preparation import Ready


@dataclass(frozen=True, slots=True)
class Prepare:
    """Make what is printed of this job, then tell JobActor `Prepared` or `PreparationFailed`."""

    job: Job


@dataclass(frozen=True, slots=True)
class Forget:
    """Nobody wants this job prepared any more."""

    job_id: UUID


@dataclass(frozen=True, slots=True)
class PreparationEnded:
    """From its own thread: the job is ready, or (`error`) cannot be printed."""

    job_id: UUID
    ready: Ready | None
    error: str = ""
