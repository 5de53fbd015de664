"""What every request passes on its way in, and every answer on its way out.

ClientAddress   who asks, past trusted proxies: all that follows counts and logs by it
Frame           request id, security headers, access log, metrics; sees every answer there is,
                also those of the parts below
CORSMiddleware  answers preflights, which carry no credential; there only if origins are set
BodyLimit       bounds the body, which whoever reads it finds out
the application routes, authenticates, limits the rate, validates
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.middleware.body_limit import DEFAULT_MAX_BODY_BYTES, BodyLimit, BodyTooLargeError, allow_body
from web.middleware.client_address import ClientAddress, is_from_this_host
from web.middleware.cross_origin import cross_origin
from web.middleware.frame import Frame
from web.middleware.security_headers import SecurityHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from web.metrics.http import HttpMetrics

__all__ = ["BodyTooLargeError", "StackOptions", "allow_body", "is_from_this_host", "stack"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StackOptions:
    """What of the settings the stack needs.

    Attributes:
        trusted_proxies: Addresses and networks whose forwarding headers are believed.
        cors_origins: The origins whose pages may use the API.
        max_body_bytes: How long a body may be where an endpoint does not allow more (`allow_body`).
    """

    trusted_proxies: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    max_body_bytes: int = DEFAULT_MAX_BODY_BYTES


def stack(app: ASGIApp, options: StackOptions, metrics: HttpMetrics) -> ASGIApp:
    """The application with all of it around, in the order above.

    Raises:
        SettingsError: A proxy is no address or network, or an origin is none.
    """
    inner = cross_origin(BodyLimit(app, options.max_body_bytes), options.cors_origins)
    headers = SecurityHeaders(other_origins=bool(options.cors_origins))
    return ClientAddress(Frame(inner, headers, metrics), options.trusted_proxies)
