"""Orders to a printer: the events of the specification, each an endpoint of the API under another name.

Body, role, limit, audit and handler are the endpoint's, so that neither way lets through what the other
refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson
from pydantic import BaseModel
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from lezerprint.control.safety import only_makes_safer
from web.call import Call
from web.errors import NotFoundError, RateLimitedError
from web.rate_limits import RateClass
from web.validation import validated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import HTTPConnection

    from lezerprint.accounts.principal import Principal
    from web.endpoint import Endpoint
    from web.live.requests import Request
    from web.services import Services

EMERGENCY: Final = "control:emergency"

PATHS: Final[Mapping[str, str]] = {
    "control:pause": "/api/printer/pause",
    "control:resume": "/api/printer/resume",
    "control:stop": "/api/printer/cancel",
    EMERGENCY: "/api/printer/emergency-stop",
    "control:heaters-off": "/api/printer/heaters-off",
    "control:command": "/api/printer/command",
}


class Control:
    """Calls endpoints for messages.

    Args:
        endpoints: The endpoint table.
    """

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        posts = {endpoint.path: endpoint for endpoint in endpoints if endpoint.method == "POST"}
        self._endpoints = {event: posts.get(path) for event, path in PATHS.items()}

    def endpoint(self, event: str) -> Endpoint:
        """What an event stands for.

        Raises:
            NotFoundError: This server does not have it.
        """
        if (endpoint := self._endpoints[event]) is None:
            raise NotFoundError(f"unknown message type {event}")
        return endpoint

    def is_urgent(self, request: Request) -> bool:
        """Whether it only stops something or switches heaters off, so that no limit may refuse it."""
        endpoint = self._endpoints.get(request.event)
        if endpoint is None:
            return False
        command = (request.data or {}).get("command")
        return endpoint.rate is RateClass.EXEMPT or (
            endpoint.makes_safer is not None and isinstance(command, str) and only_makes_safer([command])
        )


async def perform(
    services: Services,
    endpoint: Endpoint,
    connection: HTTPConnection,
    caller: Principal,
    data: Mapping[str, Any],
) -> Any:
    """What the endpoint answers to this caller.

    Args:
        services: What the server consists of.
        endpoint: What is called.
        connection: Where the message came from.
        caller: Who sent it, as checked just now.
        data: The endpoint's body and query in one; `printer` besides names the printer.

    Raises:
        Exception: As the endpoint; each has its answer in `web.errors`.
    """
    wait_seconds = await services.rate_limiter.hit(endpoint.rate, str(caller.user_id))
    if wait_seconds is not None and endpoint.makes_safer is None:
        raise RateLimitedError(wait_seconds)
    endpoint.access.check(caller.role)
    given = dict(data)
    printer = services.printers.get(_name(given.pop("printer", None)))
    # What is none of the query's is the body's; without a body it is nobody's, and refused.
    of_query = {name: given.pop(name) for name in _names(endpoint.query) if name in given}
    if endpoint.body is None:
        of_query |= given
    query = validated(of_query, endpoint.query, "data") if endpoint.query else None
    body = validated(given, endpoint.body, "data") if endpoint.body else None
    call = Call(services, _as_request(connection, endpoint), {"printer": printer.name}, body, query, caller)
    if wait_seconds is not None and endpoint.makes_safer and not endpoint.makes_safer(call):
        raise RateLimitedError(wait_seconds)
    return _plain(endpoint, await endpoint.handler(call))


def _name(given: Any) -> str | None:
    if given is None or isinstance(given, str):
        return given
    raise NotFoundError("a printer's name is text")


def _names(model: type[BaseModel] | None) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _as_request(connection: HTTPConnection, endpoint: Endpoint) -> HttpRequest:
    """With the address and the headers of the connection, and no body."""
    return HttpRequest({**connection.scope, "type": "http", "method": endpoint.method, "path": endpoint.path})


def _plain(endpoint: Endpoint, result: Any) -> Any:
    """What JSON can hold of what a handler returned."""
    if isinstance(result, Response):
        return orjson.loads(result.body).get("data")
    if endpoint.response is not None and not isinstance(result, BaseModel):
        result = endpoint.response.model_validate(result)
    return result.model_dump(mode="json") if isinstance(result, BaseModel) else result
