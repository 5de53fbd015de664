"""The settings of one camera; a field's `description` is its documentation everywhere."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from lezerprint.settings.values import CameraUrl, NotNegative, WebrtcUrl

DEFAULT_CAMERA: Final = "default"

RESOLUTION_PATTERN: Final = r"^[1-9]\d{1,3}x[1-9]\d{1,3}$"
Resolution = Annotated[str, Field(pattern=RESOLUTION_PATTERN)]
Fps = Annotated[float, Field(ge=0.1, le=60)]
Quality = Annotated[int, Field(ge=1, le=100)]
Rotation = Literal[0, 90, 180, 270]
WebrtcKind = Literal["whep", "camera-streamer"]


class CameraSettings(BaseModel):
    """One camera."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(
        default=DEFAULT_CAMERA,
        pattern=r"^[A-Za-z0-9._-]{1,32}$",
        description="Name of the camera in URLs: letters, digits, `.`, `_` and `-`.",
    )
    url: CameraUrl = Field(
        repr=False,
        description="Source: `http://…` or `https://…` (a stream of JPEG pictures, or a single one that is "
        "fetched twice a second), `rtsp://…`, a device such as `/dev/video0`, `file:///…` with JPEG "
        "pictures one behind the other, or `virtual` (a drawing of the simulated printer). A user name "
        "and a password may be part of the address.",
        examples=["http://192.168.1.101:8080/?action=stream"],
    )
    title: str | None = Field(
        default=None,
        max_length=100,
        description="What people call the camera. Default: its name.",
        examples=["Nozzle"],
    )
    resolution: Resolution | None = Field(
        default=None,
        description="Width and height of the picture, where the source can choose: devices and `virtual`. "
        "Default: the source's own.",
        examples=["1280x720"],
    )
    fps: Fps = Field(default=15.0, description="Maximum number of pictures per second.")
    quality: Quality = Field(
        default=80, description="Quality of pictures that this server encodes, from 1 to 100."
    )
    h264: bool = Field(
        default=False,
        description="Read H.264 from a device that has it, so that viewers can have it without transcoding. "
        "Single pictures are then encoded by this server. RTSP cameras with H.264 need no setting.",
    )
    rotation: Rotation = Field(
        default=0, description="Clockwise rotation of the picture in degrees: 0, 90, 180 or 270."
    )
    flip_horizontal: bool = Field(default=False, description="Mirror the picture left to right.")
    flip_vertical: bool = Field(default=False, description="Mirror the picture top to bottom.")
    webrtc_url: WebrtcUrl | None = Field(
        default=None,
        repr=False,
        description="Address of a media server that shows the camera over WebRTC: viewers' offers are posted "
        "there. MediaMTX: `http://HOST:8889/PATH/whep`; go2rtc: `http://HOST:1984/api/webrtc?src=NAME`; "
        "camera-streamer: `http://HOST:8080/webrtc`.",
        examples=["http://192.168.1.101:8889/nozzle/whep"],
    )
    webrtc_kind: WebrtcKind = Field(
        default="whep",
        description="How that server takes offers: `whep` (MediaMTX, go2rtc and other WHEP servers) or "
        "`camera-streamer`.",
    )
    idle_seconds: NotNegative = Field(
        default=10.0,
        description="Time for which the camera stays on after the last viewer has left, in seconds.",
    )
    verify_tls: bool = Field(
        default=True,
        description="Require a valid certificate of an `https` camera. Many cameras have one of their own "
        "making, which is not.",
    )
