"""The printer's endpoints, and what visitors see."""

from __future__ import annotations

from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import printer, public
from web.models.common import Paging
from web.models.printer import EmergencyStopped, PrinterStatus, PublicStatus
from web.models.system import GalleryPage
from web.rate_limits import RateClass

PRINTER: Final = (
    Endpoint(
        "GET",
        "/api/printer/status",
        printer.status,
        Access.VIEWER,
        "Printer",
        "The printer's status",
        response=PrinterStatus,
        errors=frozenset({504}),
    ),
    Endpoint(
        "POST",
        "/api/printer/emergency-stop",
        printer.stop,
        Access.OPERATOR,
        "Printer",
        "Stop the printer at once",
        rate=RateClass.EXEMPT,
        response=EmergencyStopped,
        errors=frozenset({504}),
        needs_no_database=True,
    ),
)

PUBLIC: Final = (
    Endpoint(
        "GET",
        "/api/public/status",
        printer.public_status,
        Access.VISITOR,
        "Public",
        "The printer's status for visitors",
        response=PublicStatus,
        errors=frozenset({504}),
    ),
    Endpoint(
        "GET",
        "/api/public/gallery",
        public.public_jobs,
        Access.VISITOR,
        "Public",
        "The prints that were made public",
        query=Paging,
        response=GalleryPage,
    ),
)
