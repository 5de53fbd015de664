"""Events for the server: numbered, kept for a while, so that one that comes back can ask for what it missed."""

from __future__ import annotations

import time
from collections import deque
from typing import Any, Final

_KEPT_EVENTS: Final = 2000


class Outbox:
    """The last events, each with a sequence number and the wall clock's time."""

    def __init__(self) -> None:
        self.sequence = 0
        self._events: deque[dict[str, Any]] = deque(maxlen=_KEPT_EVENTS)

    def add(self, kind: str, **data: Any) -> None:
        """Something happened."""
        self.sequence += 1
        self._events.append({"event": kind, "sequence": self.sequence, "time": time.time(), **data})

    def since(self, sequence: int) -> list[dict[str, Any]]:
        """What came after `sequence`, as far as it is still kept."""
        count = self.sequence - sequence
        if count <= 0:
            return []
        return list(self._events)[-count:]
