"""When nothing is under way, so that what happens next comes from outside, or slowly."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.states import ConnectionState

if TYPE_CHECKING:
    from lezerprint.port.conductor import Conductor

LOOK_SECONDS: Final = 0.05
"""So often time is looked at while something is under way."""

REST_SECONDS: Final = 0.25
"""So long at most until time is looked at; what comes in from outside is looked at at once."""

_RESTS: Final = frozenset({ConnectionState.READY, ConnectionState.ABSENT, ConnectionState.DISCONNECTED})


def is_resting(conductor: Conductor, now: float) -> bool:
    """Whether there is no job, no command that is not answered yet, and nothing that somebody waits for."""
    ledger = conductor.protocol.ledger
    busy = (
        conductor.is_printing
        or ledger.sent != ledger.acknowledged
        or conductor.wants_to_write
        or conductor.pending.waited_for
        or conductor.heat.wanted
        or conductor.heat.unconfirmed
        or conductor.disconnecting.under_way
        or conductor.interpreter.sd_print.active
        or conductor.emergency.ordered
    )
    state = conductor.connection.state
    # It is not told to be ready before this is known.
    known = state is not ConnectionState.READY or conductor.interpreter.sd_print.is_known(now)
    return known and not busy and state in _RESTS


def next_look_at(conductor: Conductor, now: float) -> float:
    """When time is to be looked at again, unless something comes before."""
    if not conductor.rests:
        return now + LOOK_SECONDS
    connection = conductor.connection
    tries_at = inf if connection.link is not None else connection.next_try_at
    return min(now + REST_SECONDS, max(now + LOOK_SECONDS, tries_at))
