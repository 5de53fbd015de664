"""The cameras of the settings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lezerprint.camera.camera import Camera, Host
from lezerprint.port.device import VIRTUAL
from lezerprint.settings.camera import DEFAULT_CAMERA

if TYPE_CHECKING:
    from lezerprint.events import EventHub
    from lezerprint.settings import PrinterSettings, Settings


def cameras_of(settings: Settings, events: EventHub) -> tuple[Camera, ...]:
    """All of them, the default one first."""
    cameras = sorted(settings.all_cameras, key=lambda camera: camera.name != DEFAULT_CAMERA)
    return tuple(Camera(one, events, partial(_host_of, settings, one.name)) for one in cameras)


def printer_of(settings: Settings, camera: str) -> PrinterSettings:
    """The printer that this camera looks at: the one that names it, or else the default one."""
    return next((one for one in settings.printers if one.camera == camera), settings.printer)


def _host_of(settings: Settings, camera: str) -> Host:
    printer = printer_of(settings, camera)
    control = None
    if printer.device == VIRTUAL:
        control = str(printer.port_options(settings.data_dir).paths().virtual_control)
    return Host(str(settings.ffmpeg_path) if settings.ffmpeg_path else None, control)
