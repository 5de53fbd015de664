"""When nothing is under way, so that what happens next comes from outside, or slowly."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.states import ConnectionState

if TYPE_CHECKING:
    from lezerprint.port.controller import PortController

LOOK_SECONDS: Final = 0.05
"""So often time is looked at while something is under way."""

REST_SECONDS: Final = 0.25
"""So long at most until time is looked at; what comes in from outside is looked at at once."""

_RESTS: Final = frozenset({ConnectionState.READY, ConnectionState.ABSENT, ConnectionState.DISCONNECTED})


def is_resting(controller: PortController, now: float) -> bool:
    """Whether there is no job, no command that is not answered yet, and nothing that somebody waits for."""
    ledger = controller.protocol.ledger
    busy = (
        controller.is_printing
        or ledger.sent != ledger.acknowledged
        or controller.wants_to_write
        or controller.replies.waited_for
        or controller.heat.wanted
        or controller.heat.unconfirmed
        or controller.disconnecting.under_way
        or controller.interpreter.sd_print.active
        or controller.emergency.ordered
    )
    state = controller.connection.state
    # It is not told to be ready before this is known.
    known = state is not ConnectionState.READY or controller.interpreter.sd_print.is_known(now)
    return known and not busy and state in _RESTS


def next_look_at(controller: PortController, now: float) -> float:
    """When time is to be looked at again, unless something comes before."""
    if not controller.rests:
        return now + LOOK_SECONDS
    connection = controller.connection
    tries_at = inf if connection.link is not None else connection.next_try_at
    return min(now + REST_SECONDS, max(now + LOOK_SECONDS, tries_at))
