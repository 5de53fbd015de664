"""The server itself: health, the supervision tree, the API's own document."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
from starlette.responses import HTMLResponse, Response

from lezerprint.accounts.errors import UnauthorizedError
from lezerprint.jobs.print_jobs import job_counts
from web.credentials import credential_of
from web.documentation import CONTENT_SECURITY_POLICY, page
from web.metrics.metrics import may_read
from web.metrics.sources import Sources
from web.models.system import Crashed, ServerAddresses
from web.responses import success

if TYPE_CHECKING:
    from web.call import Call


async def health(call: Call) -> Response:
    """How the server is; 503 where a load balancer should send requests elsewhere."""
    found = await call.services.health.check()
    return success(found, 503 if found.status == "unavailable" else 200)


async def crash(call: Call) -> Crashed:
    """Crash an actor; there only where chaos was asked for."""
    call.services.system.crash(call.path["path"])
    return Crashed(crashed=call.path["path"])


async def addresses(call: Call) -> ServerAddresses:
    """The front end's own URL where the settings have one, and those in the computer's networks."""
    from lezerprint.host.addresses import is_of_this_computer, network_addresses  # noqa: PLC0415 - rarely

    settings = call.services.settings
    port = (call.request.scope.get("server") or (None, None))[1] or settings.port
    found = await asyncio.to_thread(network_addresses)
    own = [settings.frontend_url] if settings.frontend_url else []
    return ServerAddresses(
        urls=[*own, *(f"http://{address}:{port}" for address in found)],
        local_only=not own and is_of_this_computer(settings.host),
    )


async def document(call: Call) -> Response:
    """The OpenAPI document."""
    return Response(orjson.dumps(_openapi(call)), media_type="application/json")


async def documentation(call: Call) -> Response:
    """The same as a page for people."""
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    return HTMLResponse(page(_openapi(call)), headers=headers)


async def metrics(call: Call) -> Response:
    """The figures for Prometheus: for this host itself, or with any credential."""
    services, request = call.services, call.request
    if not may_read(request.scope, None):
        credential = credential_of(request)
        if credential is None:
            raise UnauthorizedError
        await services.verify(credential)
    sources = Sources(
        system=services.system,
        printers=[printer.name for printer in services.settings.printers],
        job_counts=partial(services.storage.read, job_counts),
        tasks=partial(services.storage.read, services.tasks.figures),
        cameras=services.camera_parts,
    )
    return Response(await services.metrics.render(sources), media_type=services.metrics.media_type)


def _openapi(call: Call) -> dict[str, Any]:
    from web.openapi import openapi  # noqa: PLC0415 - needed when the document is asked for

    return openapi(call.services.endpoints, call.services.settings.frontend_url)
