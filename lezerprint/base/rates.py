"""Rates such as `100/minute`, in the notation of the limits library, which takes long to load."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SEPARATOR: Final = re.compile("[,;|]")
_RATE: Final = re.compile(r"\s*(\d+)\s*(?:/|per)\s*(\d*)\s*([a-z]+?)s?\s*", re.ASCII | re.IGNORECASE)
_DAY_SECONDS: Final = 86_400
_UNIT_SECONDS: Final = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": _DAY_SECONDS,
    "month": 30 * _DAY_SECONDS,
    "year": 12 * 30 * _DAY_SECONDS,
}


@dataclass(frozen=True, slots=True)
class Rate:
    """How many hits any window of time may hold."""

    amount: int
    window_seconds: int


def parse_rates(text: str) -> list[Rate]:
    """Read rates that all hold, such as `10/second; 100 per 15 minutes`.

    Raises:
        ValueError: It has something else.
    """
    return [_parsed(one) for one in _SEPARATOR.split(text)]


def _parsed(text: str) -> Rate:
    match = _RATE.fullmatch(text)
    unit = _UNIT_SECONDS.get(match[3].lower()) if match else None
    if match is None or unit is None:
        raise ValueError(f"{text!r} is not a rate such as 100/minute")
    return Rate(int(match[1]), int(match[2] or 1) * unit)
