"""Where a conversation with the firmware stands."""

from __future__ import annotations

from enum import Enum


class Flow(Enum):
    """Where the conversation stands."""

    CLOSED = "closed"  # nothing is said
    CONNECTING = "connecting"  # hello until an answer comes
    STREAMING = "streaming"
    AWAITING_QUIET = "awaiting_quiet"  # a burst of resends is ending; then go on
    ASKING = "asking"  # which line was accepted last?
    HALTED = "halted"  # the firmware is dead until reset
