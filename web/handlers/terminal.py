"""The conversation with a printer's firmware."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from actors.messages.serial import GetTerminal

if TYPE_CHECKING:
    from web.call import Call

_ASK_SECONDS: Final = 2.0


async def lines(call: Call) -> dict[str, Any]:
    """The last of it."""
    query = call.query
    told = await call.printer.serial.ask_async(GetTerminal(query.limit, query.since), _ASK_SECONDS)
    return {"lines": told}
