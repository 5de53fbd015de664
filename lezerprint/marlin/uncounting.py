"""A firmware that looks at no line numbers (Klipper, RepRapFirmware), and how it is found out.

It refuses nothing, so it cannot be asked which line it accepted last: our question, a line far ahead, is
carried out as the M105 that it is. Silence means that it is busy. What a barrier tells is all there is to
know, and each takes a place in the firmware's queue; so they are sent ever more seldom. Where
barriers cannot be told apart either (`answers_barriers`), the bare `ok`s that the questions get are counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Ledger

_STALE_BARRIERS: Final = 3
"""So many answers to older M105 may still come while a firmware that counts has not refused the question."""

_FIRST_BARRIER_SECONDS: Final = 4.0


class Uncounting:
    """Whether the firmware is such a one, and when to send it a barrier more.

    Attributes:
        known: Whether it looks at no numbers: said by its family, or found out.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.known = False
        self._answers = 0
        self._silent_since = 0.0
        self._next_barrier_seconds = _FIRST_BARRIER_SECONDS

    def begin_question(self) -> None:
        """The question is asked from now on."""
        self._answers = 0

    def carries_out_questions(self, *, bare: bool) -> bool:
        """An M105 was answered while the question was asked: whether that proves it.

        A `bare` `ok` may be that of a line which was taken before, and so proves nothing until there are more
        of them than lines.
        """
        self._answers += 1
        ledger = self._ledger
        older = ledger.sent - ledger.acknowledged if bare else len(ledger.barriers)
        proved = self._answers > _STALE_BARRIERS + older
        self.known = self.known or proved
        return proved if bare else self.known

    def wants_barrier(self, alive_at: float, now: float) -> bool:
        """Whether another barrier goes out, though one is on its way: its answer may have been lost."""
        if alive_at != self._silent_since:
            self._silent_since, self._next_barrier_seconds = alive_at, _FIRST_BARRIER_SECONDS
        if now - alive_at < self._next_barrier_seconds:
            return False
        self._next_barrier_seconds *= 2
        return True
