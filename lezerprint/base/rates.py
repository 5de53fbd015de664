"""Rates such as `100/minute`, in the notation of the limits library, which loads slowly; rates of bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SEPARATOR: Final = re.compile("[,;|]")
_WINDOW: Final = r"\s*(?:/|per)\s*(?P<count>\d*)\s*(?P<unit>[a-z]+?)s?\s*"
_RATE: Final = re.compile(rf"\s*(?P<amount>\d+){_WINDOW}", re.ASCII | re.IGNORECASE)
_BYTE_RATE: Final = re.compile(
    rf"\s*(?P<amount>\d+(?:\.\d+)?)\s*(?P<size>[kmgt]?b|bytes?){_WINDOW}", re.ASCII | re.IGNORECASE
)
_DAY_SECONDS: Final = 86_400
_UNIT_SECONDS: Final = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": _DAY_SECONDS,
    "month": 30 * _DAY_SECONDS,
    "year": 12 * 30 * _DAY_SECONDS,
}
_SIZE_BYTES: Final = {
    "b": 1,
    "byte": 1,
    "bytes": 1,
    "kb": 1000,
    "mb": 1000**2,
    "gb": 1000**3,
    "tb": 1000**4,
}


@dataclass(frozen=True, slots=True)
class Rate:
    """How much any window of time may hold: hits, or bytes."""

    amount: int
    window_seconds: int


def parse_rates(text: str) -> list[Rate]:
    """Read rates that all hold, such as `10/second; 100 per 15 minutes`.

    Raises:
        ValueError: It has something else.
    """
    return [_parsed(one) for one in _SEPARATOR.split(text)]


def parse_byte_rate(text: str) -> Rate:
    """Read a rate of bytes such as `5 GB/hour` or `200 MB per 15 minutes`; a kB is 1000 bytes.

    Raises:
        ValueError: It has something else.
    """
    match = _BYTE_RATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a rate of bytes such as 5 GB/hour")
    amount_bytes = int(float(match["amount"]) * _SIZE_BYTES[match["size"].lower()])
    return Rate(amount_bytes, _window_seconds(text, match))


def _parsed(text: str) -> Rate:
    match = _RATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a rate such as 100/minute")
    return Rate(int(match["amount"]), _window_seconds(text, match))


def _window_seconds(text: str, match: re.Match[str]) -> int:
    unit = _UNIT_SECONDS.get(match["unit"].lower())
    if unit is None:
        raise ValueError(f"{text!r} is not a rate over a time such as a minute or 15 minutes")
    return int(match["count"] or 1) * unit
