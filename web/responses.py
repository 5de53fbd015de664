"""The envelope in which every JSON answer goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson
from starlette.responses import Response

from lezerprint.logs.context import request_id
from web.models.common import Paged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

_JSON: Final = "application/json"


def success(data: BaseModel | None, status: int = 200) -> Response:
    """`{"success": true, "data": …}`, and for a page `meta` besides."""
    body = b'{"success":true,"data":%b' % (_dump(data) if data is not None else b"null")
    if isinstance(data, Paged):
        body += b',"meta":%b' % orjson.dumps(data.meta())
    return Response(body + b"}", status, media_type=_JSON)


def failure(
    status: int,
    code: str,
    message: str,
    *,
    details: Any = None,
    retry_after_seconds: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """`{"success": false, "error": {"code", "message", …}}` with the request's id.

    Args:
        status: The HTTP status.
        code: The error's name for programs.
        message: One line for people.
        details: What a program may want to know besides.
        retry_after_seconds: When to come again; also sent as a header.
        headers: Further headers.
    """
    error: dict[str, Any] = {"code": code, "message": message}
    if details is not None:
        error["details"] = details
    if identifier := request_id.get():
        error["requestId"] = identifier
    sent = dict(headers or {})
    if retry_after_seconds is not None:
        error["retryAfter"] = retry_after_seconds
        sent["Retry-After"] = str(retry_after_seconds)
    body = orjson.dumps({"success": False, "error": error})
    return Response(body, status, sent, media_type=_JSON)


def _dump(data: BaseModel) -> bytes:
    return data.__pydantic_serializer__.to_json(data, by_alias=True)
