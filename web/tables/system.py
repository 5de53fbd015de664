"""The server's own endpoints: health, documents, administration."""

from __future__ import annotations

from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import audit, inspection, media, power, settings, system
from web.models.settings import (
    ChangedSettings,
    Setting,
    SettingChanges,
    SettingList,
    SettingQuery,
    TableValues,
)
from web.models.sign_in import SignedUrls, SignedUrlsInput
from web.models.system import (
    ActorNode,
    Crashed,
    Health,
    PowerInput,
    PowerOrdered,
    Restarted,
    ServerAddresses,
    SignedUrl,
    SignedUrlInput,
    SystemEventFilter,
    SystemEventPage,
    SystemEventQuery,
)
from web.rate_limits import RateClass

SYSTEM: Final = (
    Endpoint(
        "GET",
        "/api/health",
        system.health,
        Access.ANYONE,
        "System",
        "Health of the server and of what it needs; 503 while it cannot answer most requests",
        query=None,
        rate=RateClass.EXEMPT,
        response=Health,
    ),
    Endpoint(
        "GET",
        "/metrics",
        system.metrics,
        Access.ANYONE,
        "System",
        "Metrics for Prometheus; other hosts need credentials",
        query=None,
        media_type="text/plain",
        errors=frozenset({401}),
    ),
    Endpoint(
        "GET",
        "/api/openapi.json",
        system.document,
        Access.ANYONE,
        "System",
        "This document",
        rate=RateClass.EXEMPT,
    ),
    Endpoint(
        "GET",
        "/api/docs",
        system.documentation,
        Access.ANYONE,
        "System",
        "API documentation",
        rate=RateClass.EXEMPT,
        media_type="text/html",
    ),
    Endpoint(
        "GET",
        "/api/admin/addresses",
        system.addresses,
        Access.ADMIN,
        "System",
        "Where other devices of the network open the front end",
        response=ServerAddresses,
    ),
    Endpoint(
        "GET",
        "/api/admin/actors",
        inspection.actors,
        Access.ADMIN,
        "System",
        "The supervision tree",
        response=ActorNode,
    ),
    Endpoint(
        "POST",
        "/api/admin/actors/{path:path}/restart",
        inspection.restart,
        Access.ADMIN,
        "System",
        "Restart an actor",
        response=Restarted,
    ),
    Endpoint(
        "GET",
        "/api/admin/actors/{path:path}",
        inspection.actor,
        Access.ADMIN,
        "System",
        "An actor and those below it",
        response=ActorNode,
    ),
    Endpoint(
        "GET",
        "/api/admin/events",
        audit.events,
        Access.ADMIN,
        "System",
        "The audit log",
        query=SystemEventQuery,
        response=SystemEventPage,
    ),
    Endpoint(
        "GET",
        "/api/admin/events/export",
        audit.export,
        Access.ADMIN,
        "System",
        "The audit log as CSV",
        query=SystemEventFilter,
        media_type="text/csv",
        signable=True,
    ),
    Endpoint(
        "POST",
        "/api/media/sign",
        media.sign,
        Access.VIEWER,
        "Media",
        "A short-lived signed URL for an image, a video or a download",
        body=SignedUrlInput,
        response=SignedUrl,
    ),
    Endpoint(
        "POST",
        "/api/media/sign-all",
        media.sign_all,
        Access.VIEWER,
        "Media",
        "Short-lived signed URLs for up to 200 paths, all or none",
        body=SignedUrlsInput,
        response=SignedUrls,
    ),
)

POWER: Final = tuple(
    Endpoint(
        "POST",
        f"/api/admin/{path}",
        handler,
        Access.ADMIN,
        "System",
        summary,
        rate=RateClass.CONTROL,
        body=PowerInput,
        response=PowerOrdered,
        status=202,
        errors=frozenset({409}),
    )
    for path, handler, summary in (
        ("server/restart", power.restart_server, "Restart the server; prints go on"),
        ("server/shutdown", power.shut_down_server, "End the server; prints go on"),
        ("host/shutdown", power.shut_down_host, "Shut down the server's computer"),
        ("host/reboot", power.reboot_host, "Restart the server's computer"),
    )
)

SETTINGS: Final = (
    Endpoint(
        "GET",
        "/api/settings",
        settings.settings,
        Access.ADMIN,
        "Settings",
        "The settings in force, what each may be, and whether it can be changed",
        query=SettingQuery,
        response=SettingList,
    ),
    Endpoint(
        "PATCH",
        "/api/settings",
        settings.change,
        Access.ADMIN,
        "Settings",
        "Change settings, all or none; most take effect at the next start",
        body=SettingChanges,
        response=ChangedSettings,
        errors=frozenset({409}),
    ),
    Endpoint(
        "GET",
        "/api/settings/{key}",
        settings.setting,
        Access.ADMIN,
        "Settings",
        "One of the settings in force",
        response=Setting,
        errors=frozenset({404}),
    ),
    Endpoint(
        "POST",
        "/api/settings/{key}",
        settings.add_row,
        Access.ADMIN,
        "Settings",
        "Add a printer (`printers`) or a camera (`cameras`), from the next start on",
        body=TableValues,
        response=ChangedSettings,
        status=201,
        errors=frozenset({404, 409}),
    ),
    Endpoint(
        "PATCH",
        "/api/settings/{table}/{name}",
        settings.change_row,
        Access.ADMIN,
        "Settings",
        "Change a printer or a camera, from the next start on",
        body=TableValues,
        response=ChangedSettings,
        errors=frozenset({404, 409}),
    ),
    Endpoint(
        "DELETE",
        "/api/settings/{table}/{name}",
        settings.remove_row,
        Access.ADMIN,
        "Settings",
        "Remove a printer that does not print, or a camera, from the next start on",
        response=ChangedSettings,
        errors=frozenset({404, 409}),
    ),
)

CHAOS: Final = (
    Endpoint(
        "POST",
        inspection.CRASH_PATH,
        system.crash,
        Access.ADMIN,
        "System",
        "Crash an actor",
        response=Crashed,
        listed=False,
    ),
)
"""There only where chaos was asked for."""
