"""Print profiles, and G-code that was sliced with them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, JsonValue

from web.models.common import (
    ApiModel,
    Bytes,
    CreatedAt,
    FilamentGrams,
    FileId,
    Id,
    Input,
    Money,
    ProfileId,
    Sha256,
    UpdatedAt,
)

ShownLayerHeight = Annotated[float, Field(description="Layer height, in millimetres.", examples=[0.2])]
ShownInfill = Annotated[int, Field(description="Infill density, in percent.", examples=[20])]
ShownSpeed = Annotated[float, Field(description="Speed of infill, in mm/s.", examples=[60.0])]
ShownNozzle = Annotated[float, Field(description="Nozzle temperature, in degrees Celsius.", examples=[210.0])]
ShownBed = Annotated[float, Field(description="Bed temperature, in degrees Celsius.", examples=[60.0])]
ShownRetraction = Annotated[float, Field(description="Retraction length, in millimetres.", examples=[0.8])]
ShownName = Annotated[str, Field(description="Name of the profile.", examples=["PLA 0.2 mm"])]
Supports = Annotated[bool, Field(description="Whether to generate supports.", examples=[False])]
IsDefault = Annotated[
    bool, Field(description="Whether this is the default profile. There is one.", examples=[False])
]
FurtherSettings = Field(
    description="Further settings of the slicer, by PrusaSlicer's names.",
    examples=[{"brim_width": 3}],
)

LayerHeight = Annotated[ShownLayerHeight, Field(ge=0.04, le=1.5)]
Infill = Annotated[ShownInfill, Field(ge=0, le=100)]
PrintSpeed = Annotated[ShownSpeed, Field(ge=5, le=1000)]
NozzleTemperature = Annotated[ShownNozzle, Field(ge=150, le=450)]
BedTemperature = Annotated[ShownBed, Field(ge=0, le=150)]
Retraction = Annotated[ShownRetraction, Field(ge=0, le=20)]
Name = Annotated[ShownName, Field(min_length=1, max_length=100)]
Description = Annotated[
    str,
    Field(max_length=1000, description="Description of the profile, for people.", examples=["For gears"]),
]


class Profile(ApiModel):
    """A print profile: settings for slicing."""

    id: Id
    name: ShownName
    description: str | None = Field(
        description="Description of the profile, for people.", examples=["For gears"]
    )
    layer_height: ShownLayerHeight
    print_speed: ShownSpeed
    nozzle_temp: ShownNozzle
    bed_temp: ShownBed
    retraction: ShownRetraction
    infill: ShownInfill
    supports: Supports
    metadata: Annotated[dict[str, Any], FurtherSettings]
    is_default: IsDefault
    created_at: CreatedAt
    updated_at: UpdatedAt


class ProfileList(ApiModel):
    """The print profiles."""

    profiles: list[Profile] = Field(description="Profiles, the default one first.")


class ProfileAnswer(ApiModel):
    """A print profile."""

    profile: Profile = Field(description="The profile.")


class ProfileInput(Input):
    """A new print profile."""

    name: Name
    description: Description | None = None
    layer_height: LayerHeight
    print_speed: PrintSpeed
    nozzle_temp: NozzleTemperature
    bed_temp: BedTemperature
    retraction: Retraction
    infill: Infill
    supports: Supports
    metadata: Annotated[dict[str, JsonValue], FurtherSettings] = Field(default_factory=dict)
    is_default: IsDefault = False


class ProfileChange(Input):
    """Changes to a print profile; fields that are left out keep their values."""

    name: Name | None = None
    description: Description | None = None
    layer_height: LayerHeight | None = None
    print_speed: PrintSpeed | None = None
    nozzle_temp: NozzleTemperature | None = None
    bed_temp: BedTemperature | None = None
    retraction: Retraction | None = None
    infill: Infill | None = None
    supports: Supports | None = None
    metadata: Annotated[dict[str, JsonValue], FurtherSettings] | None = None
    is_default: bool | None = Field(
        default=None,
        description="True makes this the default profile in place of the present one.",
        examples=[True],
    )


class SlicedFile(ApiModel):
    """G-code that was sliced from a model."""

    id: Id
    source_file_id: FileId = Field(description="Id of the model.")
    profile_id: ProfileId = Field(description="Id of the profile with which the model was sliced.")
    estimated_time: int = Field(description="Estimated printing time, in seconds.", examples=[3430])
    filament_usage: FilamentGrams
    layer_height: ShownLayerHeight
    layer_count: int | None = Field(description="Number of layers; null if it is not known.", examples=[120])
    cost: Money | None = Field(
        description="Cost of the filament, in the currency of the settings; null if it is not known."
    )
    file_size: Bytes
    sha256: Sha256
    metadata: dict[str, Any] = Field(
        description="Results of the analysis of the G-code.", examples=[{"layerCount": 120}]
    )
    created_at: CreatedAt


class SlicedFileList(ApiModel):
    """The G-code that was sliced from a model."""

    sliced_files: list[SlicedFile] = Field(description="Sliced G-code, the newest first.")


class SliceSettings(Input):
    """Settings that replace those of the profile for one slicing."""

    layer_height: LayerHeight | None = None
    infill: Infill | None = None
    supports: Supports | None = None


class SliceInput(Input):
    """Options for slicing a model."""

    profile_id: ProfileId | None = Field(
        default=None, description="Id of the print profile. Default: the default profile."
    )
    settings: SliceSettings = Field(
        default_factory=SliceSettings,
        description="Settings that replace those of the profile.",
        examples=[{"layerHeight": 0.2, "infill": 20}],
    )
    plate: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="Number of the plate of a 3MF project. Default: the first plate that is not empty.",
    )
