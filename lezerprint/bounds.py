"""How large a number from a file, a firmware or a client may be; what is larger is not known.

Columns have 32 bits, times end with the year 9999, and JSON knows neither infinity nor NaN: so a number is
held against its bound once, where it comes in, and is None from there on where it cannot be true.
"""

from __future__ import annotations

from typing import Final

MOST_SECONDS: Final = 366 * 86_400.0
"""A year: no print takes longer."""

MOST_GRAMS: Final = 1e6
"""A ton of filament."""

MOST_MONEY: Final = 99_999_999.0
"""What ten digits hold with two places."""

MOST_WHOLE: Final = (1 << 31) - 1
"""What a column of whole numbers holds."""


def within(value: object, most: float, least: float = 0.0) -> float | None:
    """The number, if it is one between these; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if least <= value <= most else None


def whole(value: object, most: int = MOST_WHOLE) -> int | None:
    """The number rounded, if it is one from 0 to `most`; else None."""
    number = within(value, most)
    return None if number is None else round(number)
