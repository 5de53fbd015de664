"""What waits for a client that takes less than it is sent."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable

    from web.live.messages import Message

MOST_WAITING: Final = 12_000
"""A little more than what can be asked for again at once; they are shared, so each costs a pointer."""


class SendQueueFullError(Exception):
    """Something waits too much that must not be dropped."""


class SendQueue:
    """What must arrive in its order, then of what tells a state the newest alone.

    Args:
        most_waiting: How many may wait that must arrive.
    """

    __slots__ = ("_lasting", "_most_waiting", "_newest")

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._lasting: deque[Message] = deque()
        self._newest: dict[Hashable, Message] = {}
        self._most_waiting = most_waiting

    def __len__(self) -> int:
        return len(self._lasting) + len(self._newest)

    def add(self, message: Message) -> bool:
        """Keep it; whether it took the place of an older one.

        Raises:
            SendQueueFullError: There is no room for what must arrive.
        """
        if message.key is not None:
            older = self._newest.get(message.key)
            self._newest[message.key] = message if older is None else message.superseding(older)
            return older is not None
        if len(self._lasting) >= self._most_waiting:
            raise SendQueueFullError
        self._lasting.append(message)
        return False

    def take(self, most: int) -> list[Message]:
        """What goes next, no more than so many."""
        taken = [self._lasting.popleft() for _ in range(min(most, len(self._lasting)))]
        while self._newest and len(taken) < most:
            taken.append(self._newest.pop(next(iter(self._newest))))
        return taken

    def clear(self) -> None:
        """Nothing of it is wanted any more."""
        self._lasting.clear()
        self._newest.clear()
