"""What new connections ask for, done a little in each round of the event loop, so that others get on.

A round of the loop handles all that has arrived, however much that is: a thousand new WebSockets would make
whoever asks meanwhile wait for all of them, several times over. And uvloop takes one new connection a round,
so while some still wait to be taken, rounds must be short.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

_ROUND_SECONDS: Final = 0.002
"""After so long the rest waits for the next round; one piece of work may take longer."""

_MOST_A_ROUND: Final = 8
_YIELDING_SECONDS: Final = 0.05
"""So long, at most, nothing is done while new connections come in each round."""


class Turns:
    """Does one piece of work after the other, in the order in which they came. For one event loop alone."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: deque[Callable[[], None]] = deque()
        self._has_arrived = False
        self._worked_at = 0.0

    def connection_arrived(self) -> None:
        """Others may be behind it: do nothing in this round."""
        self._has_arrived = True

    def put(self, work: Callable[[], None]) -> None:
        """Have this done soon; it must raise nothing."""
        if not self._waiting:
            self._loop.call_soon(self._round)
        self._waiting.append(work)

    async def turn(self) -> None:
        """Wait for one's turn."""
        come = self._loop.create_future()
        self.put(partial(_resolve, come))
        await come

    def _round(self) -> None:
        begun = time.monotonic()
        if self._has_arrived and begun < self._worked_at + _YIELDING_SECONDS:
            self._has_arrived = False
        else:
            self._work(begun + _ROUND_SECONDS)
        if self._waiting:
            self._loop.call_soon(self._round)

    def _work(self, deadline: float) -> None:
        for _ in range(min(_MOST_A_ROUND, len(self._waiting))):
            self._waiting[0]()
            self._waiting.popleft()
            if time.monotonic() >= deadline:
                break
        self._worked_at = time.monotonic()


def _resolve(come: asyncio.Future[None]) -> None:
    if not come.done():
        come.set_result(None)


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, Turns] = WeakKeyDictionary()


def turns() -> Turns:
    """Those of the running event loop."""
    loop = asyncio.get_running_loop()
    found = _turns.get(loop)
    if found is None:
        found = _turns[loop] = Turns(loop)
    return found
