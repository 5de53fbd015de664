"""Signed addresses for what a browser loads by itself, without a header."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.routing import Match, Route

from web.models.sign_in import SignedUrls
from web.models.system import SignedUrl
from web.validation import InvalidInputError

if TYPE_CHECKING:
    from datetime import datetime

    from web.access import Access
    from web.call import Call
    from web.endpoint import Endpoint

    _Routes = tuple[tuple[Route, Access], ...]


async def sign(call: Call) -> SignedUrl:
    """A signed address for one of the endpoints that take one, for a caller who may use it."""
    url, expires_at = _signed(call, _routes(call.services.endpoints), call.body.path, "path")
    return SignedUrl(url=url, expires_at=expires_at)


async def sign_all(call: Call) -> SignedUrls:
    """The same of several at once; all or none."""
    routes = _routes(call.services.endpoints)
    signed = [_signed(call, routes, path, f"paths.{index}") for index, path in enumerate(call.body.paths)]
    return SignedUrls(urls=[url for url, _ in signed], expires_at=min(until for _, until in signed))


def _signed(call: Call, routes: _Routes, address: str, field: str) -> tuple[str, datetime]:
    path, _, query = address.partition("?")
    access = _signable(routes, path)
    if access is None:
        problem = {"in": "body", "field": field, "message": "no signed URL is available for this path"}
        raise InvalidInputError("Invalid input", [problem])
    access.check(call.principal.role)
    return call.services.signed_urls.sign(path, dict(parse_qsl(query)), call.principal)


def _signable(routes: _Routes, path: str) -> Access | None:
    """Who may use the endpoint of this path; None: it takes no signature."""
    scope = {"type": "http", "method": "GET", "path": path}
    for route, access in routes:
        if route.matches(scope)[0] is Match.FULL:
            return access
    return None


@lru_cache(maxsize=1)
def _routes(endpoints: tuple[Endpoint, ...]) -> _Routes:
    return tuple((Route(one.path, sign, methods=["GET"]), one.access) for one in endpoints if one.signable)
