"""Looking at what works behind the scenes: the supervision tree, and a printer's link."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from lezerprint.audit import EventKind
from lezerprint.diagnosis import diagnose
from lezerprint.errors import PortError
from lezerprint.host.throttling import read_throttling
from lezerprint.port.contract.coding import members
from lezerprint.port.contract.orders import Diagnosis
from web.models.inspection import LinkDiagnosis
from web.models.system import Restarted
from web.sending import order

if TYPE_CHECKING:
    from web.call import Call

CRASH_PATH: Final = "/api/admin/actors/{path:path}/crash"
"""An endpoint that is there only if the server was started to be broken."""


async def actors(call: Call) -> dict[str, Any]:
    """The whole supervision tree."""
    return _described(call.services.system.inspect().to_dict(), call)


async def actor(call: Call) -> dict[str, Any]:
    """An actor and those below it."""
    return _described(call.services.system.inspect(call.path["path"]).to_dict(), call)


def _described(node: dict[str, Any], call: Call) -> dict[str, Any]:
    may_crash = node["kind"] == "worker" and any(one.path == CRASH_PATH for one in call.services.endpoints)
    return node | {
        "may_crash": may_crash,
        "children": [_described(child, call) for child in node["children"]],
    }


async def restart(call: Call) -> Restarted:
    """Have its supervisor restart an actor, and those that its strategy binds to it."""
    path = call.path["path"]
    call.services.system.restart(path)
    call.audit(EventKind.ACTOR_RESTARTED, f"Restart of {path}", path=path)
    return Restarted(restarted=path)


async def diagnosis(call: Call) -> LinkDiagnosis:
    """How the printer's link has been of late, and what is wrong with it."""
    history = (await order(call.printer, Diagnosis())).history
    if history is None:
        raise PortError("the port process has not said how the link has been")
    throttling = await asyncio.to_thread(read_throttling)
    verdict = diagnose(history, call.query.minutes, throttling)
    minutes = [members(minute) for minute in history.minutes]
    return LinkDiagnosis.model_validate({**verdict.as_data(), "history": minutes})
