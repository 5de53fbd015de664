"""What CameraActor is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody has begun to watch: the camera's feed counts who does."""


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The camera's settings are others: its source is opened anew."""


@dataclass(frozen=True, slots=True)
class FrameCame:
    """From its listener: the first frame since the source was opened. `reader` numbers the listeners."""

    reader: int


@dataclass(frozen=True, slots=True)
class SourceGone:
    """From its listener: the source gave up, or the reader itself has ended."""

    reader: int
    reason: str
    reader_ended: bool


@dataclass(frozen=True, slots=True)
class Look:
    """From itself, while it is not idle: some things are the matter by time alone."""
