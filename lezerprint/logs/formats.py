"""How a record is written: as JSON for programs, as a line for people."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Any, Final

from pythonjsonlogger.orjson import OrjsonFormatter

if TYPE_CHECKING:
    from typing import TextIO

SERVICE: Final = "lezerprint"
_JSON_FIELDS: Final = ("levelname", "name", "message", "process", "threadName", "request_id")
_JSON_NAMES: Final = {
    "levelname": "level",
    "name": "logger",
    "process": "pid",
    "threadName": "thread",
    "exc_info": "stack",
}
_LINE: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_RESET: Final = "\x1b[0m"
_COLOURS: Final = {
    logging.DEBUG: "\x1b[2m",
    logging.WARNING: "\x1b[33m",
    logging.ERROR: "\x1b[31m",
    logging.CRITICAL: "\x1b[1;31m",
}


class JsonFormatter(OrjsonFormatter):
    """One JSON object a line; whatever a record has as `extra` is in it."""

    def __init__(self) -> None:
        super().__init__(
            _JSON_FIELDS, rename_fields=_JSON_NAMES, static_fields={"service": SERVICE}, timestamp=True
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Levels in small letters, as settings have them."""
        log_data["level"] = str(log_data["level"]).lower()
        return log_data

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        """JSON, whatever is in it."""
        try:
            return super().jsonify_log_record(log_data)
        except (TypeError, ValueError):  # lone surrogates, huge integers: the standard library takes them
            return json.dumps(log_data, default=str, skipkeys=True)


class LineFormatter(logging.Formatter):
    """A line for people, and a traceback below it where there is one."""

    def __init__(self, *, coloured: bool) -> None:
        super().__init__(_LINE)
        self._coloured = coloured

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by the base class
        """The line, with the level in its colour and the request's id behind it."""
        line = super().formatMessage(record)
        if (request := getattr(record, "request_id", None)) is not None:
            line += f" [{request}]"
        colour = _COLOURS.get(record.levelno) if self._coloured else None
        return (
            line if colour is None else line.replace(record.levelname, colour + record.levelname + _RESET, 1)
        )


def shows_colours(console: TextIO) -> bool:
    """Whether it is a terminal on which nobody forbade them (no-color.org)."""
    forbidden = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return not forbidden and console.isatty()
