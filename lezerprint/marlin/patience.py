"""How long an outstanding line may go without a sign of life before something is done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.marlin.round_trip import RoundTrip

KEEPALIVE_SECONDS: Final = 2.2
"""Marlin says busy every 2 s; a firmware that says neither ok nor busy for longer is asked."""

_MOST_BYTES_BESIDE_BARRIER: Final = 127 - len(b"N12345678M105*123\n")
_FULL_RING_SECONDS: Final = 0.5
"""A firmware that was only starved of time has woken up by then: a barrier beside more than the above
could be cut off in its ring. Usually the oldest line has left the ring, and there is room."""


def patience_seconds(ledger: Ledger, round_trip: RoundTrip, *, answers_barriers: bool) -> float:
    """The time, for what is outstanding now."""
    accepted_but_not_done = ledger.acknowledged < ledger.accepted
    if ledger.barriers or accepted_but_not_done or not answers_barriers:
        return KEEPALIVE_SECONDS
    if ledger.bytes_in_flight > _MOST_BYTES_BESIDE_BARRIER:
        return max(_FULL_RING_SECONDS, round_trip.patience_seconds)
    return round_trip.patience_seconds
