"""Recordings as the API tells and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from web.models.common import ApiModel, Input, Paged, Paging


class RecordingInput(Input):
    """How to record."""

    quality: Literal["low", "medium", "high"] = "medium"
    max_duration: Annotated[int, Field(ge=1, le=86_400)] = Field(
        default=3600, description="Seconds after which it ends by itself."
    )


class Recording(ApiModel):
    """One recording."""

    id: UUID
    camera: str
    quality: Literal["low", "medium", "high"]
    started_at: datetime
    ended_at: datetime | None = Field(description="None while it goes on.")
    reason: str | None = Field(description="Why it ended.")
    size_bytes: int
    video_url: str


class RecordingAnswer(ApiModel):
    """One recording, and where its video is."""

    video_url: str
    recording: Recording


class RecordingQuery(Paging):
    """Which recordings."""

    camera: str | None = Field(default=None, max_length=100)


class RecordingPage(Paged):
    """Recordings, the newest first."""

    recordings: list[Recording]
