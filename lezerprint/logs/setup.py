"""Where the server's log goes: the console, and files of JSON lines."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Final

from lezerprint.logs.background import BackgroundHandler
from lezerprint.logs.files import DatedFileHandler
from lezerprint.logs.formats import JsonFormatter, LineFormatter, shows_colours
from lezerprint.logs.sentry import start_sentry

if TYPE_CHECKING:
    from typing import TextIO

    from lezerprint.settings import Settings

_APPLICATION_DAYS: Final = 14
_ERROR_DAYS: Final = 30
_QUIET: Final = {
    "pykka": logging.WARNING,
    "peewee": logging.INFO,  # below, each statement with its parameters: digests of passwords among them
    "asyncio": logging.INFO,
    "PIL": logging.INFO,
    "python_multipart": logging.INFO,
    "websockets": logging.INFO,
}


def configure_logging(settings: Settings, console: TextIO | None = None) -> BackgroundHandler:
    """Log to the console and to `log_dir`; again: instead of before.

    The console has JSON in production, else lines for people, coloured on a terminal.

    Args:
        settings: Level, folder and mode.
        console: Standard error by default.

    Returns:
        The handler that has been added to the root logger. `logging.shutdown`, which Python calls at its
        end, writes what waits in it.
    """
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, BackgroundHandler):
            root.removeHandler(handler)
            handler.close()
    background = BackgroundHandler([_on_console(settings, console or sys.stderr), *_in_files(settings)])
    root.addHandler(background)
    root.setLevel(settings.log_level.upper())
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(max(level, root.level))
    if settings.env == "production" and settings.sentry_dsn is not None:
        start_sentry(settings.sentry_dsn, settings.env)
    return background


def _on_console(settings: Settings, console: TextIO) -> logging.Handler:
    handler = logging.StreamHandler(console)
    production = settings.env == "production"
    handler.setFormatter(JsonFormatter() if production else LineFormatter(coloured=shows_colours(console)))
    return handler


def _in_files(settings: Settings) -> list[logging.Handler]:
    application = DatedFileHandler(settings.log_dir, "application", _APPLICATION_DAYS)
    error = DatedFileHandler(settings.log_dir, "error", _ERROR_DAYS)
    error.setLevel(logging.ERROR)
    for handler in (application, error):
        handler.setFormatter(JsonFormatter())
    return [application, error]
