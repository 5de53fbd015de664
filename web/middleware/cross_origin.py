"""Which other origins' pages may use the API (CORS)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.middleware.cors import CORSMiddleware

from lezerprint.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp

_ANYBODY: Final = "*"
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_REQUEST_HEADERS: Final = (
    "Authorization",
    "Content-Type",
    "If-Match",
    "If-None-Match",
    "Range",
    "X-Api-Key",
    "X-Request-Id",
)
_EXPOSED_HEADERS: Final = ("Content-Disposition", "ETag", "Retry-After", "X-Request-Id")


def cross_origin(app: ASGIApp, origins: Iterable[str]) -> ASGIApp:
    """The application, open to pages of these origins with their credentials; as it is without any.

    `*` stands for every origin, without the credentials that a browser adds by itself: a page on the web
    must not act for whoever is logged in.

    Raises:
        SettingsError: One is no origin.
    """
    given = frozenset(origins)
    anybody = _ANYBODY in given
    checked = frozenset({_ANYBODY}) if anybody else frozenset(map(_origin, given))
    if not checked:
        return app
    return CORSMiddleware(
        app,
        allow_origins=checked,
        allow_methods=_METHODS,
        allow_headers=_REQUEST_HEADERS,
        allow_credentials=not anybody,
        expose_headers=_EXPOSED_HEADERS,
    )


def _origin(text: str) -> str:
    """As browsers write it: in lower case, without a slash at its end or the scheme's usual port."""
    origin = text.strip().rstrip("/").lower()
    try:
        parts = urlsplit(origin)
        usual_port = parts.port == {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        parts, usual_port = urlsplit(""), False
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or origin != f"{parts.scheme}://{parts.netloc}"
    ):
        raise SettingsError(
            f"the setting 'cors_origin' has {text!r}, which is not an origin such as https://host"
        )
    if "*" in origin or "@" in origin:
        raise SettingsError(f"the setting 'cors_origin' has {text!r}: list each origin separately")
    return origin.rpartition(":")[0] if usual_port else origin
