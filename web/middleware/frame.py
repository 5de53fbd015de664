"""The outermost part: gives each request its id, its answer the headers, and notes how it went.

One class with one wrapper around `send`, since this is on the way of every request; what it does stands in
functions of its own beside it.
"""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect

from lezerprint.logs.context import request_id
from web.errors import answer_to
from web.middleware.access_log import CLIENT_GONE, Exchange, log
from web.middleware.request_ids import HEADER, request_id_of
from web.responses import failure

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from web.metrics.http import HttpMetrics
    from web.middleware.security_headers import SecurityHeaders

_FAILED: Final = 500
_ENDING: Final = 503
_SWITCHED: Final = 101
_REFUSED: Final = 403


class Frame:
    """Frames each request; what the application does not catch becomes an answer here.

    `scope["state"]` has `request_id`, and may be given `user` for the log.

    Args:
        app: What is inside.
        security_headers: What answers carry besides.
        metrics: Where requests and WebSocket connections are counted.
    """

    def __init__(self, app: ASGIApp, security_headers: SecurityHeaders, metrics: HttpMetrics) -> None:
        self._app = app
        self._security_headers = security_headers
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on the request in its frame."""
        kind = scope["type"]
        if kind not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        identifier = request_id_of(scope["headers"])
        scope.setdefault("state", {})["request_id"] = identifier
        token = request_id.set(identifier)
        exchange = Exchange()
        begun = perf_counter()
        try:
            if kind == "http":
                await self._http(scope, receive, send, exchange)
            else:
                await self._websocket(scope, receive, send, exchange)
        finally:
            exchange.seconds = perf_counter() - begun
            if kind == "http":
                self._metrics.observe(scope, exchange.status, exchange.seconds)
            log(scope, exchange)
            request_id.reset(token)

    async def _http(self, scope: Scope, receive: Receive, send: Send, exchange: Exchange) -> None:
        headers = self._security_headers
        chosen = headers.choice(scope["scheme"], scope["path"])
        own = (HEADER, scope["state"]["request_id"].encode("ascii"))

        async def send_framed(message: Message) -> None:
            kind = message["type"]
            if kind == "http.response.start":
                exchange.status = message["status"]
                message["headers"] = [*headers.added(message.get("headers", ()), chosen), own]
                await send(message)
            else:
                await send(message)
                if kind == "http.response.body" and not message.get("more_body", False):
                    exchange.is_complete = True

        try:
            await self._app(scope, receive, send_framed)
        except ClientDisconnect:
            return
        except asyncio.CancelledError:  # the server ends, and waits for this one no longer
            if exchange.status != CLIENT_GONE:
                raise
            exchange.status = _ENDING
            await failure(_ENDING, "UNAVAILABLE", "the server is shutting down")(scope, receive, send_framed)
        except Exception as error:
            if exchange.status != CLIENT_GONE:  # the answer has begun; the server closes the connection
                raise
            exchange.status = _FAILED
            await answer_to(error)(scope, receive, send_framed)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send, exchange: Exchange) -> None:
        exchange.status = _REFUSED

        async def send_counted(message: Message) -> None:
            kind = message["type"]
            await send(message)
            if kind == "websocket.accept" and exchange.status != _SWITCHED:
                exchange.status = _SWITCHED
                self._metrics.websocket_connections.inc()
            elif kind == "websocket.http.response.start":
                exchange.status = message["status"]

        try:
            await self._app(scope, receive, send_counted)
        finally:
            exchange.is_complete = True
            if exchange.status == _SWITCHED:
                self._metrics.websocket_connections.dec()
