"""The question which line the firmware accepted last: a numbered line that it cannot take."""

from __future__ import annotations

from typing import Final

from lezerprint.marlin.framing import checksum, encode
from lezerprint.marlin.outgoing import BARRIER

DISTANCE: Final = 1000
"""A numbered line this far ahead is refused with `Resend: <last + 1>`: it asks what was accepted last."""

_AGAIN_SECONDS: Final = 0.5
_SLOWEST_SECONDS: Final = 5.0


class Question:
    """Asked again ever more slowly, since each may take room in the firmware's ring."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """It is asked from now on."""
        self._again_seconds = _AGAIN_SECONDS

    def ask(self, sent: int) -> tuple[bytes, float]:
        """The line, where `sent` is the highest number so far; and in how many seconds to ask again."""
        again_seconds = self._again_seconds
        self._again_seconds = min(_SLOWEST_SECONDS, 2 * again_seconds)
        return encode(sent + DISTANCE, BARRIER, checksum(BARRIER)), again_seconds
