"""Decimal numbers whose places are known, eight characters at a time in one 64-bit integer.

The digits of eight ASCII characters are joined by three multiplications, two by two, four by four, eight by
eight (Lemire, "Number parsing at a gigabyte per second", 2021, section 3), here on whole arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PADDING_BYTES: Final = 16
"""How many bytes must stand before the first number and after the last."""

LARGEST_NUMBER: Final = 1e15
"""Greater ones are taken for this: no machine goes there, and squares and sums of it are still finite."""

_WORD_BYTES: Final = 8
_SAFE_DIGITS: Final = 15
"""So many are exact in a float's 53 bits, so that one division rounds rightly."""

_ZEROS: Final = np.uint64(0x3030303030303030)
_ALL: Final = (1 << 64) - 1
_LONGEST_TEXT_BYTES: Final = 400
_POWERS_OF_TEN: Final = np.power(10.0, np.arange(23))

# The first character of a number is the lowest byte that is kept; the last one is the highest.
_KEEP_LAST: Final = np.array([_ALL ^ (_ALL >> 8 * count) for count in range(9)], np.uint64)
_AFTER_POINT: Final = np.array([*_KEEP_LAST[:8].tolist(), _ALL], np.uint64)
_BEFORE_POINT: Final = np.array([*((_ALL >> 8 * (count + 1)) for count in range(8)), 0], np.uint64)
_PAIRS: Final = np.uint64(0x00FF00FF00FF00FF)
_FOURS: Final = np.uint64(0x0000FFFF0000FFFF)
_EIGHT: Final = np.uint64(0xFFFFFFFF)


def unsigned_decimals(
    data: NDArray[np.uint8], starts: NDArray[np.int64], points: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.float64]:
    """float64[n], the unsigned numbers that stand from `starts` to `ends`, rounded to the nearest.

    Args:
        data: The text; `PADDING_BYTES` stand before the first number and after the last.
        starts: int64[n], where each begins.
        points: int64[n], where each has its point; `ends` where there is none.
        ends: int64[n], what comes after its last character.
    """
    aligned = data[: len(data) // _WORD_BYTES * _WORD_BYTES].view("<u8")
    lengths = ends - starts
    decimals = np.maximum(ends - points - 1, 0)
    has_point = points < ends
    mantissas = _joined(aligned, ends, lengths, np.where(has_point, decimals, _WORD_BYTES)).astype(np.float64)
    long = np.flatnonzero(lengths > _WORD_BYTES)
    if len(long):
        mantissas[long] += _upper_part(
            aligned, ends[long] - _WORD_BYTES, lengths[long] - _WORD_BYTES, has_point[long], decimals[long]
        )
    values: NDArray[np.float64] = mantissas / _POWERS_OF_TEN[np.minimum(decimals, len(_POWERS_OF_TEN) - 1)]
    for index in np.flatnonzero(lengths - has_point > _SAFE_DIGITS).tolist():
        values[index] = _parsed(data, int(starts[index]), int(ends[index]))
    return values


def _upper_part(
    aligned: NDArray[np.uint64],
    ends: NDArray[np.int64],
    lengths: NDArray[np.int64],
    has_point: NDArray[np.bool_],
    decimals: NDArray[np.int64],
) -> NDArray[np.float64]:
    """What the characters before the last eight add; 16 in all are read, longer numbers come out wrong."""
    is_point_later = has_point & (decimals < _WORD_BYTES)
    is_point_here = has_point & ~is_point_later
    places = np.where(is_point_here, decimals - _WORD_BYTES, _WORD_BYTES)
    upper = _joined(aligned, ends, lengths, np.clip(places, 0, _WORD_BYTES))
    return np.asarray(upper.astype(np.float64) * np.where(is_point_later, 1e7, 1e8))


def _joined(
    aligned: NDArray[np.uint64],
    ends: NDArray[np.int64],
    lengths: NDArray[np.int64],
    decimals: NDArray[np.int64],
) -> NDArray[np.uint64]:
    """The integer of the (at most eight) characters before `ends`; 8 decimals stand for no point."""
    begins = ends - _WORD_BYTES
    shifts = ((begins & 7) << 3).astype(np.uint64)
    places = begins >> 3
    # A shift by 64 is undefined: the second word is shifted in two steps.
    following = (aligned[places + 1] << (np.uint64(63) - shifts)) << np.uint64(1)
    characters = (aligned[places] >> shifts | following) ^ _ZEROS
    characters &= _KEEP_LAST[np.minimum(lengths, _WORD_BYTES)]
    kinds = np.minimum(decimals, _WORD_BYTES)
    before = (characters & _BEFORE_POINT[kinds]) << np.uint64(8)
    characters = characters & _AFTER_POINT[kinds] | before
    characters = (characters * np.uint64(10) + (characters >> np.uint64(8))) & _PAIRS
    characters = (characters * np.uint64(100) + (characters >> np.uint64(16))) & _FOURS
    return np.asarray((characters * np.uint64(10_000) + (characters >> np.uint64(32))) & _EIGHT)


def _parsed(data: NDArray[np.uint8], start: int, end: int) -> float:
    text = data[start : min(end, start + _LONGEST_TEXT_BYTES)].tobytes()
    return min(float(text) if end - start <= _LONGEST_TEXT_BYTES else _huge(text), LARGEST_NUMBER)


def _huge(text: bytes) -> float:
    """A number of more digits than any float has: the point, if there, tells how large it is."""
    return float(text) if b"." in text else LARGEST_NUMBER
