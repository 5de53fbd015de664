"""The printer and its cable: a board behind two wires, with faults. No input or output, time passed in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lezerprint.virtual.board import Board
from lezerprint.virtual.wire import Wire

if TYPE_CHECKING:
    from lezerprint.virtual.options import BoardOptions
    from lezerprint.virtual.store import Store


class Simulator:
    """Bytes from the host in, bytes to the host out. Times are seconds on the caller's clock.

    Args:
        options: How the board is built.
        store: Where settings and the log go.
        latency_seconds: How long bytes travel, each way.
        baud_rate: Pace of the bytes, both ways; 0 for none.
    """

    def __init__(
        self, options: BoardOptions, store: Store, *, latency_seconds: float = 0.0, baud_rate: int = 0
    ) -> None:
        self.board = Board(options, store)
        self._to_board = Wire(latency_seconds, baud_rate)
        self._to_host = Wire(latency_seconds, baud_rate)
        self._cut_until = -math.inf

    def cut(self, until: float) -> None:
        """Swallow what either side sends until then."""
        self._cut_until = until

    def disconnect(self) -> None:
        """Lose what is on its way, as when the plug is pulled or nobody listens."""
        self._to_board.clear()
        self._to_host.clear()

    def reset(self, now: float) -> None:
        """Reset the board; bytes on their way to it are lost."""
        self._to_board.clear()
        self.board.reset(now)

    def lose_power(self, now: float) -> None:
        """Take the board's power away and give it back; the adapter lives on the host's."""
        self._to_board.clear()
        self.board.lose_power(now)

    def receive(self, data: bytes, now: float) -> None:
        """The host sends bytes."""
        if now >= self._cut_until:
            self._to_board.put(self.board.faults.spoil(data), now)

    def advance(self, now: float) -> bytes:
        """Do all that is due by now; the bytes that reach the host."""
        if arrived := self._to_board.take(now):
            self.board.receive(arrived)
        self.board.advance(now)
        if said := self.board.take_output():
            self._to_host.put(said, now)
        heard = self._to_host.take(now)
        return heard if now >= self._cut_until else b""

    def next_event(self) -> float:
        """When `advance` must be called again if the host sends nothing; infinity for never."""
        return min(
            self._to_board.next_arrival(), self._to_host.next_arrival(), self.board.next_event(), math.inf
        )
