"""The conversation with a printer's firmware."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from actors.messages.serial import GetTerminal
from lezerprint.marlin.firmware import Family
from web.models.terminal import KnownCommands
from web.sending import report_of

if TYPE_CHECKING:
    from web.call import Call

_ASK_SECONDS: Final = 2.0


async def lines(call: Call) -> dict[str, Any]:
    """The last of it."""
    query = call.query
    told = await call.printer.serial.ask_async(GetTerminal(query.limit, query.since), _ASK_SECONDS)
    return {"lines": told}


async def commands(call: Call) -> KnownCommands:
    """What may be typed."""
    from lezerprint.control.reference import known_to  # noqa: PLC0415 - when somebody types

    report = await report_of(call.printer)
    family = Family.UNKNOWN if report is None else report.family
    return KnownCommands.model_validate({"family": family.value, "commands": known_to(family)})
