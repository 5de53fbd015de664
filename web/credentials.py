"""What a request brings along to say who it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.accounts.api_keys import is_api_key

if TYPE_CHECKING:
    from starlette.requests import Request

QUERY_KEY: Final = "apikey"
_BEARER: Final = "bearer"
_API_KEY_HEADER: Final = "x-api-key"


def credential_of(request: Request) -> str | None:
    """A token or an API key, from `Authorization: Bearer` or `X-Api-Key`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == _BEARER and (token := token.strip()):
        return token
    return request.headers.get(_API_KEY_HEADER) or None


def key_in_query_of(request: Request) -> str | None:
    """An API key from the query; nothing else: tokens are worth more, and addresses are kept in logs."""
    key = request.query_params.get(QUERY_KEY)
    return key if key is not None and is_api_key(key) else None
