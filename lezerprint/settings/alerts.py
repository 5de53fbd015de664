"""From when on something is the matter with a printer, so that its users are told."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lezerprint.settings.values import NotNegative, Positive

_Count = Annotated[int, Field(ge=1)]


class AlertSettings(BaseModel):
    """Thresholds of one printer.

    Attributes:
        drift_celsius: How far a temperature may be from a target that it had reached.
        drift_seconds: For how long it may be further.
        heating_seconds: Within this time a heating hotend must gain two degrees; a bed has twice as long,
            a chamber five times.
        stall_seconds: For how long a print may do nothing, without waiting for heat or its user.
        link_lost_seconds: For how long the printer, or the port process, may be gone in mid-print.
        resends_per_minute: So many lines that were sent again are too many.
        lost_oks_per_minute: The same for acknowledgements that never came.
        unchecked_per_minute: The same for rests of broken lines that the firmware may have run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    drift_celsius: Positive = 10.0
    drift_seconds: NotNegative = 20.0
    heating_seconds: Positive = 120.0
    stall_seconds: Positive = 180.0
    link_lost_seconds: NotNegative = 5.0
    resends_per_minute: _Count = 20
    lost_oks_per_minute: _Count = 20
    unchecked_per_minute: _Count = 1
