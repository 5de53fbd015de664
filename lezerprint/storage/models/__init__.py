"""Every table as a model; `Storage` binds them to its database."""

from __future__ import annotations

from typing import Final

from lezerprint.storage.models.accounts import ApiKey, Session, User
from lezerprint.storage.models.base import DATABASE, Record
from lezerprint.storage.models.deliveries import Channel, Delivery, DeliveryStatus
from lezerprint.storage.models.files import File, Folder, PrintProfile, SlicedFile
from lezerprint.storage.models.jobs import (
    ACTIVE,
    Printer,
    PrintEvent,
    PrintJob,
    TemperatureLog,
    Timelapse,
    TimelapseFrame,
)
from lezerprint.storage.models.records import Notification, PrinterSetting, SystemEvent
from lezerprint.storage.models.tasks import Report, Task, TaskSchedule, TaskStatus
from lezerprint.storage.models.trash import TrashEntry

__all__ = [
    "ACTIVE",
    "DATABASE",
    "MODELS",
    "ApiKey",
    "Channel",
    "Delivery",
    "DeliveryStatus",
    "File",
    "Folder",
    "Notification",
    "PrintEvent",
    "PrintJob",
    "PrintProfile",
    "Printer",
    "PrinterSetting",
    "Record",
    "Report",
    "Session",
    "SlicedFile",
    "SystemEvent",
    "Task",
    "TaskSchedule",
    "TaskStatus",
    "TemperatureLog",
    "Timelapse",
    "TimelapseFrame",
    "TrashEntry",
    "User",
]

MODELS: Final[tuple[type[Record], ...]] = (
    User,
    Session,
    ApiKey,
    Printer,
    File,
    PrintProfile,
    SlicedFile,
    PrintJob,
    TemperatureLog,
    PrintEvent,
    Timelapse,
    TimelapseFrame,
    PrinterSetting,
    Notification,
    Delivery,
    SystemEvent,
    Task,
    TaskSchedule,
    Report,
    TrashEntry,
    Folder,
)
