"""How long an acknowledgement takes on this link, and when its absence means something."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

_SHORTEST_PATIENCE_SECONDS: Final = 0.1
_LONGEST_PATIENCE_SECONDS: Final = 2.0
_BOUNDS_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class RoundTrip:
    """Smoothed round trip and its deviation, by Jacobson and Karels (RFC 6298), one sample at a time."""

    def __init__(self) -> None:
        self.smoothed_seconds = 0.0
        self.shortest_seconds = 0.0
        self._longest_seconds = 0.0
        self._deviation_seconds = 0.0
        self._timed_number = 0
        self._timed_at = 0.0
        self._counts = [0] * (len(_BOUNDS_SECONDS) + 1)
        self._sum_seconds = 0.0

    @property
    def patience_seconds(self) -> float:
        """How long to wait for an `ok` before it is looked after."""
        patience = self.smoothed_seconds + 4 * self._deviation_seconds
        return min(_LONGEST_PATIENCE_SECONDS, max(_SHORTEST_PATIENCE_SECONDS, patience))

    def sent(self, number: int, now: float) -> None:
        """Time this line, unless another is being timed."""
        if not self._timed_number:
            self._timed_number, self._timed_at = number, now

    def acknowledged(self, number: int, now: float) -> None:
        """Take the sample, if the timed line is among those acknowledged."""
        if not self._timed_number or number < self._timed_number:
            return
        self._timed_number = 0
        sample = now - self._timed_at
        self._counts[bisect_left(_BOUNDS_SECONDS, sample)] += 1
        self._sum_seconds += sample
        if sample > self._longest_seconds:  # noqa: PLR1730 - max() takes longer, and this is the hot path
            self._longest_seconds = sample
        if not self.smoothed_seconds:
            self.smoothed_seconds = self.shortest_seconds = sample
            self._deviation_seconds = sample / 2
            return
        self.shortest_seconds = min(self.shortest_seconds, sample)
        self._deviation_seconds += (abs(sample - self.smoothed_seconds) - self._deviation_seconds) / 4
        self.smoothed_seconds += (sample - self.smoothed_seconds) / 8

    def take_longest(self) -> float:
        """The longest sample since the last call of this, in seconds."""
        longest, self._longest_seconds = self._longest_seconds, 0.0
        return longest

    def histogram(self) -> tuple[tuple[float, ...], tuple[int, ...], float]:
        """Of all samples: upper bounds in seconds, the count in each bucket and beyond the last, the sum."""
        return _BOUNDS_SECONDS, tuple(self._counts), round(self._sum_seconds, 6)

    def abandon(self) -> None:
        """Forget the line being timed: after a resend nobody knows which copy an `ok` answers."""
        self._timed_number = 0
