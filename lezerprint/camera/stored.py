"""What users have changed of a camera's settings: stored beside the printer settings."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from lezerprint.camera.errors import InvalidCameraSettingsError
from lezerprint.logs.redaction import redacted_address
from lezerprint.settings import stored
from lezerprint.settings.camera import CameraSettings
from lezerprint.storage.models import PrinterSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.camera.camera import Camera

_logger = logging.getLogger(__name__)
CATEGORY: Final = "camera"
_ADDRESSES: Final = ("url", "webrtc_url")
_PASSED_THROUGH: Final = ("http://", "https://", "file://")


def load(camera: Camera) -> None:
    """Take what is stored of this camera; what cannot be is passed over."""
    row = PrinterSetting.get_or_none(PrinterSetting.key == key_of(camera.name))
    if row is None:
        return
    try:
        camera.settings = changed(camera.settings, row.value)
    except (InvalidCameraSettingsError, TypeError) as error:
        _logger.warning("the stored settings of the camera %s are passed over: %s", camera.name, error)


def save(name: str, changes: Mapping[str, Any]) -> None:
    """Store these changes of a camera's settings, with those that are stored already."""
    row = PrinterSetting.get_or_none(PrinterSetting.key == key_of(name))
    kept = row.value if row is not None and isinstance(row.value, dict) else {}
    stored.put(key_of(name), {**kept, **changes}, CATEGORY, f"Settings of the camera {name}")


def without_credentials(value: Any) -> Any:
    """What is stored of a camera, as it may be shown."""
    if not isinstance(value, dict):
        return value
    addresses = {name: value[name] for name in _ADDRESSES if isinstance(value.get(name), str)}
    return {**value, **{name: redacted_address(url) for name, url in addresses.items()}}


def changed(settings: CameraSettings, changes: Mapping[str, Any]) -> CameraSettings:
    """The settings with these changes.

    Raises:
        InvalidCameraSettingsError: The camera cannot have them.
    """
    try:
        after = CameraSettings.model_validate({**settings.model_dump(), **changes, "name": settings.name})
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, problem["loc"]))
        raise InvalidCameraSettingsError(
            f"{field} {problem['msg'].removeprefix('Value error, ')}"
        ) from None  # its context has the address, and that may have a password
    if after.resolution is not None and after.url.startswith(_PASSED_THROUGH):
        raise InvalidCameraSettingsError(
            "this camera sends its pictures as they are: set the resolution on the camera itself"
        )
    return after


def key_of(name: str) -> str:
    """What the settings of a camera are stored under."""
    return f"camera.{name}"
