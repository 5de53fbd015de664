"""MeatPack: G-code in which the fifteen commonest characters have four bits each.

A byte is two characters, the first in its lower half; a half of 15 stands for one that follows as a byte of
its own. `FF FF` and a byte are an order: packing on or off, and whether `E` takes the place of the space. The
encoder leaves spaces out of lines with a G command; they are put back, as older firmware takes `10E5` for
one number. After `libbgcode`'s `meatpack.cpp`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ORDER: Final = re.compile(rb"\xff\xff+([^\xff])")
_PACKS: Final = {0xFB: True, 0xFA: False, 0xF9: False}
_WITHOUT_SPACES: Final = {0xF7: True, 0xF6: False}
_CHARACTERS: Final = np.frombuffer(b"0123456789. \nGX\0", np.uint8)
_WHOLE: Final = 15
"""Stands for a character that follows as a byte of its own."""

_SPACE, _NEWLINE, _E, _G = b" \nEG"
_SPACE_HALF: Final = 11
_NEWLINE_HALF: Final = 12
_PARAMETERS: Final = np.isin(np.arange(256), list(b"XYZEFIJRSGPWHCA"))
_LARGEST_DIGIT: Final = 9

_RAW, _PACKED, _NOTHING = range(3)


def unpack(data: bytes) -> bytes:
    """The text of a block; whatever the bytes are, at most four times as many come of them."""
    roles, without_spaces = _roles(data)
    pairs, kept = _characters(np.frombuffer(data, np.uint8), roles, without_spaces)
    return _with_spaces(pairs[kept])


def _roles(data: bytes) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """What each byte is (raw, packed, part of an order), and where `E` takes the place of the space."""
    bounds, roles, spaces = [0], [], []
    packs = without_spaces = False
    for order in _ORDER.finditer(data):
        code = order[1][0]
        bounds += order.span()
        roles += [_PACKED if packs else _RAW, _NOTHING]
        spaces += [without_spaces, without_spaces]
        packs = _PACKS.get(code, packs)
        without_spaces = _WITHOUT_SPACES.get(code, without_spaces)
    bounds.append(len(data))
    lengths = np.diff(bounds)
    return (
        np.repeat(np.array([*roles, _PACKED if packs else _RAW], np.uint8), lengths),
        np.repeat(np.array([*spaces, without_spaces]), lengths),
    )


def _characters(
    data: NDArray[np.uint8], roles: NDArray[np.uint8], without_spaces: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """uint8[n, 2] and bool[n, 2]: the characters that each byte gives, and whether there is one."""
    low, high = data & np.uint8(15), data >> np.uint8(4)
    is_packed = roles == _PACKED
    follows_low = is_packed & (low == _WHOLE)
    follows_high = is_packed & (high == _WHOLE) & (low != _NEWLINE_HALF)
    is_whole = _whole(follows_low, follows_high, is_packed)
    is_packed &= ~is_whole
    follows_low &= is_packed
    follows_high &= is_packed
    pairs = np.empty((len(data), 2), np.uint8)
    kept = np.empty((len(data), 2), np.bool_)
    pairs[:, 0] = np.where(is_packed, _named(low, without_spaces), data)
    pairs[:, 1] = _named(high, without_spaces)
    kept[:, 0] = np.where(is_packed, ~follows_low, roles != _NOTHING)
    kept[:, 1] = is_packed & ~follows_low & ~follows_high & (low != _NEWLINE_HALF)
    # The first half is a byte that follows: the second half comes after that.
    late = np.flatnonzero(follows_low & ~follows_high)
    late = late[late + 1 < len(data)]
    pairs[late + 1, 1] = pairs[late, 1]
    kept[late + 1, 1] = is_whole[late + 1]
    return pairs, kept


def _named(halves: NDArray[np.uint8], without_spaces: NDArray[np.bool_]) -> NDArray[np.uint8]:
    named = _CHARACTERS[halves]
    named[without_spaces & (halves == _SPACE_HALF)] = _E
    return named


def _whole(
    follows_low: NDArray[np.bool_], follows_high: NDArray[np.bool_], is_packed: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """bool[n], which bytes are a character of their own in packed text.

    What looks like a byte that others follow may itself follow one: only there it takes a loop.
    """
    counts = follows_low.astype(np.int8) + follows_high
    candidates = np.flatnonzero(counts)
    reaches = candidates + counts[candidates]
    true = np.ones(len(candidates), np.bool_)
    doubtful = np.flatnonzero(candidates[1:] <= reaches[:-1]) + 1
    for index in doubtful.tolist():
        for before in (index - 1, index - 2):
            if before >= 0 and true[before] and candidates[index] <= reaches[before]:
                true[index] = False
    found = np.zeros(len(is_packed) + 2, np.bool_)
    chosen = candidates[true]
    found[chosen + 1] = True
    found[chosen[counts[chosen] > 1] + 2] = True
    return found[:-2] & is_packed


def _with_spaces(text: NDArray[np.uint8]) -> bytes:
    """The text with a space before each parameter of a line that begins with a G command."""
    if not len(text):
        return b""
    before = np.concatenate(([np.uint8(_NEWLINE)], text[:-1]))
    after = np.concatenate((text[1:], [np.uint8(_NEWLINE)]))
    starts = before == _NEWLINE
    is_command = starts & (text == _G) & (after - np.uint8(ord("0")) <= _LARGEST_DIGIT)
    lines = np.cumsum(starts) - 1
    in_command = is_command[starts][lines]
    wanted = in_command & ~starts & _PARAMETERS[text] & (before != _SPACE)
    counts = 1 + wanted.astype(np.int64)
    spaced = np.repeat(text, counts)
    spaced[(np.cumsum(counts) - counts)[wanted]] = _SPACE
    return spaced.tobytes()
