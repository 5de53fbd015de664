"""What a printer is and may do, as a page for controlling it needs to know."""

from __future__ import annotations

from pydantic import Field

from web.models.common import ApiModel, Celsius
from web.models.z_offset import ZOffsetFacts


class Volume(ApiModel):
    """The build volume, in millimetres."""

    x: float = Field(description="Length of the X axis, in millimetres.", examples=[220.0])
    y: float = Field(description="Length of the Y axis, in millimetres.", examples=[220.0])
    z: float = Field(description="Length of the Z axis, in millimetres.", examples=[250.0])


class PrinterLimits(ApiModel):
    """How hot and how fast the printer may be driven by hand, by its settings."""

    hotend: Celsius = Field(description="Maximum target temperature of a hotend, in degrees Celsius.")
    bed: Celsius = Field(description="Maximum target temperature of the bed, in degrees Celsius.")
    chamber: Celsius = Field(description="Maximum target temperature of the chamber, in degrees Celsius.")
    cold_extrusion: Celsius = Field(
        description="Minimum temperature of the hotend for moving filament, in degrees Celsius."
    )
    travel_speed: float = Field(description="Maximum speed of X and Y, in mm/min.", examples=[10_000.0])
    lift_speed: float = Field(description="Maximum speed of Z, in mm/min.", examples=[1200.0])
    extrusion_speed: float = Field(description="Maximum speed of the extruder, in mm/min.", examples=[3000.0])


class Preset(ApiModel):
    """Temperatures for a material."""

    name: str = Field(description="Name of the material.", examples=["PLA"])
    hotend: Celsius | None = Field(description="Target of the hotend, in degrees Celsius; null: as it is.")
    bed: Celsius | None = Field(description="Target of the bed, in degrees Celsius; null: as it is.")
    chamber: Celsius | None = Field(
        description="Target of the chamber, in degrees Celsius; null: as it is.", examples=[None]
    )


class PrinterFacts(ApiModel):
    """What a printer is and may do."""

    simulated: bool = Field(description="Whether it is the simulated printer.", examples=[False])
    volume: Volume | None = Field(description="Build volume; null if the settings do not say.")
    tools: int = Field(description="Number of tools, as far as is known; at least 1.", examples=[1])
    has_bed: bool | None = Field(
        description="Whether it reports a heated bed; null while no temperatures are known.", examples=[True]
    )
    has_chamber: bool | None = Field(
        description="Whether it reports a chamber; null while no temperatures are known.", examples=[False]
    )
    limits: PrinterLimits = Field(description="Limits for manual control.")
    presets: list[Preset] = Field(
        description="Temperatures to heat to, from the settings; without those beyond the limits."
    )
    z_offset: ZOffsetFacts = Field(description="Baby steps.")
    filament_load_length: float = Field(
        description="Length of filament that is loaded, in millimetres.", examples=[100.0]
    )
    filament_unload_length: float = Field(
        description="Length of filament that is unloaded, in millimetres.", examples=[100.0]
    )
