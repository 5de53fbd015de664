"""What TelemetryActor is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lezerprint.jobs.job import Job


@dataclass(frozen=True, slots=True)
class GetStatus:
    """Reply: the printer's status as a dict, in the API's words."""


@dataclass(frozen=True, slots=True)
class GetTemperatureHistory:
    """Reply: the last hour's temperatures, a list of `TemperatureSample`, one a second at most."""


@dataclass(frozen=True, slots=True)
class GetReport:
    """Reply: the newest `Snapshot` of the port process; None while it is not there."""


@dataclass(frozen=True, slots=True)
class GetHandCommands:
    """Reply: the last commands by hand that took long, a list of `HandCommandRecord`, the newest first."""


@dataclass(frozen=True, slots=True)
class ProgressKnown:
    """From JobActor: how far the print is, in the API's words."""

    progress: dict[str, Any]


@dataclass(frozen=True, slots=True)
class JobPrepared:
    """From JobActor: the job that is being prepared; None: none is."""

    job: Job | None


@dataclass(frozen=True, slots=True)
class Watch:
    """From itself: some things are the matter by time alone."""
