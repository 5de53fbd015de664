"""The worker's end of the pipe from whoever started it: wake up, leave, and its end is the end of all."""

from __future__ import annotations

import os
import select
import time
from typing import Final

WAKE: Final = b"w"
LEAVE: Final = b"l"
_CHUNK_BYTES: Final = 4096


class Control:
    """Reads the pipe.

    Attributes:
        closed: Whoever started the worker is gone: it stops in the middle of what it does.
        leaving: It ends when it is done with its task.
    """

    def __init__(self, descriptor: int, *, heeds_words: bool = True) -> None:
        self._descriptor = descriptor
        self._events = select.POLLIN if heeds_words else 0
        self.closed = False
        self.leaving = False

    @property
    def ends(self) -> bool:
        """Whether nothing more is to be begun."""
        return self.closed or self.leaving

    def wait(self, seconds: float, *others: int) -> None:
        """Until something is said, another descriptor can be read, or the time is over."""
        mine = [] if self.closed else [self._descriptor]
        poller = select.poll()
        for descriptor in others:
            poller.register(descriptor, select.POLLIN)
        for descriptor in mine:
            poller.register(descriptor, self._events)  # its end is told in any case
        if any(found == self._descriptor for found, _ in poller.poll(1000 * seconds)):
            said = os.read(self._descriptor, _CHUNK_BYTES) if self._events else b""
            self.closed = not said
            self.leaving |= LEAVE in said
        elif self.closed and not others:
            time.sleep(seconds)

    def only_end(self) -> Control:
        """For a child of the worker, which must not take what is said to it: one that heeds the end alone."""
        return Control(self._descriptor, heeds_words=False)

    def look(self) -> None:
        """Take what was said, without waiting."""
        if not self.closed:
            self.wait(0)
