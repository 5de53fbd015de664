"""What JobActor is told. The reply to whatever changes a job is the job (`lezerprint.jobs.store.Job`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Print:
    """Print this file. JobError while another job is on the printer."""

    source: str
    name: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Hold the print; the reply comes when the order is accepted, PAUSED when all is executed."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with a paused print."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the print; heaters go off."""


@dataclass(frozen=True, slots=True)
class GetJob:
    """Reply: the newest job, or None."""


@dataclass(frozen=True, slots=True)
class StreamerReady:
    """From PrintStreamerActor, at its start: what it was preparing before is forgotten."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """From PrintStreamerActor: the spool is there."""

    job_id: str


@dataclass(frozen=True, slots=True)
class PreparationFailed:
    """From PrintStreamerActor: the file cannot be printed."""

    job_id: str
    reason: str
