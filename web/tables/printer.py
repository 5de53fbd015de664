"""The printers' endpoints, each for the default printer and for any by its name, and what visitors see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import facts, inspection, printer, public
from web.models.common import Done, Paging
from web.models.control import (
    ConnectInput,
    CurrentPrompt,
    Firmware,
    Forced,
    JobOrdered,
    PromptAnswer,
    SerialPortList,
    TemperatureHistory,
    TemperatureQuery,
)
from web.models.facts import PrinterFacts
from web.models.inspection import DiagnosisQuery, LinkDiagnosis
from web.models.printer import EmergencyStopped, PrinterList, PrinterStatus, PublicStatus, ResetDone
from web.models.system import GalleryAnswer, GalleryPage
from web.rate_limits import RateClass
from web.tables.control import CONTROL

if TYPE_CHECKING:
    from collections.abc import Iterable

_TAG: Final = "Printer"
_ASKS: Final = frozenset({504})
_ORDERS: Final = frozenset({409, 504})


def _at(prefix: str, endpoints: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
    """The same under this prefix."""
    return tuple(replace(endpoint, path=prefix + endpoint.path) for endpoint in endpoints)


_OF_A_PRINTER: Final = (
    Endpoint(
        "GET",
        "/status",
        printer.status,
        Access.VIEWER,
        _TAG,
        "The printer's status",
        response=PrinterStatus,
        errors=_ASKS,
    ),
    Endpoint(
        "GET",
        "/facts",
        facts.facts,
        Access.VIEWER,
        _TAG,
        "What the printer is and may do",
        response=PrinterFacts,
        errors=_ASKS,
    ),
    Endpoint(
        "POST",
        "/emergency-stop",
        printer.stop,
        Access.OPERATOR,
        _TAG,
        "Emergency stop",
        rate=RateClass.EXEMPT,
        query=None,  # no slip in the address may keep a stop from being carried out
        response=EmergencyStopped,
        errors=_ASKS,
        needs_no_database=True,
    ),
    *(
        Endpoint(
            "POST",
            f"/{name}",
            handler,
            Access.OPERATOR,
            _TAG,
            summary,
            rate=rate,
            response=JobOrdered,
            errors=frozenset({404, 409, 504}),
        )
        for name, handler, summary, rate in (
            ("pause", printer.pause, "Pause the print", RateClass.EXEMPT),
            ("resume", printer.resume, "Resume the print", RateClass.CONTROL),
            ("cancel", printer.cancel, "Cancel the print", RateClass.EXEMPT),
        )
    ),
    *CONTROL,
    Endpoint(
        "GET",
        "/ports",
        printer.ports,
        Access.OPERATOR,
        _TAG,
        "The serial ports, and the one in use",
        response=SerialPortList,
    ),
    Endpoint(
        "POST",
        "/connect",
        printer.connect,
        Access.OPERATOR,
        _TAG,
        "Connect the printer",
        rate=RateClass.CONTROL,
        body=ConnectInput,
        response=Done,
        errors=_ORDERS,
    ),
    Endpoint(
        "POST",
        "/disconnect",
        printer.disconnect,
        Access.OPERATOR,
        _TAG,
        "Disconnect the printer",
        rate=RateClass.CONTROL,
        query=Forced,
        response=Done,
        errors=_ORDERS,
    ),
    Endpoint(
        "POST",
        "/reset",
        printer.reset,
        Access.OPERATOR,
        _TAG,
        "Reset the board",
        rate=RateClass.CONTROL,
        query=Forced,
        response=ResetDone,
        errors=_ORDERS,
    ),
    Endpoint(
        "GET",
        "/firmware",
        printer.firmware,
        Access.VIEWER,
        _TAG,
        "The firmware and its capabilities",
        response=Firmware,
        errors=_ASKS,
    ),
    Endpoint(
        "GET",
        "/temperatures",
        printer.temperatures,
        Access.VIEWER,
        _TAG,
        "Recent temperatures",
        query=TemperatureQuery,
        response=TemperatureHistory,
        errors=_ASKS,
    ),
    Endpoint(
        "GET",
        "/prompt",
        printer.prompt,
        Access.VIEWER,
        _TAG,
        "The question that the firmware asks its user",
        response=CurrentPrompt,
        errors=_ASKS,
    ),
    Endpoint(
        "POST",
        "/prompt",
        printer.answer_prompt,
        Access.OPERATOR,
        _TAG,
        "Answer the firmware's question",
        rate=RateClass.CONTROL,
        body=PromptAnswer,
        response=Done,
        errors=_ORDERS,
    ),
    Endpoint(
        "GET",
        "/diagnosis",
        inspection.diagnosis,
        Access.OPERATOR,
        _TAG,
        "Diagnosis of the printer's link: cable, host or firmware",
        query=DiagnosisQuery,
        response=LinkDiagnosis,
        errors=_ORDERS,
    ),
)

PRINTER: Final = _at("/api/printer", _OF_A_PRINTER)
"""Those of the default printer."""

PRINTERS: Final = (
    Endpoint(
        "GET",
        "/api/printers",
        printer.printers,
        Access.VIEWER,
        _TAG,
        "All printers",
        response=PrinterList,
    ),
    *_at("/api/printers/{printer}", _OF_A_PRINTER),
)
"""Those of any printer."""

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
        "Prints that were made public",
        query=Paging,
        response=GalleryPage,
    ),
    Endpoint(
        "GET",
        "/api/public/gallery/{id:uuid}",
        public.public_job,
        Access.VISITOR,
        "Public",
        "A print that was made public",
        response=GalleryAnswer,
        errors=frozenset({404}),
    ),
    Endpoint(
        "GET",
        "/api/public/gallery/{id:uuid}/timelapse",
        public.timelapse,
        Access.VISITOR,
        "Public",
        "The time-lapse of a print that was made public, or a range of it",
        media_type="video/mp4",
        errors=frozenset({404, 412, 416}),
    ),
    Endpoint(
        "GET",
        "/api/public/gallery/{id:uuid}/preview",
        public.preview,
        Access.VISITOR,
        "Public",
        "The picture of a print that was made public",
        media_type="image/png",
        errors=frozenset({404, 412, 416}),
    ),
)
