"""What is known of the printer's link, and what leads from one state to the next.

ABSENT: no such device, or it was unplugged. It is looked for again and again, ever more slowly. A link
begins so.

BUSY: the device is there, and another program has it. It is looked for in the same way.

CONNECTING: the device is open, and the firmware has not answered yet: it is greeted, or asked how far it is.
Each baud rate is tried in turn.

READY: the firmware answers. Commands can be sent, and a job begun. All else is refused with the state's name.

SILENT: no Marlin answers at any rate. The device was closed, and is tried again after a while.

HALTED: the firmware has stopped until it is reset, or an emergency stop was ordered. While the device is
open, heaters off is repeated; where it is not, the stop is the first thing that is written once it is.

DISCONNECTED: let go of by order. Nobody looks for it until the order to connect.

An emergency stop may be ordered, and the printer let go of, in every state. Anything that the table does not
have is a fault of this program, and raises.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from lezerprint.errors import IllegalTransitionError
from lezerprint.port.contract.states import ConnectionState


class LinkEvent(StrEnum):
    """What happens to it."""

    OPENED = "opened"
    NOT_THERE = "not there"  # nor can it be opened
    IN_USE = "in use"
    LOST = "lost"  # unplugged, or the other end has closed it
    GREETED = "greeted"  # anew, over the link that is open
    ANSWERED = "answered"
    UNANSWERED = "unanswered"  # at no baud rate
    HALTED = "halted"
    LET_GO = "let go"
    LOOKED_FOR = "looked for"  # by order, after it was let go of


_CLOSED: Final = (ConnectionState.ABSENT, ConnectionState.BUSY, ConnectionState.SILENT)
_OPEN: Final = (ConnectionState.CONNECTING, ConnectionState.READY, ConnectionState.HALTED)

TRANSITIONS: Final[dict[tuple[ConnectionState, LinkEvent], ConnectionState]] = {
    **{
        (state, event): target
        # A stop that was ordered while there is no link: it is looked for, to write the stop.
        for state in (*_CLOSED, ConnectionState.HALTED)
        for event, target in (
            (LinkEvent.OPENED, ConnectionState.CONNECTING),
            (LinkEvent.NOT_THERE, ConnectionState.ABSENT),
            (LinkEvent.IN_USE, ConnectionState.BUSY),
        )
    },
    **{
        (state, event): target
        for state in _OPEN
        for event, target in (
            (LinkEvent.LOST, ConnectionState.ABSENT),
            (LinkEvent.GREETED, ConnectionState.CONNECTING),
        )
    },
    (ConnectionState.CONNECTING, LinkEvent.ANSWERED): ConnectionState.READY,
    (ConnectionState.CONNECTING, LinkEvent.UNANSWERED): ConnectionState.SILENT,
    **{
        (state, event): target
        for state in ConnectionState
        for event, target in (
            (LinkEvent.HALTED, ConnectionState.HALTED),
            (LinkEvent.LET_GO, ConnectionState.DISCONNECTED),
        )
    },
    **{
        (state, LinkEvent.LOOKED_FOR): ConnectionState.ABSENT
        for state in (*_CLOSED, ConnectionState.HALTED, ConnectionState.DISCONNECTED)
    },
}


def following(state: ConnectionState, event: LinkEvent) -> ConnectionState:
    """Where `event` leads. Raises IllegalTransitionError where it has no place."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalTransitionError(f"{event} has no place while the link is {state}") from None
