"""What TelemetryActor is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GetStatus:
    """Reply: the printer's status as a dict, in the API's words."""


@dataclass(frozen=True, slots=True)
class GetTemperatureHistory:
    """Reply: the last hour's temperatures, a list of samples, one a second at most."""


@dataclass(frozen=True, slots=True)
class GetReport:
    """Reply: the newest report of the port process as it came; None while it is not there."""
