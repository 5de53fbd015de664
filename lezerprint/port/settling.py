"""The question whether all that was sent is executed, and where the machine is then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.marlin.outgoing import BARRIER
from lezerprint.marlin.reports import parse_position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.marlin.protocol import Protocol
    from lezerprint.marlin.replies import Position

_MOST_TRIES: Final = 3
"""After these, a firmware is taken for one that has no M114."""


class Settling:
    """M114 and then M105, after the M400 that the asker has sent.

    An `ok T:` that comes before the M114's position answers an older M105, whose `ok` was late.
    """

    def __init__(self, protocol: Protocol) -> None:
        self.position: Position | None = None
        self._protocol = protocol
        self._token: int | None = None
        self._position_token: int | None = None
        self._tries = 0

    @property
    def asked(self) -> bool:
        """Whether the answer is still to come."""
        return self._token is not None

    def ask(self) -> None:
        """Put the question behind all that waits to be sent."""
        self._tries = 0
        self._ask()

    def _ask(self) -> None:
        self._tries += 1
        self.position = None
        self._position_token = self._protocol.new_token()
        self._protocol.inject(b"M114", self._position_token)
        self._token = self._protocol.new_token()
        self._protocol.inject(BARRIER, self._token)

    def forget(self) -> None:
        """Its answer means nothing any more."""
        self._token = None

    def command_done(self, token: int, lines: Sequence[str]) -> bool:
        """Whether this is the answer: all that was sent before the question is executed."""
        if token == self._position_token:
            found = [position for line in lines if (position := parse_position(line))]
            self.position = found[-1] if found else None
        if token != self._token:
            return False
        if self.position is None and self._tries < _MOST_TRIES:
            self._ask()
            return False
        self._token = None
        return True
