"""What a printer may be made to do by hand, and with which lengths and speeds."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lezerprint.errors import PortError
from lezerprint.port.command_check import checked_command
from lezerprint.settings.values import NotNegative, Positive


def _command(text: str) -> str:
    try:
        checked_command(text)
    except PortError as error:
        raise ValueError(f"has what is no command: {error}") from error
    return text


MacroName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Macro = Annotated[tuple[Annotated[str, AfterValidator(_command)], ...], Field(min_length=1, max_length=100)]


class ControlSettings(BaseModel):
    """How a printer is moved by hand. Speeds are in mm/min, lengths in mm.

    Attributes:
        cold_extrusion_celsius: Below this the filament is not moved.
        max_travel_speed: The fastest that X and Y are moved.
        max_lift_speed: The same for Z.
        max_extrusion_speed: The same for the filament.
        filament_load_length: From the drive to the nozzle.
        filament_unload_length: From the nozzle to where a hand can take it.
        filament_speed: How fast it is loaded and unloaded.
        macros: Commands that are sent in one go, by the macro's name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cold_extrusion_celsius: NotNegative = 170.0
    max_travel_speed: Positive = 10_000.0
    max_lift_speed: Positive = 1_200.0
    max_extrusion_speed: Positive = 3_000.0
    filament_load_length: Annotated[float, Field(gt=0, le=2000)] = 100.0
    filament_unload_length: Annotated[float, Field(gt=0, le=2000)] = 100.0
    filament_speed: Positive = 300.0
    macros: dict[MacroName, Macro] = Field(default_factory=dict)
