"""What a printer may be made to do by hand, and with which lengths and speeds."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lezerprint.settings.macros import Macro, MacroName
from lezerprint.settings.values import NotNegative, Positive


class PresetSettings(BaseModel):
    """Temperatures for a material, in °C; what is left out is not heated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hotend: NotNegative | None = Field(default=None, description="Target temperature of the hotend, in °C.")
    bed: NotNegative | None = Field(default=None, description="Target temperature of the bed, in °C.")
    chamber: NotNegative | None = Field(default=None, description="Target temperature of the chamber, in °C.")


PresetName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


def _usual_presets() -> dict[str, PresetSettings]:
    return {
        "PLA": PresetSettings(hotend=210, bed=60),
        "PETG": PresetSettings(hotend=240, bed=80),
        "ABS": PresetSettings(hotend=245, bed=100),
        "TPU": PresetSettings(hotend=225, bed=45),
    }


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
        description="Commands that are sent together, by the name of the macro: a list of commands, or a "
        "table with `commands`, and maybe `description`, `group`, `favourite` and `parameters`. In the "
        "commands `{name}` stands for a parameter: a table with `type` (number, choice or text), `label`, "
        "`default`, `min`, `max`, `unit`, `choices` and `max_length`.",
        examples=[
            {
                "preheat": ["M140 S60", "M104 S200"],
                "purge": {
                    "commands": ["M83", "G1 E{length} F150", "M82"],
                    "group": "Filament",
                    "parameters": {"length": {"default": 20, "min": 1, "max": 50, "unit": "mm"}},
                },
            }
        ],
    )
    presets: dict[PresetName, PresetSettings] = Field(
        default_factory=_usual_presets,
        max_length=50,
        description="Temperatures for heating by one order, in °C, by the name of the material. "
        "Default: PLA, PETG, ABS and TPU.",
        examples=[{"PLA": {"hotend": 210, "bed": 60}}],
    )
