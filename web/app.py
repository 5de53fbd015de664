"""The application: the endpoint table, the WebSocket and the dashboard, routed, inside the middleware."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from web.dispatch import routes
from web.errors import RequestError, http_error
from web.live.endpoint import PATH, live_routes
from web.middleware import StackOptions, stack
from web.pages import FOLDER, Pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.types import ASGIApp

    from web.services import Services


def create_app(services: Services, dashboard: Path = FOLDER) -> ASGIApp:
    """The application over a running tree and an open database.

    Args:
        services: What the server consists of.
        dashboard: Where the built dashboard is.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stored = asyncio.create_task(services.cameras.load_settings(services.storage), name="camera-settings")
        stop_lines = asyncio.create_task(services.printers.keep_stop_lines(), name="stop-lines")
        trash = asyncio.create_task(services.uploads.empty_trash(services.trash), name="trash")
        async with services.live.running(services):
            yield
        for task in (stop_lines, stored, trash):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        # On the loop that opened them: it does not end while connections are open.
        await services.rate_limiter.aclose()

    api = Starlette(
        lifespan=lifespan,
        routes=[*live_routes(services), *routes(services.endpoints, services)],
        exception_handlers={HTTPException: http_error, RequestError: http_error},
    )
    # A path with a slash too many is no path of ours, and is told so in the envelope.
    api.router.redirect_slashes = False
    api_paths = [PATH, *(endpoint.path for endpoint in services.endpoints)]
    api.router.default = Pages(dashboard, api_paths, api.router.not_found)
    settings = services.settings
    options = StackOptions(
        trusted_proxies=tuple(map(str, settings.trusted_proxies)),
        cors_origins=settings.cors_origin,
        max_body_bytes=settings.max_body_size,
    )
    return stack(api, options, services.metrics.http)
