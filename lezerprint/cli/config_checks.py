"""What `lezerprint config check` looks at besides the values: paths, services, and what is risky."""

from __future__ import annotations

import ipaddress
import os
import tempfile
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path

from lezerprint.errors import SettingsError, StorageError
from lezerprint.logs.redaction import redacted
from lezerprint.secret_files import load_secrets
from lezerprint.settings.model import APPLICATION
from lezerprint.storage.database import Storage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lezerprint.settings import PrinterSettings, Settings
    from lezerprint.settings.camera import CameraSettings

_PATIENCE_SECONDS: Final = 2.0
_FEWEST_BCRYPT_ROUNDS: Final = 10
_FOLDERS: Final = ("data_dir", "upload_dir", "recording_dir", "backup_dir", "log_dir")
_PROGRAMS: Final = ("slicer_path", "ffmpeg_path")
_OF_SYSTEM: Final = (user_data_path(APPLICATION),)


def problems_of(settings: Settings) -> Iterator[str]:
    """What keeps the server, or a part of it, from working, beyond wrong values."""
    for name in _FOLDERS:
        if reason := _not_usable(getattr(settings, name)):
            yield f"the setting {name!r}: {reason}"
    for name in _PROGRAMS:
        path: Path | None = getattr(settings, name)
        if path is None:
            continue
        if not path.is_file():
            yield f"the setting {name!r}: there is no file {path}"
        elif not os.access(path, os.X_OK):
            yield f"the setting {name!r}: {path} cannot be executed (chmod +x)"
    try:
        if settings.data_dir.is_dir():
            load_secrets(settings)
    except SettingsError as error:
        yield str(error)


def _not_usable(folder: Path) -> str:
    """Why no file can be made in it, or nothing; where it is absent the server makes it."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not there.is_dir():
        return f"{there} is not a directory"
    if there != folder:
        writable = os.access(there, os.W_OK | os.X_OK)
        return "" if writable else f"{folder} does not exist and cannot be created in {there}"
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return f"{folder} cannot be written: {error.strerror}"


def warnings_of(settings: Settings) -> Iterator[str]:
    """What the server can start with, and is probably not meant."""
    yield from _away(settings)
    if settings.env == "development" and not _is_loopback(settings.host):
        yield f"{settings.host} can be reached from outside; set LEZERPRINT_ENV=production"
    if settings.bcrypt_rounds < _FEWEST_BCRYPT_ROUNDS:
        yield f"BCRYPT_ROUNDS={settings.bcrypt_rounds} makes stolen passwords easy to guess"
    if "*" in settings.cors_origin:
        yield "CORS_ORIGIN=* lets the pages of any site call the API"
    yield from _absent_folders(settings)
    for printer in settings.printers:
        yield from _absent(printer)
    for camera in settings.all_cameras:
        yield from _absent_camera(camera)


def _away(settings: Settings) -> Iterator[str]:
    if not settings.database_url.startswith("sqlite:"):
        try:
            storage = Storage(settings.database_url, timeout_seconds=_PATIENCE_SECONDS)
            try:
                with storage.session():
                    pass
            finally:
                storage.close()
        except StorageError as error:
            yield f"DATABASE_URL: {error}"
    if settings.redis_url is not None:
        import redis  # noqa: PLC0415 - only who has one waits for it

        client = redis.Redis.from_url(
            settings.redis_url, socket_connect_timeout=_PATIENCE_SECONDS, socket_timeout=_PATIENCE_SECONDS
        )
        try:
            client.ping()
        except redis.RedisError as error:
            yield f"REDIS_URL: {redacted(settings.redis_url)} does not answer: {redacted(str(error))}"
        finally:
            client.close()


def _absent(printer: PrinterSettings) -> Iterator[str]:
    if printer.device.startswith("/") and not os.path.exists(printer.device):  # noqa: PTH110 - may be no path
        yield f"the printer {printer.name!r}: there is no {printer.device} (lezerprint ports)"


def _absent_folders(settings: Settings) -> Iterator[str]:
    """The server makes them; but a name may be mistyped, or its disk not mounted."""
    for name in _FOLDERS:
        folder: Path = getattr(settings, name)
        is_expected = settings.data_dir in folder.parents or folder in _OF_SYSTEM
        if name == "data_dir":
            is_expected = folder.parent.exists() or folder in _OF_SYSTEM
        if not folder.exists() and not is_expected:
            yield f"the setting {name!r}: {folder} does not exist; the server will create it"


def _absent_camera(camera: CameraSettings) -> Iterator[str]:
    path = unquote(urlsplit(camera.url).path) if camera.url.startswith("file:") else camera.url
    if path.startswith("/") and not os.path.exists(path):  # noqa: PTH110 - may be no path
        yield f"the camera {camera.name!r}: there is no {path}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
