"""The words that several packages share; columns store each by its text."""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    """State of a print job."""

    QUEUED = "QUEUED"
    PREPARING = "PREPARING"
    PRINTING = "PRINTING"
    PAUSED = "PAUSED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class TimelapseMode(StrEnum):
    """When pictures are taken for the time-lapse of a print."""

    OFF = "off"
    LAYER = "layer"
    LAYER_PARKED = "layer_parked"
    INTERVAL = "interval"


class FrameMark(StrEnum):
    """What is wrong with a frame of a time-lapse."""

    GOOD = "GOOD"
    DARK = "DARK"
    BROKEN = "BROKEN"
    FROZEN = "FROZEN"
    MISSING = "MISSING"


class UserRole(StrEnum):
    """Role of an account: what it may do."""

    ADMIN = "ADMIN"
    OPERATOR = "OPERATOR"
    VIEWER = "VIEWER"


class FileType(StrEnum):
    """Type of an uploaded file."""

    STL = "STL"
    GCODE = "GCODE"
    OBJ = "OBJ"
    THREEMF = "THREEMF"


class EventType(StrEnum):
    """Kind of a job's event."""

    JOB_STARTED = "JOB_STARTED"
    JOB_PAUSED = "JOB_PAUSED"
    JOB_RESUMED = "JOB_RESUMED"
    JOB_COMPLETED = "JOB_COMPLETED"
    JOB_FAILED = "JOB_FAILED"
    JOB_CANCELLED = "JOB_CANCELLED"
    FILAMENT_CHANGE = "FILAMENT_CHANGE"
    POWER_LOSS = "POWER_LOSS"
    THERMAL_RUNAWAY = "THERMAL_RUNAWAY"
    POSITION_ERROR = "POSITION_ERROR"
    CUSTOM = "CUSTOM"


class Severity(StrEnum):
    """Severity of an event."""

    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
    CRITICAL = "CRITICAL"


class UserReason(StrEnum):
    """Why a print failed or was cancelled, as its owner saw it."""

    POOR_ADHESION = "POOR_ADHESION"
    WARPING = "WARPING"
    LAYER_SHIFT = "LAYER_SHIFT"
    CLOGGED_NOZZLE = "CLOGGED_NOZZLE"
    UNDER_EXTRUSION = "UNDER_EXTRUSION"
    STRINGING = "STRINGING"
    SPAGHETTI = "SPAGHETTI"
    FILAMENT_RUNOUT = "FILAMENT_RUNOUT"
    FILAMENT_TANGLE = "FILAMENT_TANGLE"
    WRONG_SETTINGS = "WRONG_SETTINGS"
    POWER_LOSS = "POWER_LOSS"
    CHANGED_MIND = "CHANGED_MIND"
    OTHER = "OTHER"


class TrashKind(StrEnum):
    """What lies in the trash."""

    FILE = "FILE"
    JOB = "JOB"
    PROFILE = "PROFILE"
    RECORDING = "RECORDING"


class NotificationType(StrEnum):
    """Kind of a notification."""

    INFO = "INFO"
    SUCCESS = "SUCCESS"
    WARNING = "WARNING"
    ERROR = "ERROR"
    PRINT_COMPLETE = "PRINT_COMPLETE"
    PRINT_FAILED = "PRINT_FAILED"
    PRINT_PAUSED = "PRINT_PAUSED"
    PRINT_RESUMED = "PRINT_RESUMED"
    ACTION_REQUIRED = "ACTION_REQUIRED"
    MAINTENANCE = "MAINTENANCE"
