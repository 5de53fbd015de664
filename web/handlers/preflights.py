"""Checking G-code against a printer before it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from actors.errors import SupervisionError
from actors.messages.telemetry import GetStatus
from lezerprint.files import rows
from lezerprint.files.metadata import of_plate
from lezerprint.marlin.firmware import Family
from lezerprint.preflight.finding import FindingSeverity
from lezerprint.preflight.preflight import preflight
from lezerprint.slicing import sliced_files
from web.models.files import Preflight, PreflightAnswer, PreflightFinding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.call import Call
    from web.printers import Printer

_ASK_SECONDS: Final = 2.0


async def of_file(call: Call) -> PreflightAnswer:
    """What speaks against printing a file."""
    row = await call.read(rows.get, call.path["id"])
    return await _answer(call, of_plate(row.metadata or {}, call.query.plate))


async def of_sliced_file(call: Call) -> PreflightAnswer:
    """What speaks against printing G-code that was sliced from a model."""
    row = await call.read(sliced_files.get, call.path["id"])
    return await _answer(call, row.metadata)


async def _answer(call: Call, known: Mapping[str, Any]) -> PreflightAnswer:
    printer = call.services.printers.get(call.query.printer)
    found = preflight(known, printer.settings, await _family(printer))
    return PreflightAnswer(
        preflight=Preflight(
            printer=printer.name,
            ready=all(finding.severity is not FindingSeverity.ERROR for finding in found),
            findings=[PreflightFinding.model_validate(finding) for finding in found],
        )
    )


async def _family(printer: Printer) -> Family | None:
    """That of the printer's firmware, if it is connected or was before."""
    try:
        status = await printer.telemetry.ask_async(GetStatus(), _ASK_SECONDS)
        return Family(status.get("firmwareFamily") or Family.UNKNOWN)
    except (SupervisionError, ValueError):
        return None
