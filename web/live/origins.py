"""From which pages a browser may connect: it lets every page, and says only which it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from lezerprint.accounts.errors import ForbiddenError
from lezerprint.settings.values import origin_of

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from lezerprint.settings import Settings

_ANY: Final = "*"


def check_origin(connection: HTTPConnection, settings: Settings) -> None:
    """Programs that are no browsers say nothing, and may connect.

    Raises:
        ForbiddenError: The page is none of ours, nor one that the settings name.
    """
    origins = connection.headers.getlist("origin")
    if not origins:
        return
    allowed = {*settings.cors_origin}
    if settings.frontend_url is not None:
        allowed.add(origin_of(settings.frontend_url))
    if _ANY in allowed:
        return
    if len(origins) > 1 or not (_is_own(origins[0], connection) or origins[0].lower() in allowed):
        raise ForbiddenError("pages of this origin may not connect: add it to the setting cors_origin")


def _is_own(origin: str, connection: HTTPConnection) -> bool:
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(host) and host.lower() == connection.headers.get("host", "").lower()
