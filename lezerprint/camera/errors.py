"""What can go wrong with a camera."""

from __future__ import annotations

from lezerprint.errors import LezerPrintError


class CameraError(LezerPrintError):
    """A camera that cannot do what is asked of it."""


class SourceError(CameraError):
    """A source that gives no pictures; says why, and what to do, without credentials."""


class CameraUnavailableError(CameraError):
    """A camera gives no picture now."""


class NoVideoError(CameraError):
    """A camera whose source has no H.264."""


class InvalidCameraSettingsError(CameraError):
    """Settings that this camera cannot have."""


class NoSuchRecordingError(CameraError):
    """There is no recording of this id."""


class RecordingError(CameraError):
    """A recording that cannot begin or end now."""
