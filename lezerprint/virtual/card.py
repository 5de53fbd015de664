"""The SD card: its files, and the print from it, which the board reads command by command."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lezerprint.virtual.autoreport import AutoReport
from lezerprint.virtual.command import Command, parse

if TYPE_CHECKING:
    from collections.abc import Callable

DONE = "Done printing file"
_NOT_PRINTING = "Not SD printing"


@dataclass(slots=True)
class Card:
    """A card with text files, and where the print from it is.

    Attributes:
        files: The commands of each file, by its name in lower case.
        name: The file that is selected; empty: none.
        printing: Whether commands are read.
        paused: Whether a print stands still, to be resumed.
        report: How often it is told by itself where the print is.
    """

    files: dict[str, list[str]] = field(default_factory=dict)
    name: str = ""
    printing: bool = False
    paused: bool = False
    report: AutoReport = field(default_factory=AutoReport)
    _next: int = 0

    @property
    def size_bytes(self) -> int:
        """Of the selected file."""
        return sum(len(line) + 1 for line in self.files.get(self.name, ()))

    @property
    def position_bytes(self) -> int:
        """What of it was read."""
        return sum(len(line) + 1 for line in self.files.get(self.name, ())[: self._next])

    def select(self, name: str) -> bool:
        """Open a file from its beginning; whether there is one of this name."""
        self.stop()
        if name.lower() not in self.files:
            return False
        self.name = name.lower()
        return True

    def resume(self) -> None:
        """Read on, or begin."""
        self.printing, self.paused = bool(self.name), False

    def pause(self) -> None:
        """Read no more until `resume`."""
        self.paused = self.printing or self.paused
        self.printing = False

    def stop(self) -> None:
        """The print is over; no file is selected."""
        self.name, self.printing, self.paused, self._next = "", False, False, 0

    def restart(self) -> None:
        """The board was reset: nothing is printed, and nothing told."""
        self.stop()
        self.report = AutoReport()

    def take(self, say: Callable[[str], None]) -> deque[Command]:
        """The next command, if one is due; behind the last it is said that the print is done."""
        if not self.printing:
            return deque()
        lines = self.files[self.name]
        if self._next >= len(lines):
            self.stop()
            say(DONE)
            return deque()
        self._next += 1
        return deque([parse(lines[self._next - 1], injected=True)])

    def status(self) -> str:
        """What M27 says; a paused print counts as one, as since Marlin 2.1."""
        if not (self.printing or self.paused):
            return _NOT_PRINTING
        return f"SD printing byte {self.position_bytes}/{self.size_bytes}"
