"""Events for the server: numbered and kept for a while, so that it can ask for what it missed."""

from __future__ import annotations

import time
from collections import deque
from typing import Any, Final

_KEPT_EVENTS: Final = 2000
_EVENTS_PER_PROCESS: Final = 1 << 32


class Outbox:
    """The last events, each with a sequence number and the wall clock's time.

    `starts` counts the port processes so far: a successor's numbers are above its predecessor's.
    """

    def __init__(self, starts: int = 0) -> None:
        self.sequence = starts * _EVENTS_PER_PROCESS
        self._events: deque[dict[str, Any]] = deque(maxlen=_KEPT_EVENTS)

    def add(self, kind: str, **data: Any) -> None:
        """Something happened."""
        self.sequence += 1
        self._events.append({"event": kind, "sequence": self.sequence, "time": time.time(), **data})

    def since(self, sequence: int) -> list[dict[str, Any]]:
        """What came after `sequence`, as far as it is still kept; all, if that number is none of ours."""
        if sequence > self.sequence:
            return list(self._events)
        count = min(self.sequence - sequence, len(self._events))
        return list(self._events)[-count:] if count > 0 else []
