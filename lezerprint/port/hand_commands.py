"""Commands by hand that keep the printer for long: their beginning and their end are told.

Whoever sent one need not wait: what the firmware said at the end is an event, which a server that was away
gets later.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.blocking import longest_usual_seconds, may_block
from lezerprint.port.contract.events import HandCommandBegun, HandCommandEnded
from lezerprint.port.contract.snapshot import HandCommand
from lezerprint.port.effects import Tell
from lezerprint.port.under_way import SHOWN_AFTER_SECONDS

if TYPE_CHECKING:
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.effects import Effects, Then

_MOST_LINES: Final = 200
"""Of what the firmware said, the last: results stand at the end."""


@dataclass(slots=True)
class _Sent:
    command: HandCommand
    sent_at: float
    told: bool = False


class HandCommands:
    """Those that were given an id and are not done; looked at with every tick."""

    def __init__(self) -> None:
        self._under_way: dict[str, _Sent] = {}

    def sent(self, command: bytes, identifier: str, then: Then | None, now: float) -> tuple[Then, Effects]:
        """A command goes out: what is to be told once it is done, which tells `then`; and what follows."""
        usual_seconds = longest_usual_seconds(command)
        report = HandCommand(
            identifier, command.decode(errors="replace"), round(time.time(), 3), usual_seconds
        )
        sent = self._under_way[identifier] = _Sent(report, now)

        def ended(answer: Answer) -> Effects:
            return [*(then(answer) or () if then is not None else ()), *self._ended(identifier, answer)]

        return ended, self._begun(sent) if may_block(command) else []

    def on_time(self, now: float) -> Effects:
        """Tell of those that take long."""
        return [
            effect
            for sent in self._under_way.values()
            if not sent.told and now - sent.sent_at >= SHOWN_AFTER_SECONDS
            for effect in self._begun(sent)
        ]

    def report(self) -> tuple[HandCommand, ...]:
        """Those that were told of, oldest first."""
        return tuple(sent.command for sent in self._under_way.values() if sent.told)

    def _begun(self, sent: _Sent) -> Effects:
        sent.told = True
        return [Tell(HandCommandBegun(command=sent.command))]

    def _ended(self, identifier: str, answer: Answer) -> Effects:
        sent = self._under_way.pop(identifier, None)
        if sent is None or not sent.told:
            return []
        error = None if answer.error is None else answer.error.message
        ended = HandCommandEnded(command=sent.command, lines=answer.lines[-_MOST_LINES:], error=error)
        return [Tell(ended)]
