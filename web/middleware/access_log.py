"""One line in the log for each request, when it is over."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from web.middleware.route import route_of

if TYPE_CHECKING:
    from starlette.types import Scope

CLIENT_GONE: Final = 499
"""Stands for the status of a request whose client left before the answer began, as in nginx."""
_SERVER_ERRORS: Final = 500
_LONGEST_PATH: Final = 300

_logger = logging.getLogger("lezerprint.http")


@dataclass(slots=True)
class Exchange:
    """How a request went: its status, how long it took to the last byte, whether that was sent."""

    status: int = CLIENT_GONE
    seconds: float = 0.0
    is_complete: bool = False


def log(scope: Scope, exchange: Exchange) -> None:
    """Write the line; the request's id comes from the log's context.

    The path is without its query, which may have tokens, and as it was sent: decoded it may have line
    breaks.
    """
    level = logging.WARNING if exchange.status >= _SERVER_ERRORS else logging.INFO
    if not _logger.isEnabledFor(level):
        return
    method = scope.get("method", "WEBSOCKET")
    path = _path_of(scope)
    client = scope.get("client")
    duration_ms = round(exchange.seconds * 1000, 3)
    _logger.log(
        level,
        "%s %s %d in %g ms",
        method,
        path,
        exchange.status,
        duration_ms,
        extra={
            "method": method,
            "path": path,
            "route": route_of(scope),
            "status": exchange.status,
            "duration_ms": duration_ms,
            "complete": exchange.is_complete,
            "client": client[0] if client else None,
            "user": scope["state"].get("user"),
        },
    )


def _path_of(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "backslashreplace")
    path = raw.partition(b"?")[0][:_LONGEST_PATH].decode("latin-1")
    return path if path.isascii() and path.isprintable() else ascii(path)[1:-1]
