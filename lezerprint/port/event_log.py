"""Events for the server: numbered and kept for a while, so that it can ask for what it missed."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace
from heapq import merge
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.events import FirmwareText, FirmwareWarning

if TYPE_CHECKING:
    from lezerprint.port.contract.events import Event

_KEPT_EVENTS: Final = 2000
_KEPT_CHATTER: Final = 500
_CHATTER: Final = (FirmwareText, FirmwareWarning)
"""What a firmware may say with every line; it must not push out what matters, so it is kept apart."""

_EVENTS_PER_PROCESS: Final = 1 << 32


class EventLog:
    """The last events, each with a sequence number and the wall clock's time.

    `starts` counts the port processes so far: a successor's numbers are above its predecessor's.
    """

    def __init__(self, starts: int = 0) -> None:
        self.sequence = starts * _EVENTS_PER_PROCESS
        self._lost_through = self.sequence
        self._events: deque[Event] = deque()
        self._chatter: deque[Event] = deque(maxlen=_KEPT_CHATTER)

    def add(self, event: Event) -> None:
        """Something happened, just now."""
        self.sequence += 1
        event = replace(event, sequence=self.sequence, time=time.time())
        if isinstance(event, _CHATTER):
            self._chatter.append(event)
            return
        self._events.append(event)
        if len(self._events) > _KEPT_EVENTS:
            self._lost_through = self._events.popleft().sequence

    def since(self, sequence: int) -> list[Event]:
        """What came after `sequence`, in order, as far as it is still kept; all, if that is none of ours."""
        if sequence == self.sequence:
            return []
        if sequence > self.sequence:
            sequence = 0
        recent = [_after(sequence, events) for events in (self._chatter, self._events)]
        return list(merge(*recent, key=_sequence))

    def has_lost_since(self, sequence: int) -> bool:
        """Whether more than chatter came after `sequence` that is gone; what a predecessor told is."""
        return sequence < self._lost_through or sequence > self.sequence


def _sequence(event: Event) -> int:
    return event.sequence


def _after(sequence: int, events: deque[Event]) -> list[Event]:
    """The last of `events`, in order, looked for from the end: mostly there are few or none."""
    found = list(takewhile(lambda event: _sequence(event) > sequence, reversed(events)))
    return found[::-1]
