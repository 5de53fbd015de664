"""Signed addresses for what a browser loads by itself, without a header."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.routing import Match, Route

from lezerprint.accounts.errors import ForbiddenError
from web.models.system import SignedUrl
from web.validation import InvalidInputError

if TYPE_CHECKING:
    from web.call import Call
    from web.endpoint import Endpoint


async def sign(call: Call) -> SignedUrl:
    """A signed address for one of the endpoints that take one, for a caller who may use it."""
    path, _, query = call.body.path.partition("?")
    endpoint = _signable(call.services.endpoints, path)
    if endpoint is None:
        problem = {"in": "body", "field": "path", "message": "no signed URL is available for this path"}
        raise InvalidInputError("Invalid input", [problem])
    if not endpoint.access.admits(call.principal.role):
        raise ForbiddenError("Insufficient permissions")
    url, expires_at = call.services.signed_urls.sign(path, dict(parse_qsl(query)), call.principal)
    return SignedUrl(url=url, expires_at=expires_at)


def _signable(endpoints: tuple[Endpoint, ...], path: str) -> Endpoint | None:
    scope = {"type": "http", "method": "GET", "path": path}
    for endpoint in endpoints:
        if endpoint.signable and Route(endpoint.path, sign, methods=["GET"]).matches(scope)[0] is Match.FULL:
            return endpoint
    return None
