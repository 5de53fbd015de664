"""Klipper's `!! …`: a command was refused, or all of it has stopped. STATUS tells which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.marlin.firmware import Family
from lezerprint.marlin.last_words import STATUS
from lezerprint.port.contract.events import Halted
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.failure import failure_of_halt

if TYPE_CHECKING:
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.controller import PortController

_AT_MOST_EVERY_SECONDS: Final = 5.0
_KNOWS_STATUS: Final = frozenset({Family.KLIPPER, Family.UNKNOWN})
"""Any other family would answer that it does not know the command."""


class Refusals:
    """Asks once for a burst of them."""

    def __init__(self, controller: PortController) -> None:
        self._controller = controller
        self._ask_at = float("-inf")
        self._text = ""

    def heard(self, text: str, now: float) -> None:
        """A command was refused, in these words."""
        self._text = text
        if self._controller.interpreter.family not in _KNOWS_STATUS:
            return
        if now >= self._ask_at and self._controller.connection.state is ConnectionState.READY:
            self._ask_at = now + _AT_MOST_EVERY_SECONDS
            self._controller.inject(STATUS, self._answered)

    def _answered(self, reply: Answer) -> None:
        """A firmware that has stopped refuses this too (`Klipper state: Not ready` is heard by itself)."""
        if any(line.startswith("!!") for line in reply.lines):
            controller = self._controller
            controller.protocol.halt()
            controller.event_log.add(Halted(text=self._text))
            controller.halted(f"the firmware stopped: {self._text}", failure_of_halt(self._text))
