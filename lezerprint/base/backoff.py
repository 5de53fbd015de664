"""How long to wait before what has failed is tried again."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Longer after each failure in a row, up to a cap. Who waits counts the failures, and has the clock.

    The port process doubles its pauses by itself, since it loads nothing but the protocol core.

    Attributes:
        first_seconds: The wait after the first failure.
        cap_seconds: No wait is longer, but for the jitter.
        factor: By how much each wait is longer than the one before.
        jitter: The share by which a wait varies at random, so that what failed together is not tried again
            together.

    Raises:
        ValueError: These make no sense.
    """

    first_seconds: float
    cap_seconds: float
    factor: float = 2.0
    jitter: float = 0.0

    def __post_init__(self) -> None:
        if not 0 < self.first_seconds <= self.cap_seconds or self.factor < 1 or not 0 <= self.jitter < 1:
            raise ValueError(
                "a back-off must begin above zero and below its cap, not shrink, and not vary by all"
            )

    def delay_seconds(self, failures: int, *, spread: float | None = None) -> float:
        """The wait after so many failures in a row, at least one; `spread`, from -1 to 1, replaces chance."""
        seconds = self.first_seconds
        for _ in range(failures - 1):
            if seconds >= self.cap_seconds:
                break
            seconds *= self.factor
        chance = random.uniform(-1.0, 1.0) if spread is None else spread  # noqa: S311 - it keeps no secret
        return min(seconds, self.cap_seconds) * (1.0 + self.jitter * chance)
