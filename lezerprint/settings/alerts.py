"""From when on something is the matter with a printer, so that its users are told."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lezerprint.settings.values import NotNegative, Positive

_Count = Annotated[int, Field(ge=1)]


class AlertSettings(BaseModel):
    """Thresholds of one printer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    drift_celsius: Positive = Field(
        default=10.0, description="Deviation from a target that was reached, in °C."
    )
    drift_seconds: NotNegative = Field(
        default=20.0, description="Time for which the deviation may last, in seconds."
    )
    heating_seconds: Positive = Field(
        default=120.0,
        description="Time within which a heating hotend must gain 2 °C, in seconds. The bed has twice"
        " as long, the chamber five times.",
    )
    stall_seconds: Positive = Field(
        default=180.0,
        description="Time for which a print may make no progress without waiting for heat or its "
        "user, in seconds.",
    )
    link_lost_seconds: NotNegative = Field(
        default=5.0,
        description="Time for which the printer or the port process may be gone during a print, in seconds.",
    )
    resends_per_minute: _Count = Field(default=20, description="Number of resent lines per minute.")
    lost_oks_per_minute: _Count = Field(
        default=20, description="Number of missing acknowledgements per minute."
    )
    unchecked_per_minute: _Count = Field(
        default=1,
        description="Number of damaged lines per minute that the firmware may have executed unchecked.",
    )
