"""The time-lapse settings of a printer; a field's `description` is its documentation everywhere."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lezerprint.base.enums import TimelapseMode
from lezerprint.settings.values import NotNegative


class TimelapseSettings(BaseModel):
    """When pictures of a print are taken, and what film is made of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: TimelapseMode = Field(
        default=TimelapseMode.OFF,
        description="When pictures are taken: `off`, `layer` (after each layer, while the print goes on), "
        "`layer_parked` (after each layer, with the head parked at the same place) or `interval`. A job can "
        "have a mode of its own.",
        examples=["layer"],
    )
    film_seconds: Annotated[float, Field(ge=1, le=600)] = Field(
        default=20.0,
        description="Length of the film, in seconds. Pictures at an interval are taken so often that "
        "the film gets as long; films of layers are as near to it as 10 to 30 pictures a second allow.",
    )
    park: tuple[float, float] | tuple[()] = Field(
        default=(),
        description="X and Y at which the head is parked for `layer_parked`, in mm. Empty: the `park` of "
        "the `printing` table.",
        examples=[[10, 200]],
    )
    lift: NotNegative = Field(
        default=1.0, description="Height by which the nozzle is lifted for `layer_parked`, in mm."
    )
    settle_seconds: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.2,
        description="Time after the request before which no picture counts, in seconds: the delay of the "
        "camera. The head stays parked for as long.",
    )
