"""The way in: the origin, the number of connections, visitors, credentials in the wrong place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from lezerprint.accounts.errors import ForbiddenError
from web.errors import NotFoundError, RateLimitedError, answer_to
from web.live.connection import connection_of
from web.live.origins import check_origin
from web.live.session import POLICY, Session, address_of
from web.rate_limits import RateClass
from web.responses import failure

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import Receive, Scope, Send

    from web.services import Services

PATH: Final = "/ws"
SUBPROTOCOL: Final = "lezerprint"
BEARER: Final = "lezerprint.bearer."
"""What a subprotocol begins with that is followed by a credential: browsers can send no header."""

_SECRETS: Final = frozenset({"token", "access_token", "accesstoken", "api_key", "apikey", "key", "jwt"})
_IN_URL: Final = "credentials must not be in the URL, which ends up in logs: send them in the first message"


def live_routes(services: Services) -> list[BaseRoute]:
    """The WebSocket, and what its path answers to requests that are none."""
    return [WebSocketRoute(PATH, LiveEndpoint(services)), Route(PATH, _upgrade_required)]


class LiveEndpoint:
    """The ASGI application behind the path."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one client from its handshake to its end."""
        websocket = WebSocket(scope, receive, send)
        await websocket.receive()
        limits, address = self._services.live.connection_limits, address_of(websocket)
        try:
            is_visitor = await self._check(websocket, address)
            place = limits.take(address)
        except Exception as error:  # noqa: BLE001 - each has its answer in the table
            await websocket.send_denial_response(answer_to(error))
            return
        try:
            await self._serve(websocket, is_visitor=is_visitor)
        finally:
            limits.free(place)

    async def _check(self, websocket: WebSocket, address: str) -> bool:
        """Whether a visitor asks."""
        check_origin(websocket, self._services.settings)
        retry_after_seconds = await self._services.rate_limiter.hit(RateClass.VISITORS, address)
        if retry_after_seconds is not None:
            raise RateLimitedError(retry_after_seconds)
        is_visitor = websocket.query_params.get("demo") == "true"
        if is_visitor and not self._services.settings.public_access:
            raise NotFoundError("not found")
        if connection_of(websocket.scope) is None:
            raise ForbiddenError("this server was started without its WebSocket connections")
        return is_visitor

    async def _serve(self, websocket: WebSocket, *, is_visitor: bool) -> None:
        connection = connection_of(websocket.scope)
        if connection is None:
            raise RuntimeError("the connection was checked")
        offered: list[str] = websocket.scope["subprotocols"]
        await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
        if not _SECRETS.isdisjoint(name.lower() for name in websocket.query_params):
            connection.end(POLICY, _IN_URL)
            return
        tokens = [one.removeprefix(BEARER) for one in offered if one.startswith(BEARER)]
        session = Session(websocket, connection, self._services)
        await session.run(tokens[0] if tokens else None, is_visitor=is_visitor)


async def _upgrade_required(_: Request) -> Response:
    headers = {"Upgrade": "websocket", "Connection": "Upgrade"}
    return failure(426, "UPGRADE_REQUIRED", "this is a WebSocket", headers=headers)
