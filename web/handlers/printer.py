"""The printer: its status, and its emergency stop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from actors.messages.telemetry import GetStatus
from lezerprint.audit import EventKind
from lezerprint.port.channel import emergency_stop
from web.models.printer import EmergencyStopped, PublicProgress, PublicStatus

if TYPE_CHECKING:
    from web.call import Call

_ASK_SECONDS: Final = 2.0


async def status(call: Call) -> dict[str, Any]:
    """What is known of the default printer."""
    printer = call.services.default_printer.printer
    telemetry = call.services.system.address(f"printer/{printer}/telemetry")
    known: dict[str, Any] = await telemetry.ask_async(GetStatus(), _ASK_SECONDS)
    return known


async def public_status(call: Call) -> PublicStatus:
    """The same for visitors: no file names, no positions."""
    known = await status(call)
    job = known["currentJob"]
    progress = PublicProgress(percentage=job["progress"], time_remaining=None) if job else None
    return PublicStatus(state=known["state"], temperatures=known["temperatures"], progress=progress)


async def stop(call: Call) -> EmergencyStopped:
    """Past every mailbox and every database: straight to the port process, on a connection of its own."""
    await asyncio.to_thread(emergency_stop, call.services.default_printer)
    call.audit(EventKind.EMERGENCY_STOP, "Emergency stop", printer=call.services.default_printer.printer)
    return EmergencyStopped()
