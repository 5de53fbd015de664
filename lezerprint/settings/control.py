"""What a printer may be made to do by hand, and with which lengths and speeds."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lezerprint.errors import PortError
from lezerprint.port.template import checked_command
from lezerprint.settings.values import NotNegative, Positive


def _command(text: str) -> str:
    try:
        checked_command(text)
    except PortError as error:
        raise ValueError(f"contains invalid commands: {error}") from error
    return text


MacroName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Macro = Annotated[tuple[Annotated[str, AfterValidator(_command)], ...], Field(min_length=1, max_length=100)]


class ControlSettings(BaseModel):
    """How a printer is moved by hand. Speeds are in mm/min, lengths in mm."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cold_extrusion_celsius: NotNegative = Field(
        default=170.0, description="Minimum hotend temperature for moving filament, in °C."
    )
    max_travel_speed: Positive = Field(default=10_000.0, description="Maximum speed of X and Y, in mm/min.")
    max_lift_speed: Positive = Field(default=1_200.0, description="Maximum speed of Z, in mm/min.")
    max_extrusion_speed: Positive = Field(
        default=3_000.0, description="Maximum speed of the extruder, in mm/min."
    )
    filament_load_length: Annotated[float, Field(gt=0, le=2000)] = Field(
        default=100.0, description="Length of filament from the drive to the nozzle, in mm."
    )
    filament_unload_length: Annotated[float, Field(gt=0, le=2000)] = Field(
        default=100.0, description="Length by which filament is retracted to remove it, in mm."
    )
    filament_speed: Positive = Field(
        default=300.0, description="Speed for loading and unloading filament, in mm/min."
    )
    macros: dict[MacroName, Macro] = Field(
        default_factory=dict,
        description="Commands that are sent together, by the name of the macro.",
        examples=[{"preheat": ["M140 S60", "M104 S200"]}],
    )
