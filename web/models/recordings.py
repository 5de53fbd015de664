"""Camera recordings."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from web.models.common import ApiModel, Bytes, CameraName, Id, Input, Paged, Paging

RecordingQuality = Annotated[
    Literal["low", "medium", "high"], Field(description="Quality of the video.", examples=["high"])
]
VideoUrl = Annotated[
    str,
    Field(
        description="Path of the video.",
        examples=["/api/recordings/3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f/video"],
    ),
]


RecordingReason = Annotated[
    str | None, Field(description="Why it ended; null while it is running.", examples=["stopped"])
]


class RecordingInput(Input):
    """Options of a new recording."""

    quality: RecordingQuality = "medium"
    max_duration: Annotated[int, Field(ge=1, le=86_400)] = Field(
        default=3600,
        description="Maximum duration, in seconds. The recording then stops by itself.",
        examples=[3600],
    )


class Recording(ApiModel):
    """A recording of a camera."""

    id: Id
    camera: CameraName
    quality: RecordingQuality
    started_at: datetime = Field(
        description="Time of its start, ISO 8601, UTC.", examples=["2026-03-29T14:05:00Z"]
    )
    ended_at: datetime | None = Field(
        description="Time of its end, ISO 8601, UTC; null while it is running.",
        examples=["2026-03-29T15:05:00Z"],
    )
    reason: RecordingReason
    size_bytes: Bytes
    video_url: VideoUrl


class RecordingAnswer(ApiModel):
    """A recording and the path of its video."""

    video_url: VideoUrl
    recording: Recording = Field(description="The recording.")


class RecordingQuery(Paging):
    """Filters for recordings."""

    camera: CameraName | None = Field(
        default=None,
        max_length=100,
        description="Name of the camera. Default: all cameras.",
    )


class RecordingPage(Paged):
    """A page of recordings."""

    recordings: list[Recording] = Field(description="Recordings on this page, the newest first.")
