"""The question whether all that was sent is executed, and where the machine is then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.marlin.factors import FEED_QUESTION, FLOW_QUESTION, factors_in, tells_factors
from lezerprint.marlin.firmware import Family, family_of
from lezerprint.marlin.outgoing import BARRIER
from lezerprint.marlin.reports import parse_position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.marlin.factors import Factors
    from lezerprint.marlin.protocol import Protocol
    from lezerprint.marlin.replies import ReportedPosition

_MOST_TRIES: Final = 3
"""After these, a firmware is taken for one that has no M114."""


class MotionBarrier:
    """M114 and then M105, after the M400 that the asker has sent; before them the factors, if they are asked.

    An `ok T:` that comes before the M114's position answers an older M105, whose `ok` was late.
    """

    def __init__(self, protocol: Protocol) -> None:
        self.position: ReportedPosition | None = None
        self.factors: Factors | None = None
        self._protocol = protocol
        self._token: int | None = None
        self._position_token: int | None = None
        self._family = Family.UNKNOWN
        self._factor_tokens: list[int] = []
        self._factor_lines: list[Sequence[str]] = []
        self._tries = 0

    @property
    def asked(self) -> bool:
        """Whether the answer is still to come."""
        return self._token is not None

    def ask(self, factors_of: str = "") -> None:
        """Put the question behind all that waits to be sent.

        Args:
            factors_of: What the firmware calls itself, if it is to tell its factors too, once.
        """
        self._tries = 0
        self.factors, self._family = None, family_of({"FIRMWARE_NAME": factors_of})
        self._factor_tokens, self._factor_lines = [], []
        if tells_factors(self._family):
            for question in (FEED_QUESTION, FLOW_QUESTION):
                self._factor_tokens.append(self._protocol.new_token())
                self._protocol.inject(question, self._factor_tokens[-1])
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
        if token in self._factor_tokens:
            self._factor_told(lines)
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

    def _factor_told(self, lines: Sequence[str]) -> None:
        self._factor_lines.append(lines)
        if len(self._factor_lines) == len(self._factor_tokens):
            self.factors = factors_in(self._family, *self._factor_lines)
