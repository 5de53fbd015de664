"""`lezerprint config check` and `lezerprint config show`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from lezerprint.cli.config_checks import problems_of, warnings_of
from lezerprint.cli.ports import table
from lezerprint.logs.redaction import redacted, redacted_address
from lezerprint.settings import read_settings
from lezerprint.settings.names import unknown_variables

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from pydantic import BaseModel

    from lezerprint.settings import Settings

_WRONG: Final = 1
_SHOWN_BY_CHECK: Final = ("env", "data_dir", "database_url", "redis_url", "upload_dir", "log_dir")


def run(given: Namespace) -> int:
    """Say what is wrong, or else what is in force; the exit code."""
    settings, problems = read_settings(given.config, {"data_dir": given.data_dir})
    warnings = unknown_variables(os.environ)
    checked = given.action == "check"
    if settings is not None and checked:
        problems += problems_of(settings)
        warnings += warnings_of(settings)
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    if problems or settings is None:
        return _WRONG
    if checked:
        print("\n".join(table(list(_short(settings)))))
        print(f"No errors, {_counted(warnings)}.")
    else:
        _show(settings)
    return 0


def _counted(warnings: Sequence[str]) -> str:
    match len(warnings):
        case 0:
            return "no warnings"
        case 1:
            return "1 warning"
        case count:
            return f"{count} warnings"


def _show(settings: Settings) -> None:
    """Each value under what the setting does."""
    for name, description, value in _whole(settings):
        print(f"# {description}\n{name}  {value}")


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
        case str() if name in {"url", "webrtc_url", "camera_url"}:
            return redacted_address(value)
        case _ if name == "sentry_dsn":  # its user is the key
            return "***"
        case _:
            return redacted(str(value))
