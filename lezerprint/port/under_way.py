"""The command that the printer is at: the oldest one without an `ok`, since when, and what it waits for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.blocking import longest_usual_seconds
from lezerprint.marlin.commands import command_code
from lezerprint.port.contract.snapshot import CommandReport
from lezerprint.port.contract.states import WaitsFor

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Ledger

SHOWN_AFTER_SECONDS: Final = 2.0
"""What takes less is not worth telling."""

_LONGEST_SHOWN: Final = 40


class UnderWay:
    """Looked at with every tick. It is told by the ledger each time, so that no end of it can be missed."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._number = -1
        self._changed_at = 0.0
        self._since = 0.0

    def on_time(self, now: float) -> None:
        """See whether it is still the same."""
        number = self._ledger.acknowledged if self._ledger.outstanding else -1
        if number != self._number:
            self._number, self._changed_at, self._since = number, now, time.time()

    def idle_seconds(self, now: float) -> float:
        """For how long nothing was acknowledged; 0 where nothing is to be, or it went out a moment ago."""
        same = self._ledger.outstanding and self._ledger.acknowledged == self._number
        return now - self._changed_at if same else 0.0

    def command(self) -> str:
        """Its text; empty where there is none."""
        return self._ledger.oldest_body().decode(errors="replace")[:_LONGEST_SHOWN]

    def shown(self, now: float) -> CommandReport | None:
        """What is worth telling."""
        text = self.command()
        if not text or self.idle_seconds(now) < SHOWN_AFTER_SECONDS:
            return None
        return CommandReport(text, round(self._since, 1), longest_usual_seconds(text.encode()))


def code_under_way(ledger: Ledger) -> tuple[str, int] | None:
    """Which command the oldest one without an `ok` is."""
    try:
        body, _ = ledger.line(ledger.acknowledged + 1)
    except LookupError:
        return None
    return command_code(body)


def waits_for(
    heat: str | None, *, user: bool, question: str, command: CommandReport | None
) -> tuple[WaitsFor | None, str | None]:
    """What a print waits for, and in words that go on from "waiting for".

    Args:
        heat: What heat is waited for, in words.
        user: Whether the printer waits for its user.
        question: What it asks; empty: nothing is known.
        command: What it has been at for a while.
    """
    if user:
        words = f"an answer to the printer: {question}" if question else "somebody at the printer"
        return WaitsFor.USER, words
    if heat is not None:
        return WaitsFor.HEAT, heat
    if command is not None:
        return WaitsFor.COMMAND, f"the printer: {command.text}"
    return None, None
