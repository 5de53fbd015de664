"""The HTTP application: each handler turns a request into an ask or a tell, and the reply into JSON."""

from __future__ import annotations

import asyncio
import os
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from actors.errors import AskTimeout, Unavailable, UnknownPath
from actors.messages.telemetry import GetStatus
from actors.supervision import State, System
from lezerprint.errors import LezerPrintError
from lezerprint.port.channel import PortGoneError, PortTimeoutError, emergency_stop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from lezerprint.port.options import PortOptions

_ASK_SECONDS: Final = 2.0
_INTERNAL_ERROR: Final = 500
_STATUS_OF: Final[dict[type[Exception], tuple[int, str]]] = {
    Unavailable: (503, "UNAVAILABLE"),
    AskTimeout: (504, "TIMEOUT"),
    UnknownPath: (404, "NOT_FOUND"),
    PortGoneError: (503, "UNAVAILABLE"),
    PortTimeoutError: (504, "TIMEOUT"),
    LezerPrintError: (409, "CONFLICT"),
    Exception: (500, "INTERNAL_ERROR"),
}
"""Errors of the actors and the domain, as HTTP statuses and codes; the first that fits counts."""


def create_app(system: System, default_printer: PortOptions) -> Starlette:
    """The application over a running tree; `/api/printer/…` is the default printer."""
    api = _Api(system, default_printer)
    routes = [
        Route("/api/health", api.health),
        Route("/api/printer/status", api.printer_status),
        Route("/api/printer/emergency-stop", api.emergency_stop, methods=["POST"]),
        Route("/api/admin/actors", api.actors),
    ]
    if os.environ.get("LEZERPRINT_CHAOS") == "1":
        routes.append(Route("/api/admin/actors/{path:path}/crash", api.crash, methods=["POST"]))
    handlers: dict[Any, Any] = dict.fromkeys(_STATUS_OF, _error)
    return Starlette(routes=routes, exception_handlers={**handlers, HTTPException: _http_error})


class _Api:
    def __init__(self, system: System, default_printer: PortOptions) -> None:
        self._system = system
        self._default_printer = default_printer
        self._telemetry = system.address(f"printer/{default_printer.printer}/telemetry")

    async def health(self, _request: Request) -> JSONResponse:
        """Whether the tree stands; 503 while a part of it is parked."""
        parked = [view.path for view in self._system.inspect().children if view.state is State.PARKED]
        status = "degraded" if parked else "ok"
        return _success({"status": status, "parked": parked}, 503 if parked else 200)

    async def printer_status(self, _request: Request) -> JSONResponse:
        return _success(await self._telemetry.ask_async(GetStatus(), _ASK_SECONDS))

    async def emergency_stop(self, _request: Request) -> JSONResponse:
        """Past every mailbox: straight to the port process, on a connection of its own."""
        await asyncio.to_thread(emergency_stop, self._default_printer)
        return _success({"stopped": True})

    async def actors(self, _request: Request) -> JSONResponse:
        return _success(self._system.inspect().to_dict())

    async def crash(self, request: Request) -> JSONResponse:
        """There only where chaos was asked for."""
        self._system.crash(request.path_params["path"])
        return _success({"crashed": request.path_params["path"]})


def _success(data: Any, status: int = 200) -> JSONResponse:
    return JSONResponse({"success": True, "data": data}, status)


def _failure(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"success": False, "error": {"code": code, "message": message}}, status, headers)


async def _error(_request: Request, error: Exception) -> JSONResponse:
    status, code = next(answer for kind, answer in _STATUS_OF.items() if isinstance(error, kind))
    # What nobody expected is for the log; its words may tell more than a client should know.
    return _failure(status, code, str(error) if status != _INTERNAL_ERROR else "internal error")


async def _http_error(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code = HTTPStatus(error.status_code).name
    return _failure(error.status_code, code, error.detail, error.headers)
