"""What ADVANCED_OK tells of the firmware's planner: above all, whether it ran dry in mid-print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Ledger

_DEFAULT_FREE_BLOCKS: Final = 15
"""Of Marlin's BLOCK_BUFFER_SIZE of 16 one stays empty; the true number is learnt at every connection."""

_IS_MOVE: Final = re.compile(rb"[Gg]0*[0-3](?!\d).*[XYZEIJRxyzeijr]").match


class PlannerWatch:
    """Counts the moves for which the machine had to wait.

    Marlin says `ok` after a move is planned, so that a planner with room for all but one block has this
    move alone: the one before it was done already. Where that too was a move of the file's, and more lines
    are there, the machine stood still for want of lines.

    Attributes:
        reported: Whether the firmware has told of its planner at all.
        dry: How many moves found the planner empty.
        dry_fed: For how many of them more lines lay in the firmware's own queue already.
        nearly_empty: With fewer free blocks than this there is nothing to look at.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.reported = False
        self.dry = 0
        self.dry_fed = 0
        self._most_blocks_free = _DEFAULT_FREE_BLOCKS
        self._most_lines_free = 0
        self._last_move = 0
        self.nearly_empty = _DEFAULT_FREE_BLOCKS - 1

    def begin_numbering(self) -> None:
        """Another firmware, it may be: its planner is empty when it gives the first answer."""
        self._most_blocks_free = self._most_lines_free = self._last_move = 0
        self.nearly_empty = -1

    def heard(self, number: int, blocks_free: int, lines_free: int, *, more: bool) -> None:
        """The line `number` was answered; `more`: the job has lines after it."""
        self._most_lines_free = max(self._most_lines_free, lines_free)
        if blocks_free > self._most_blocks_free:
            self._most_blocks_free, self.nearly_empty = blocks_free, blocks_free - 1
        is_move = self._is_move(number)
        if is_move and more and (self._last_move == number - 1 or self._is_move(number - 1)):
            self.dry += 1
            self.dry_fed += lines_free < self._most_lines_free
        self._last_move = number if is_move else 0

    def _is_move(self, number: int) -> bool:
        try:
            body, _ = self._ledger.line(number)
        except LookupError:
            return False
        return _IS_MOVE(body) is not None
