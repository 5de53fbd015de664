"""Ctrl-C and SIGTERM, counted: nothing is torn out of what it is doing."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from types import FrameType

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_EXIT_CODE_BASE: Final = 128  # what a shell says of a program that a signal ended
_ONE_SECONDS: Final = 0.3
"""Whoever sends a signal to the process and to its group, as timeout(1) does, means it once."""


class CancelledError(Exception):
    """The user wants to leave, and nothing has been started yet."""


class Interrupts:
    """How often the user asked to stop, since `with`.

    Attributes:
        count: How many signals came.
    """

    def __init__(self) -> None:
        self.count = 0
        self._number = 0
        self._came_at = float("-inf")
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._count) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @property
    def exit_code(self) -> int:
        """What to leave with: 130 after Ctrl-C, 143 after SIGTERM."""
        return _EXIT_CODE_BASE + self._number

    def check(self) -> None:
        """Raise CancelledError if one came."""
        if self.count:
            raise CancelledError

    def _count(self, number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if now - self._came_at >= _ONE_SECONDS:
            self._came_at = now
            self.count += 1
        self._number = self._number or number
