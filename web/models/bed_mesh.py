"""The mesh of the bed."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from web.models.common import ApiModel
from web.models.control import Lines


class MeshFigures(ApiModel):
    """What the mesh says of the bed, by the points that were probed, in millimetres."""

    lowest: float = Field(description="Lowest height, in millimetres.", examples=[-0.01])
    highest: float = Field(description="Highest height, in millimetres.", examples=[0.03])
    range: float = Field(description="Difference between both, in millimetres.", examples=[0.04])
    mean: float = Field(description="Mean height, in millimetres.", examples=[0.01])
    tilt_x: float = Field(
        description="How much higher the last column is than the first, in millimetres, on the plane that "
        "fits best.",
        examples=[-0.01],
    )
    tilt_y: float = Field(
        description="How much higher the last row is than the first, in millimetres, on the plane that "
        "fits best.",
        examples=[0.02],
    )


class BedMesh(ApiModel):
    """The bed mesh of the firmware."""

    heights: list[list[float | None]] = Field(
        description="Heights of the bed, in millimetres, row by row; null for a point that was not probed, "
        "empty without a mesh.",
        examples=[[[0.02, -0.01], [0.0, 0.03]]],
    )
    figures: MeshFigures | None = Field(description="Range, mean and tilt; null if nothing was probed.")
    timestamp: datetime | None = Field(
        description="Time at which the firmware told it, ISO 8601, UTC; null if it was never asked.",
        examples=["2026-03-29T14:05:00Z"],
    )
    lines: Lines
