"""Baby steps of the nozzle."""

from __future__ import annotations

from pydantic import Field

from lezerprint.control.z_offset import MOST_STEP_MM
from web.models.common import ApiModel
from web.models.control import Order


class ZOffsetInput(Order):
    """A baby step: the nozzle higher or lower, while it prints too."""

    step: float = Field(
        ge=-MOST_STEP_MM,
        le=MOST_STEP_MM,
        description="Distance by which to shift the nozzle, in millimetres; positive: away from the bed. The "
        "sum of all steps is at most 2 mm.",
        examples=[-0.02],
    )


class ZOffsetFacts(ApiModel):
    """Whether the nozzle can be shifted by baby steps."""

    available: bool = Field(description="Whether it can.", examples=[True])
    reason: str | None = Field(description="Why it cannot, for people; null if it can.", examples=[None])
    can_be_saved: bool = Field(description="Whether the firmware can keep the baby steps.", examples=[True])
    save_reason: str | None = Field(
        description="Why it cannot keep them, for people; null if it can.", examples=[None]
    )
    max_step: float = Field(description="Largest step, in millimetres.", examples=[0.5])
    max_offset: float = Field(description="Largest sum of all steps, in millimetres.", examples=[2.0])
