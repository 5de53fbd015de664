"""What RecorderActor is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.camera.recordings import Quality, Recording


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Reply: the `Recording`; RecordingError: one is going on; StorageFullError: there is no room."""

    quality: Quality
    seconds: float
    user_id: UUID


@dataclass(frozen=True, slots=True)
class StopRecording:
    """Reply: the `Recording`, once its video is whole; RecordingError: none is going on."""


@dataclass(frozen=True, slots=True)
class GetRecording:
    """Reply: the `Recording` that is going on; None: none is."""


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """From its recorder: a video is whole."""

    recording: Recording
