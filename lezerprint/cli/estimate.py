"""How long a print still takes."""

from __future__ import annotations

from typing import Final

_LEAST_SHARE: Final = 0.01
_LEAST_SECONDS: Final = 10.0


def remaining_seconds(
    share: float, printing_seconds: float, estimated_seconds: float | None = None
) -> float | None:
    """The time until the end; None while nothing can be said.

    The whole is taken for what the slicer says at first, and more and more for what is measured: with the
    share s as the measurement's weight, that is (1 - s) estimated + s (printing / s).

    Args:
        share: How much of the commands is done, 0 to 1.
        printing_seconds: How long that took, without waiting for heat or for the user.
        estimated_seconds: The slicer's estimate of the whole.
    """
    if estimated_seconds is not None:
        whole_seconds = (1 - share) * estimated_seconds + printing_seconds
    elif share >= _LEAST_SHARE and printing_seconds >= _LEAST_SECONDS:
        whole_seconds = printing_seconds / share
    else:
        return None
    return whole_seconds * (1 - share)


class Stopwatch:
    """Adds up the time in which the print got on. The clock's time is passed in."""

    def __init__(self, now: float) -> None:
        self.seconds = 0.0
        self._now = now

    def on_time(self, now: float, *, running: bool) -> None:
        """Count what passed since the last call, if the print was getting on."""
        if running:
            self.seconds += now - self._now
        self._now = now
