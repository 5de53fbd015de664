"""A board that has stopped everything and still answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lezerprint.virtual.command import Command
    from lezerprint.virtual.dialect import Halt


@dataclass(frozen=True, slots=True)
class Refused:
    """What is said in place of carrying a command out."""

    words: Iterable[str]
    gets_ok: bool


class Halted:
    """What a halted board refuses.

    Attributes:
        is_over: Whether a command has ended the state.
    """

    def __init__(self, halt: Halt, cause: str) -> None:
        self._halt = halt
        self._cause = cause
        self.is_over = False

    def refuses(self, command: Command) -> Refused | None:
        """What is said to a command; None when it is carried out."""
        halt = self._halt
        if command.code in halt.still_done:
            return None
        if command.code in halt.ended_by:
            self.is_over = True
            return Refused(halt.ended_words, gets_ok=True) if halt.ended_words else None
        return Refused(halt.refused(self._cause), halt.refused_gets_ok)
