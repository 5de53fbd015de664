"""Where cameras may be.

Administrators set them, and most are private. Link-local addresses and clouds' metadata services are
refused: what answers there is no camera, and its answers are nobody's to see. A name is resolved once for a
connection, and what was checked is what is connected to.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit, urlunsplit

from lezerprint.base.special_addresses import is_special
from lezerprint.camera.errors import SourceError

if TYPE_CHECKING:
    from urllib.parse import SplitResult

CONNECT_SECONDS: Final = 4.0


def connected(host: str, port: int, timeout_seconds: float = CONNECT_SECONDS) -> socket.socket:
    """A connection to the first address of this host that is not refused and answers.

    Raises:
        SourceError: The host is unknown, refused, or does not answer.
    """
    trouble: OSError | None = None
    for family, where in permitted(host, port):
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.settimeout(timeout_seconds)
        try:
            connection.connect(where)
        except OSError as error:
            connection.close()
            trouble = error
        else:
            return connection
    reason = "no answer" if isinstance(trouble, TimeoutError) else (trouble and trouble.strerror)
    raise SourceError(f"cannot connect to {host}:{port}: {reason}; is the camera switched on?") from trouble


def permitted(host: str, port: int) -> list[tuple[int, tuple[str, int]]]:
    """The addresses of a host, by family, without those that are refused.

    Raises:
        SourceError: There are none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceError(f"the host {host} is unknown: check the camera's address") from error
    kept = [(int(family), where) for family, _, _, _, where in found if not _is_refused(str(where[0]))]
    if not kept:
        raise SourceError(f"{host} is a link-local or metadata address, which a camera must not have")
    return kept  # type: ignore[return-value]  # IP alone is asked for


def _is_refused(address: str) -> bool:
    return is_special(ipaddress.ip_address(address))


def without_credentials(url: str) -> tuple[str, tuple[str, str] | None]:
    """The address as it is requested, and user and password if it has them."""
    parts = urlsplit(url)
    if parts.username is None:
        return url, None
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return bare, (unquote(parts.username), unquote(parts.password or ""))


def port_of(parts: SplitResult) -> int:
    """The port that an address means."""
    return parts.port or {"https": 443, "rtsp": 554}.get(parts.scheme.lower(), 80)
