"""What a request brings along to say who it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.requests import Request

_BEARER: Final = "bearer"
_API_KEY_HEADER: Final = "x-api-key"


def credential_of(request: Request) -> str | None:
    """A token or an API key, from `Authorization: Bearer` or `X-Api-Key`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == _BEARER and (token := token.strip()):
        return token
    return request.headers.get(_API_KEY_HEADER) or None
