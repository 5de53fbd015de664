"""Cameras as the API tells and takes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from lezerprint.settings.camera import Fps, Quality, Resolution, Rotation
from web.models.common import ApiModel, Input, Query


class Camera(ApiModel):
    """One camera, and how it is."""

    name: str
    title: str
    is_default: bool
    printers: list[str] = Field(description="The printers that it looks at.")
    state: Literal["idle", "starting", "live", "failed", "parked"]
    reason: str | None = Field(description="Why it failed, or is parked.")
    viewers: int
    rotation: Rotation = Field(description="Clockwise, in degrees; the stream is not rotated, snapshots are.")
    flip_horizontal: bool
    flip_vertical: bool
    stream_url: str
    snapshot_url: str


class CameraList(ApiModel):
    """All cameras, the default one first."""

    cameras: list[Camera]


class CameraSettings(ApiModel):
    """What is set of a camera."""

    title: str | None
    source: str = Field(description="Its address without credentials.")
    resolution: str | None = Field(description="None: the source's own.")
    fps: float
    quality: int
    rotation: Rotation
    flip_horizontal: bool
    flip_vertical: bool


class CameraSettingsInput(Input):
    """What is to be set; what is left out stays as it is."""

    model_config = ConfigDict(strict=True)

    title: Annotated[str, Field(max_length=100)] | None = None
    source: Annotated[str, Field(min_length=1, max_length=2000)] | None = Field(
        default=None, description="`http(s)://…`, `rtsp://…`, a device such as `/dev/video0`, or `virtual`."
    )
    resolution: Resolution | None = Field(
        default=None, description="Where the source can choose, such as `1280x720`; null: its own."
    )
    fps: Fps | None = Field(default=None, description="Maximum number of pictures per second.")
    quality: Quality | None = Field(default=None, description="Of pictures that the server encodes.")
    rotation: Rotation | None = None
    flip_horizontal: bool | None = None
    flip_vertical: bool | None = None
    force: bool = Field(default=False, description="Also if the source gives no picture with them.")


class WebcamQuery(Query):
    """The query of the address that other software expects; what else it sends is ignored."""

    model_config = ConfigDict(extra="ignore")

    action: Literal["stream", "snapshot"] = "stream"
