"""When a delivery that failed is tried again: after half a minute, then later and later, for a day."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Final

MOST_ATTEMPTS: Final = 15
"""The delays before them add up to a day."""

_FIRST_SECONDS: Final = 30.0
_LONGEST_SECONDS: Final = 4 * 3600.0
_JITTER: Final = 0.25


def delay_after(attempts: int, *, spread: float | None = None) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, to four hours.

    Args:
        attempts: How many there were, at least 1.
        spread: From -1 to 1, how far to move it within a quarter, so that what failed together does not come
            together again; None: by chance.
    """
    chance = random.uniform(-1.0, 1.0) if spread is None else spread  # noqa: S311 - it keeps no secret
    seconds = min(_FIRST_SECONDS * 2.0 ** (attempts - 1), _LONGEST_SECONDS)
    return timedelta(seconds=seconds * (1.0 + _JITTER * chance))
