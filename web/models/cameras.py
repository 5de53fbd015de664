"""Cameras as the API tells and takes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from lezerprint.settings.camera import Fps, Quality, Resolution, Rotation, WebrtcKind
from web.models.common import ApiModel, CameraName, Input, PrinterName, Query

CameraTitle = Annotated[
    str, Field(description="Title of the camera, for people. Default: its name.", examples=["Nozzle"])
]
Turned = Annotated[
    Rotation,
    Field(
        description="Clockwise rotation of the picture, in degrees. Clients rotate the stream; snapshots are "
        "already rotated.",
        examples=[0],
    ),
]
FlipHorizontal = Annotated[
    bool, Field(description="Whether the picture is mirrored left to right.", examples=[False])
]
FlipVertical = Annotated[
    bool, Field(description="Whether the picture is mirrored top to bottom.", examples=[False])
]


class CameraVideo(ApiModel):
    """The video of a camera, which `subscribe:camera` brings with `video`."""

    offered: bool | None = Field(
        description="Whether the source has H.264; null: not known before the camera was on.", examples=[True]
    )
    codec: str | None = Field(
        description="The codec, as MediaSource takes it; null: not known, or there is no video.",
        examples=["avc1.64001F"],
    )


class Camera(ApiModel):
    """A camera and its state."""

    name: CameraName
    title: CameraTitle
    is_default: bool = Field(description="Whether this is the default camera.", examples=[True])
    printers: list[PrinterName] = Field(description="Names of the printers that the camera shows.")
    state: Literal["idle", "starting", "live", "failed", "parked"] = Field(
        description="State of the camera. `idle`: off, as nobody watches; `failed`: it is tried again soon; "
        "`parked`: it failed repeatedly and is tried again later.",
        examples=["live"],
    )
    reason: str | None = Field(
        description="Why the camera is `failed` or `parked`; otherwise null.", examples=[None]
    )
    viewers: int = Field(description="Number of viewers.", examples=[1])
    rotation: Turned
    flip_horizontal: FlipHorizontal
    flip_vertical: FlipVertical
    stream_url: str = Field(
        description="Path of the live stream (MJPEG).", examples=["/api/cameras/default/stream"]
    )
    snapshot_url: str = Field(
        description="Path of a single picture (JPEG).", examples=["/api/cameras/default/snapshot"]
    )
    video: CameraVideo = Field(description="Whether the camera offers video, and its codec.")
    webrtc_url: str | None = Field(
        description="Path to which viewers post a WebRTC offer; null: the camera has no WebRTC.",
        examples=["/api/cameras/default/webrtc"],
    )


class CameraList(ApiModel):
    """All cameras."""

    cameras: list[Camera] = Field(description="Cameras, the default one first.")


class CameraSettings(ApiModel):
    """The settings of a camera."""

    title: CameraTitle | None
    source: str = Field(
        description="Source of the pictures, without credentials.",
        examples=["http://192.168.1.101:8080/?action=stream"],
    )
    resolution: str | None = Field(
        description="Width and height of the picture; null: as the source has it.", examples=["1280x720"]
    )
    fps: float = Field(description="Maximum number of pictures per second.", examples=[15.0])
    quality: int = Field(
        description="JPEG quality of pictures that the server encodes, from 1 to 100.", examples=[80]
    )
    h264: bool = Field(description="Whether a device is read as H.264 where it has that.", examples=[False])
    webrtc: str | None = Field(
        description="Address of the WebRTC server, without credentials; null: there is none.",
        examples=["http://192.168.1.101:8889/nozzle/whep"],
    )
    webrtc_kind: WebrtcKind = Field(description="How that server takes offers.", examples=["whep"])
    rotation: Turned
    flip_horizontal: FlipHorizontal
    flip_vertical: FlipVertical


class CameraSettingsInput(Input):
    """Changes to the settings of a camera; fields that are left out keep their values."""

    model_config = ConfigDict(strict=True)

    title: Annotated[CameraTitle, Field(max_length=100)] | None = None
    source: Annotated[str, Field(min_length=1, max_length=2000)] | None = Field(
        default=None,
        description="Source of the pictures: `http(s)://…`, `rtsp://…`, a device such as `/dev/video0`, or "
        "`virtual`.",
        examples=["virtual"],
    )
    resolution: Resolution | None = Field(
        default=None,
        description="Width and height of the picture, such as `1280x720`, if the source can choose; null: as "
        "the source has it.",
    )
    fps: Fps | None = Field(
        default=None, description="Maximum number of pictures per second.", examples=[15.0]
    )
    quality: Quality | None = Field(
        default=None,
        description="JPEG quality of pictures that the server encodes, from 1 to 100.",
        examples=[80],
    )
    h264: bool | None = Field(
        default=None,
        description="Whether a device is read as H.264 where it has that; pictures are then encoded by the "
        "server.",
        examples=[False],
    )
    webrtc: Annotated[str, Field(min_length=1, max_length=2000)] | None = Field(
        default=None,
        description="Address of a server that shows the camera over WebRTC, `http(s)://…`; null: none.",
        examples=["http://192.168.1.101:8889/nozzle/whep"],
    )
    webrtc_kind: WebrtcKind | None = Field(
        default=None,
        description="How that server takes offers: `whep` (MediaMTX, go2rtc) or `camera-streamer`.",
        examples=["whep"],
    )
    rotation: Turned | None = None
    flip_horizontal: FlipHorizontal | None = None
    flip_vertical: FlipVertical | None = None
    force: bool = Field(
        default=False,
        description="Whether to save the settings even if the source gives no picture with them.",
        examples=[True],
    )


Sdp = Annotated[str, Field(min_length=3, max_length=65_536, pattern=r"^v=0")]


class WebrtcOffer(Input):
    """A viewer's offer, with its ICE candidates in it."""

    type: Literal["offer"] = Field(default="offer", description="Always `offer`.", examples=["offer"])
    sdp: Sdp = Field(description="Offer in SDP.", examples=["v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n"])


class WebrtcAnswer(ApiModel):
    """The media server's answer to an offer."""

    type: Literal["answer"] = Field(default="answer", description="Always `answer`.", examples=["answer"])
    sdp: str = Field(description="Answer in SDP.", examples=["v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n"])


class WebcamQuery(Query):
    """The query of the address that other software expects; unknown parameters are ignored."""

    model_config = ConfigDict(extra="ignore")

    action: Literal["stream", "snapshot"] = Field(
        default="stream", description="Whether to send the stream or a single picture.", examples=["snapshot"]
    )
