"""The conversation with a printer's firmware."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from actors.messages.serial import GetTerminal
from lezerprint.marlin.firmware import Family, traits_of
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
    from lezerprint.control.reference import described  # noqa: PLC0415 - when somebody types
    from lezerprint.preflight.known_commands import VOCABULARIES  # noqa: PLC0415 - as above

    report = await report_of(call.printer)
    family = Family.UNKNOWN if report is None else report.family
    firmware = Family.MARLIN if family is Family.PRUSA_BUDDY else family  # which was made of it
    known = VOCABULARIES.get(firmware)
    codes = None if known is None else known.commands
    found = described(codes, is_marlin=traits_of(family).is_marlin)
    return KnownCommands.model_validate({"family": family.value, "commands": found})
