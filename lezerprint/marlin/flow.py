"""Where the conversation with the firmware stands, and what leads from one state to the next.

CLOSED: nothing is said, and nothing that is heard moves the stream. It begins so, and is so again after the
port was lost or the board has started anew, until the owner connects.

CONNECTING: the greeting (`greeting.py`). Hello goes out once a second until an answer comes; then the line
number is set. No line of the job goes out. The firmware's answer to the barrier behind that number ends it.

STREAMING: numbered lines go out as the window allows. All other states exist to come back to this one.

AWAITING_QUIET: the firmware has refused a line while others were in flight. Each of those is refused as well,
so nothing goes out until that burst is over by the clock; then the stream goes on with the line asked for.

ASKING: it is not known which line the firmware accepted last: it has said nothing for too long, named a
number that cannot be, or this process has just taken the port over. The question goes out again and again,
and nothing else. The answer is a line number, to which the stream goes back.

HALTED: the firmware has stopped until it is reset, or was told to. Nothing goes out by itself. What it says
is still heard: last words that prove wrong are told to the owner, which connects again.

The owner may connect, take over, close and halt in every state. What the firmware says, and time, lead only
where the table says; anything else is a fault of this program, and raises.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Final

from lezerprint.errors import IllegalTransitionError


class Flow(Enum):
    """See above."""

    CLOSED = "closed"
    CONNECTING = "connecting"
    STREAMING = "streaming"
    AWAITING_QUIET = "awaiting_quiet"
    ASKING = "asking"
    HALTED = "halted"


class FlowEvent(StrEnum):
    """What moves it."""

    CONNECT = "connect"  # the owner begins a new numbering
    TAKE_OVER = "take over"  # the owner goes on with the numbering that there is
    CLOSE = "close"  # the link is gone, or the board has started anew
    HALT = "halt"
    GREETED = "greeted"  # the firmware has the number that the stream begins with
    REFUSED = "refused"  # go back to a line once the burst of refusals is over
    LINE_KNOWN = "line known"  # go on at once with this line
    QUIET = "quiet"  # the burst is over
    DOUBT = "doubt"  # it must be asked which line the firmware accepted last


_GOING_ON: Final = (Flow.STREAMING, Flow.AWAITING_QUIET, Flow.ASKING)

TRANSITIONS: Final[dict[tuple[Flow, FlowEvent], Flow]] = {
    **{
        (flow, event): target
        for flow in Flow
        for event, target in (
            (FlowEvent.CONNECT, Flow.CONNECTING),
            (FlowEvent.TAKE_OVER, Flow.ASKING),
            (FlowEvent.CLOSE, Flow.CLOSED),
            (FlowEvent.HALT, Flow.HALTED),
        )
    },
    (Flow.CONNECTING, FlowEvent.GREETED): Flow.STREAMING,
    (Flow.AWAITING_QUIET, FlowEvent.QUIET): Flow.STREAMING,
    **{
        (flow, event): target
        for flow in _GOING_ON
        for event, target in (
            (FlowEvent.REFUSED, Flow.AWAITING_QUIET),
            (FlowEvent.LINE_KNOWN, Flow.STREAMING),
            (FlowEvent.DOUBT, Flow.ASKING),
        )
    },
}


def following(flow: Flow, event: FlowEvent) -> Flow:
    """Where `event` leads. Raises IllegalTransitionError where it has no place."""
    try:
        return TRANSITIONS[flow, event]
    except KeyError:
        raise IllegalTransitionError(f"{event} has no place while the flow is {flow.value}") from None
