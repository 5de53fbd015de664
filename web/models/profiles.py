"""Print profiles and what was sliced with them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, JsonValue

from web.models.common import ApiModel, Input, Money

LayerHeight = Annotated[float, Field(ge=0.04, le=1.5, description="Millimetres.")]
Infill = Annotated[int, Field(ge=0, le=100, description="Percent.")]
PrintSpeed = Annotated[float, Field(ge=5, le=1000, description="Of infill, in mm/s.")]
NozzleTemperature = Annotated[float, Field(ge=150, le=450, description="Degrees Celsius.")]
BedTemperature = Annotated[float, Field(ge=0, le=150, description="Degrees Celsius.")]
Retraction = Annotated[float, Field(ge=0, le=20, description="Millimetres.")]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Description = Annotated[str, Field(max_length=1000)]


class Profile(ApiModel):
    """How to slice."""

    id: UUID
    name: str
    description: str | None
    layer_height: float
    print_speed: float
    nozzle_temp: float
    bed_temp: float
    retraction: float
    infill: int
    supports: bool
    metadata: dict[str, Any] = Field(description="Further settings by PrusaSlicer's names.")
    is_default: bool
    created_at: datetime
    updated_at: datetime


class ProfileList(ApiModel):
    """The profiles, the default first."""

    profiles: list[Profile]


class ProfileAnswer(ApiModel):
    """A profile."""

    profile: Profile


class ProfileInput(Input):
    """A new profile."""

    name: Name
    description: Description | None = None
    layer_height: LayerHeight
    print_speed: PrintSpeed
    nozzle_temp: NozzleTemperature
    bed_temp: BedTemperature
    retraction: Retraction
    infill: Infill
    supports: bool
    metadata: dict[str, JsonValue] = Field(default_factory=dict)
    is_default: bool = False


class ProfileChange(Input):
    """What is to be otherwise; what is left out stays."""

    name: Name | None = None
    description: Description | None = None
    layer_height: LayerHeight | None = None
    print_speed: PrintSpeed | None = None
    nozzle_temp: NozzleTemperature | None = None
    bed_temp: BedTemperature | None = None
    retraction: Retraction | None = None
    infill: Infill | None = None
    supports: bool | None = None
    metadata: dict[str, JsonValue] | None = None
    is_default: bool | None = Field(default=None, description="True makes it the default.")


class SlicedFile(ApiModel):
    """G-code made from a model."""

    id: UUID
    source_file_id: UUID
    profile_id: UUID
    estimated_time: int = Field(description="Seconds.")
    filament_usage: float = Field(description="Grams.")
    layer_height: float = Field(description="Millimetres.")
    layer_count: int | None
    cost: Money | None
    file_size: int = Field(description="Bytes.")
    sha256: str
    metadata: dict[str, Any]
    created_at: datetime


class SlicedFileList(ApiModel):
    """What was sliced from a file, the newest first."""

    sliced_files: list[SlicedFile]


class SliceSettings(Input):
    """What this slicing has otherwise than its profile."""

    layer_height: LayerHeight | None = None
    infill: Infill | None = None
    supports: bool | None = None


class SliceInput(Input):
    """How a model is to be sliced."""

    profile_id: UUID | None = Field(default=None, description="The default profile, where none is named.")
    settings: SliceSettings = Field(default_factory=SliceSettings)
    plate: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="Of a 3MF project; where none is named, the first with anything on it.",
    )
