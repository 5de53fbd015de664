"""What PrintStreamerActor is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prepare:
    """Write the spool of this job from its file, then tell JobActor `Prepared` or `PreparationFailed`."""

    job_id: str
    source: str


@dataclass(frozen=True, slots=True)
class Spooled:
    """From its own thread: the spool is written, or (`error`) cannot be."""

    job_id: str
    error: str | None
