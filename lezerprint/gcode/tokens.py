"""The words (a letter and a number) of a block of G-code, all at once: what the analysis reads.

Unlike `lezerprint.gcode.batch`, which makes lines fit to be sent, this only takes their meaning. Spaces are
nothing, letters are upper case, comments are left out, and line numbers and checksums are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.digits import PADDING_BYTES, unsigned_decimals

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NEWLINE, _SEMICOLON, _POINT, _MINUS, _PLUS, _ZERO, _A, _N = b"\n;.-+0AN"
_LARGEST_DIGIT: Final = 9
_LETTERS: Final = 26
_BLANKS: Final = bytes(byte for byte in (*range(33), 127) if byte != _NEWLINE)
_UPPER_CASE: Final = bytes(range(256)).upper()
_PARENTHESES: Final = re.compile(rb"\([^);\n]*\)")
_IS_ODD_END: Final = ~np.isin(np.arange(256), list(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ\n;*"))
_LONE_CARRIAGE_RETURN: Final = re.compile(rb"\r(?!\n)")

CODES_A_LETTER: Final = 1024
NO_CODE: Final = 0
"""The code of what is no command; it would be that of A0, which is none either."""


def code_of(letter: str, number: int) -> int:
    """A command's letter and number as `WordTable.codes` has them."""
    return (ord(letter) - _A) * CODES_A_LETTER + number


@dataclass(frozen=True, slots=True)
class WordTable:
    """The words of a block: n of them, in c commands, in r rows.

    Attributes:
        letters: uint8[n], upper case; the first of each command is its own.
        values: float64[n], 0 where no number follows the letter.
        numbered: bool[n], whether one does.
        odd: bool[n], whether something else than another word, a comment or the row's end follows the number.
        commands: int64[n], the index of each word's command.
        codes: int64[c], as `code_of` gives them; `NO_CODE` where there is no whole number below 1024.
        rows: int64[c], the row of each command.
        row_count: r.
    """

    letters: NDArray[np.uint8]
    values: NDArray[np.float64]
    numbered: NDArray[np.bool_]
    odd: NDArray[np.bool_]
    commands: NDArray[np.int64]
    codes: NDArray[np.int64]
    rows: NDArray[np.int64]
    row_count: int


def unify_line_ends(block: bytes) -> bytes:
    """The block with newlines for line ends, byte for byte in its places, and one at its end."""
    if b"\r" in block:
        block = _LONE_CARRIAGE_RETURN.sub(b"\n", block).replace(b"\r", b" ")
    return block if block.endswith(b"\n") else block + b"\n"


def read_words(rows: bytes) -> WordTable:
    """The words of whole rows, each of which ends with a newline."""
    if b"(" in rows:
        rows = _PARENTHESES.sub(b"", rows)
    text = rows.translate(_UPPER_CASE, _BLANKS)
    # Digits are no marks: those after the text stand in nobody's way.
    data = np.frombuffer(b"\n" * PADDING_BYTES + text + b"0" * PADDING_BYTES, np.uint8)
    places = np.flatnonzero(data - np.uint8(_ZERO) > _LARGEST_DIGIT)[PADDING_BYTES:]
    marks = data[places]
    words = np.flatnonzero(marks - np.uint8(_A) < _LETTERS)
    if b";" in text:
        words = words[~_in_comment(marks)[words]]
    line_numbers = np.cumsum(marks == _NEWLINE)
    return _table(data, places, marks, words, line_numbers)


def _in_comment(marks: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """bool[m], which of the marks stand between a semicolon and the end of its row."""
    semicolons = np.flatnonzero(marks == _SEMICOLON)
    newlines = np.flatnonzero(marks == _NEWLINE)
    rows = np.searchsorted(newlines, semicolons)
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    bounds = np.empty(2 * len(first), np.int64)
    bounds[::2] = semicolons[first]
    bounds[1::2] = newlines[rows[first]]
    is_inside = np.zeros(len(bounds) + 1, np.bool_)
    is_inside[1::2] = True
    return np.repeat(is_inside, np.diff(bounds, prepend=0, append=len(marks)))


def _table(
    data: NDArray[np.uint8],
    places: NDArray[np.int64],
    marks: NDArray[np.uint8],
    words: NDArray[np.int64],
    line_numbers: NDArray[np.int64],
) -> WordTable:
    values, numbered, odd = _numbers(data, places, marks, words)
    letters = marks[words]
    rows = line_numbers[words]
    is_first = _is_first(rows)
    first = np.flatnonzero(is_first)
    begins_row = data[places[words[first]] - 1] == _NEWLINE
    if (letters[first] == _N).any():
        kept, heads = _without_line_numbers(letters, rows, numbered, first[begins_row])
        letters, rows, values, numbered = letters[kept], rows[kept], values[kept], numbered[kept]
        odd = odd[kept]
        is_first = _is_first(rows)
        first = np.flatnonzero(is_first)
        begins_row = heads[kept][first]
    numbers = values[first]
    is_code = begins_row & numbered[first] & (numbers >= 0) & (numbers < CODES_A_LETTER)
    whole = np.where(is_code, numbers, 0.0).astype(np.int64)
    is_code &= whole == numbers
    codes = (letters[first].astype(np.int64) - _A) * CODES_A_LETTER + whole
    return WordTable(
        letters=letters,
        values=values,
        numbered=numbered,
        odd=odd,
        commands=np.cumsum(is_first) - 1,
        codes=np.where(is_code, codes, NO_CODE),
        rows=rows[first],
        row_count=int(line_numbers[-1]) if len(line_numbers) else 0,
    )


def _is_first(rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    is_first = np.ones(len(rows), np.bool_)
    is_first[1:] = rows[1:] != rows[:-1]
    return is_first


def _without_line_numbers(
    letters: NDArray[np.uint8],
    rows: NDArray[np.int64],
    numbered: NDArray[np.bool_],
    heads: NDArray[np.int64],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which words to keep, and which of all words begin a row when line numbers are left out.

    At first those at `heads` do.
    """
    kept = np.ones(len(letters), np.bool_)
    begins_row = np.zeros(len(letters), np.bool_)
    begins_row[heads] = True
    while len(heads):
        heads = heads[(letters[heads] == _N) & numbered[heads]]
        kept[heads] = False
        heads = heads[heads + 1 < len(rows)]
        heads = heads[rows[heads] == rows[heads + 1]] + 1
        begins_row[heads] = True
    return kept, begins_row


def _numbers(
    data: NDArray[np.uint8], places: NDArray[np.int64], marks: NDArray[np.uint8], words: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """The number after each word's letter, whether there is one, and whether something odd follows it.

    All that is no digit is a mark, so that a number is known by the marks after its letter: a sign right
    behind it, a point, and the one that ends it. At the latest the row's newline does.
    """
    following = words + 1
    starts = places[words] + 1
    points = places[following]
    after = marks[following]
    is_minus = after == _MINUS
    signed = np.flatnonzero((is_minus | (after == _PLUS)) & (points == starts))
    if len(signed):
        following[signed] += 1
        starts[signed] += 1
        points[signed] = places[following[signed]]
        after = marks[following]
    has_point = after == _POINT
    following += has_point
    ends = places[following]
    numbered = ends - starts > has_point
    values = unsigned_decimals(data, starts, points, ends)
    values[~numbered] = 0.0
    minus = signed[is_minus[signed]]
    values[minus] = -values[minus]
    return values, numbered, _IS_ODD_END[marks[following]]
