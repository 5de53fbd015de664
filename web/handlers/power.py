"""Ending and restarting the server, shutting down and rebooting its computer."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from actors.errors import SupervisionError
from lezerprint.audit import EventKind
from lezerprint.control.errors import WouldRuinPrintError
from lezerprint.errors import PortError
from lezerprint.host.power import HostOrder
from lezerprint.port.contract import orders
from web.errors import ConflictError, RequestError
from web.models.system import PowerOrdered
from web.sending import order, report_of

if TYPE_CHECKING:
    from web.call import Call
    from web.printers import Printer

_ANSWER_SECONDS: Final = 0.2
"""So much later the server ends: its answer is on its way by then."""

_LOOK_SECONDS: Final = 0.5
_CANCEL_SECONDS: Final = 30.0


async def restart_server(call: Call) -> PowerOrdered:
    """Start the server anew; prints go on meanwhile."""
    return await _end_server(call, restart=True)


async def shut_down_server(call: Call) -> PowerOrdered:
    """End the server; prints go on."""
    return await _end_server(call, restart=False)


async def shut_down_host(call: Call) -> PowerOrdered:
    """Shut the computer down."""
    return await _order_host(call, HostOrder.SHUTDOWN, "Shutdown of the computer")


async def reboot_host(call: Call) -> PowerOrdered:
    """Restart the computer."""
    return await _order_host(call, HostOrder.REBOOT, "Reboot of the computer")


async def _end_server(call: Call, *, restart: bool) -> PowerOrdered:
    if call.services.end is None:
        raise ConflictError("this server was not started by `lezerprint serve`, which could do that")
    await check_no_print(call, "it would go on without the server", force=call.body.force)
    words = "restart" if restart else "shutdown"
    call.audit(EventKind.POWER_ORDERED, f"{words.capitalize()} of the server", force=call.body.force)
    end_soon(call, restart=restart)
    return PowerOrdered(ordered="server-restart" if restart else "server-shutdown")


async def _order_host(call: Call, what: HostOrder, words: str) -> PowerOrdered:
    host = call.services.host
    await asyncio.to_thread(host.check, what)
    await check_no_print(call, "it would be cancelled", force=call.body.force)
    call.audit(EventKind.POWER_ORDERED, words, force=call.body.force)
    # A printer keeps its heaters on when nobody speaks to it any more.
    await asyncio.gather(*(_make_safe(printer) for printer in call.services.printers))
    await asyncio.to_thread(host.order, what)
    return PowerOrdered(ordered="host-shutdown" if what is HostOrder.SHUTDOWN else "host-reboot")


def end_soon(call: Call, *, restart: bool) -> None:
    """End the server when the answer is on its way; the caller knows that it can be ended."""
    if (end := call.services.end) is not None:
        asyncio.get_running_loop().call_later(_ANSWER_SECONDS, end, restart)


async def check_no_print(call: Call, consequence: str, *, force: bool) -> None:
    """Make sure that nothing is printed, unless that is to be so.

    Raises:
        WouldRuinPrintError: A printer prints, or nobody knows.
    """
    if force:
        return
    for printer in call.services.printers:
        try:
            report = await report_of(printer)
        except SupervisionError:
            report = None
        if report is None:
            raise WouldRuinPrintError(f"it is not known whether {printer.name} prints; use force")
        if report.active_job is not None or report.sd_print is not None:
            raise WouldRuinPrintError(f"{printer.name} prints, and {consequence}; use force")


async def _make_safe(printer: Printer) -> None:
    """Cancel its print, and switch its heaters off; one that does not obey does not keep the computer on."""
    with suppress(PortError, SupervisionError, RequestError, TimeoutError):
        async with asyncio.timeout(_CANCEL_SECONDS):
            if await _prints(printer):
                await order(printer, orders.Cancel())
                while await _prints(printer):  # noqa: ASYNC110 - only the printer knows its end
                    await asyncio.sleep(_LOOK_SECONDS)
            await order(printer, orders.Cool("the computer is shut down"))


async def _prints(printer: Printer) -> bool:
    report = await report_of(printer)
    return report is not None and report.active_job is not None
