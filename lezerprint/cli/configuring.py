"""`lezerprint config check` and `lezerprint config show`."""

from __future__ import annotations

import ipaddress
import os
import sys
import tempfile
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from lezerprint.cli.ports import table
from lezerprint.errors import SettingsError, StorageError
from lezerprint.logs.redaction import redacted, redacted_address
from lezerprint.secret_files import load_secrets
from lezerprint.settings import read_settings
from lezerprint.settings.names import unknown_variables
from lezerprint.storage.database import Storage

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pydantic import BaseModel

    from lezerprint.settings import PrinterSettings, Settings

_WRONG: Final = 1
_PATIENCE_SECONDS: Final = 2.0
_FEWEST_BCRYPT_ROUNDS: Final = 10
_SHOWN_BY_CHECK: Final = ("env", "data_dir", "database_url", "redis_url", "upload_dir", "log_dir")


def run(given: Namespace) -> int:
    """Say what is wrong, or else what is in force; the exit code."""
    settings, problems = read_settings(given.config, {"data_dir": given.data_dir})
    warnings = unknown_variables(os.environ)
    checked = given.action == "check"
    if settings is not None and checked:
        problems += _problems(settings)
        warnings += _warnings(settings)
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    if problems or settings is None:
        return _WRONG
    if checked:
        print("\n".join(table(list(_short(settings)))))
    else:
        _show(settings)
    return 0


def _show(settings: Settings) -> None:
    """Each value under what the setting does."""
    for name, description, value in _whole(settings):
        print(f"# {description}\n{name}  {value}")


def _problems(settings: Settings) -> Iterator[str]:
    """What keeps the server from starting, beyond wrong values."""
    for name in ("data_dir", "upload_dir", "log_dir"):
        if reason := _not_writable(getattr(settings, name)):
            yield f"the setting {name!r}: {reason}"
    try:
        load_secrets(settings)
    except SettingsError as error:
        yield str(error)


def _not_writable(folder: Path) -> str:
    """Why no file can be made in it, or nothing; it is made where it is absent, as the server does."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return f"{folder} cannot be written: {error.strerror}"


def _warnings(settings: Settings) -> Iterator[str]:
    """What the server can start with, and is probably not meant."""
    yield from _away(settings)
    if settings.env == "development" and not _is_loopback(settings.host):
        yield f"{settings.host} can be reached from outside; set LEZERPRINT_ENV=production"
    if settings.bcrypt_rounds < _FEWEST_BCRYPT_ROUNDS:
        yield f"BCRYPT_ROUNDS={settings.bcrypt_rounds} makes stolen passwords easy to guess"
    if "*" in settings.cors_origin:
        yield "CORS_ORIGIN=* lets the pages of any site call the API"
    for printer in settings.printers:
        yield from _absent(printer)


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


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _short(settings: Settings) -> Iterator[tuple[str, str]]:
    yield "listens on", f"{settings.host}:{settings.port}"
    for name in _SHOWN_BY_CHECK:
        yield name, _shown(name, getattr(settings, name))
    for printer in settings.printers:
        yield f"printer {printer.name}", printer.device
    for camera in settings.all_cameras:
        yield f"camera {camera.name}", _shown("url", camera.url)


def _whole(settings: Settings) -> Iterator[tuple[str, str, str]]:
    for name, field in type(settings).model_fields.items():
        if name not in {"printers", "cameras"}:
            yield name, field.description or "", _shown(name, getattr(settings, name))
    tables: dict[str, Sequence[BaseModel]] = {"printers": settings.printers, "cameras": settings.cameras}
    for table_name, rows in tables.items():
        for number, row in enumerate(rows):
            for name, field in type(row).model_fields.items():
                yield (
                    f"{table_name}.{number}.{name}",
                    field.description or "",
                    _shown(name, getattr(row, name)),
                )


def _shown(name: str, value: object) -> str:
    """The value for people, without what is secret in it."""
    match value:
        case None:
            return "generated" if name in {"jwt_secret", "jwt_refresh_secret"} else "-"
        case SecretStr():
            return "***"
        case tuple():
            return ", ".join(map(str, value)) or "-"
        case str() if name in {"url", "camera_url"}:
            return redacted_address(value)
        case _ if name == "sentry_dsn":  # its user is the key
            return "***"
        case _:
            return redacted(str(value))
