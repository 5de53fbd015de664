"""Decimal numbers in a text, read at many places at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CHARACTERS_AT_ONCE: Final = 15
"""Digits and a point; up to 15 digits are exact in a float's 53 bits, so that one division rounds rightly."""

LONGEST_NUMBER_BYTES: Final = 64
"""How many bytes must follow every place, by padding if need be."""

_MINUS, _POINT, _ZERO = b"-.0"
_LARGEST_DIGIT: Final = 9
_IS_SIGN: Final = np.isin(np.arange(256), list(b"+-"))


def has_number(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a decimal number (a sign, digits and a point, at least one digit) stands at each place."""
    unsigned = starts + _signed(data[starts])
    pointed = unsigned + (data[unsigned] == _POINT)
    return _digits(data[pointed]) <= _LARGEST_DIGIT


def numbers_at(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The decimal numbers that stand at each place; `has_number` must hold for all of them."""
    at = starts + _signed(data[starts])
    mantissas = np.zeros(len(starts), np.int64)
    decimals = np.zeros(len(starts), np.int64)
    after_point = np.zeros(len(starts), np.bool_)
    going_on = np.ones(len(starts), np.bool_)
    for place in range(_CHARACTERS_AT_ONCE + 1):
        characters = data[at + place]
        digits = _digits(characters)
        is_digit = going_on & (digits <= _LARGEST_DIGIT)
        is_point = going_on & (characters == _POINT) & ~after_point
        going_on = is_digit | is_point
        if not going_on.any():
            break
        mantissas = np.where(is_digit, mantissas * 10 + digits, mantissas)
        decimals += is_digit & after_point
        after_point |= is_point
    values = mantissas / np.power(10.0, decimals)
    values = np.where(data[starts] == _MINUS, -values, values)
    for index in np.flatnonzero(going_on).tolist():
        values[index] = _long_number(data, int(starts[index]))
    return values


def _long_number(data: NDArray[np.uint8], start: int) -> float:
    text = data[start : start + LONGEST_NUMBER_BYTES].tobytes()
    end = 1
    point_free = b"." not in text[:1]
    while text[end : end + 1].isdigit() or (point_free and text[end : end + 1] == b"."):
        point_free = point_free and text[end : end + 1] != b"."
        end += 1
    return float(text[:end])


def _signed(characters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return _IS_SIGN[characters]


def _digits(characters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The values of digits; anything else wraps around to more than 9."""
    return characters - np.uint8(_ZERO)
