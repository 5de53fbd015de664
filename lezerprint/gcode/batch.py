"""Millions of lines cleaned at once: `marlin.commands` over a whole block of a file, without a loop.

Whole-block replacements and numpy do the ordinary lines. Lines that need care (no G-code, numbers of their
own, waits, texts, M110, unusual bytes, too long) are found by numpy too and go through the reference one by
one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.errors import CommandError, GcodeFileError
from lezerprint.gcode.spool_options import Targets
from lezerprint.marlin.commands import MAX_BODY_BYTES, Prepared, clean, command_code, prepare
from lezerprint.marlin.plain_text import KEEPS_CASE, SHOWN_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_NEWLINE: Final = ord("\n")
_SPACE: Final = ord(" ")
_SEMICOLON: Final = ord(";")
_BACKSLASH: Final = ord("\\")
_DELETE: Final = 127
_LETTERS: Final = 26
_CASE: Final = ord("a") - ord("A")
_CAREFUL_BYTES: Final = b'\\*?("{}'
_ORDINARY: Final = np.array(
    [byte == _NEWLINE or (_SPACE <= byte < _DELETE and byte not in _CAREFUL_BYTES) for byte in range(256)]
)
"""Which bytes need no care, by their value."""

_ZERO: Final = ord("0")
_LARGEST_DIGIT: Final = 9
_LONE_CARRIAGE_RETURN: Final = re.compile(rb"\r(?!\n)")
_PARENTHESES: Final = re.compile(rb"\([^)\n]*\)")
_WHITESPACE_TO_SPACE: Final = bytes.maketrans(b"\t\v\f\r\x1c\x1d\x1e\x1f", b" " * 8)
_NOT_TO_BE_SENT: Final = re.compile(rb"M110|PRUSA")

_SPACES_BEFORE_COMMENT: Final = 8
"""More than that is left to `_tidy`: it is slower, but in one step however many there are."""

_CODE_DIGITS: Final = 5
_LETTER_SHIFT: Final = 20
_UPPER_CASE: Final = 0xDF


def code_of(letter: str, number: int) -> int:
    """A command's letter and number as `CleanBatch.codes` has them."""
    return ord(letter) << _LETTER_SHIFT | number


_CAREFUL_CODES: Final = [
    *(code_of("M", number) for number in (25, 109, 110, 190, 191, 226, 601)),
    *(code_of(*code) for code in SHOWN_TEXT),
]
_KEEPS_CASE: Final = [code_of(*code) for code in KEEPS_CASE]


@dataclass(frozen=True, slots=True)
class CleanBatch:
    """The commands of a block of whole lines; n of them, from r rows of the file.

    Attributes:
        text: The commands to send, each followed by a newline.
        offsets: int64[n + 1], where each starts in `text`.
        codes: int32[n], letter and number as `code_of` gives them; 0 without a number.
        rows: The block with newlines for line ends and spaces for blanks, byte for byte in its places.
        row_ends: int64[r], where in `rows` the newlines are.
        comments: int64, where in `rows` comments begin, one a row at most.
        kept_rows: int64[n], the row that each command came from, from 0.
        prepared: The commands that went through the reference, by index of the command.
        skipped: The rows that are not sent, each with its cleaned text.
    """

    text: bytes
    offsets: NDArray[np.int64]
    codes: NDArray[np.int32]
    rows: bytes
    row_ends: NDArray[np.int64]
    comments: NDArray[np.int64]
    kept_rows: NDArray[np.int64]
    prepared: dict[int, Prepared]
    skipped: list[tuple[int, bytes]]

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def row_starts(self) -> NDArray[np.int64]:
        """int64[r], where in the block each row starts."""
        return np.concatenate(([0], self.row_ends[:-1] + 1))

    def body(self, index: int) -> bytes:
        """The command at an index."""
        return self.text[int(self.offsets[index]) : int(self.offsets[index + 1]) - 1]

    def checksums(self) -> NDArray[np.uint8]:
        """uint8[n], the XOR of the bytes of each command."""
        if not len(self):
            return np.zeros(0, np.uint8)
        data = np.frombuffer(self.text, np.uint8)
        return np.bitwise_xor.reduceat(data, self.offsets[:-1]) ^ np.uint8(_NEWLINE)


def clean_batch(block: bytes, first_source_line: int = 1, targets: Targets | None = None) -> CleanBatch:
    """Clean a block of whole lines.

    Args:
        block: The lines.
        first_source_line: The file's number of its first, for messages.
        targets: Temperatures in place of the file's own.

    Raises:
        GcodeFileError: A command cannot be made to fit; the message names the file's line.
    """
    rows = _unify_blanks(block)
    data = np.frombuffer(rows, np.uint8)
    row_ends = np.flatnonzero(data == _NEWLINE)
    comments = _comments(data, row_ends)
    text = _tidy(_without_comments(rows, row_ends, comments))
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == _NEWLINE)
    starts = np.concatenate(([0], ends[:-1] + 1))
    codes = _codes(text, starts)
    targets = targets or Targets()
    careful_codes = [*_CAREFUL_CODES, *(code_of(*code) for code in targets.codes)]
    text, in_words = _capitals(text, starts, ends, codes)
    careful = _need_care(text, starts, ends, codes, careful_codes)
    careful = np.union1d(careful, in_words)
    replaced, skipped = _prepare(rows, row_ends, careful, first_source_line, targets)
    text, lengths = _replace(text, starts, ends, careful, replaced)
    for row, prepared in replaced.items():
        code = command_code(prepared.body)
        codes[row] = code_of(*code) if code and code[1] < 1 << _LETTER_SHIFT else 0
    kept_rows = np.flatnonzero(lengths)
    lines = np.searchsorted(kept_rows, np.fromiter(replaced, np.int64, len(replaced)))
    return CleanBatch(
        text=_without_blank_lines(text, lengths),
        offsets=np.concatenate(([0], np.cumsum(lengths[kept_rows] + 1))),
        codes=codes[kept_rows],
        rows=rows,
        row_ends=row_ends,
        comments=comments,
        kept_rows=kept_rows,
        prepared=dict(zip(lines.tolist(), replaced.values(), strict=True)),
        skipped=skipped,
    )


def comments_in(block: bytes) -> tuple[bytes, NDArray[np.int64]]:
    """The rows of a block of whole lines, and where in them comments begin, as `CleanBatch` has them."""
    rows = _unify_blanks(block)
    data = np.frombuffer(rows, np.uint8)
    return rows, _comments(data, np.flatnonzero(data == _NEWLINE))


def _unify_blanks(block: bytes) -> bytes:
    """The block with its line ends and blanks made newlines and spaces, and a newline at its end."""
    if b"\r" in block:
        block = _LONE_CARRIAGE_RETURN.sub(b"\n", block)
    block = block.translate(_WHITESPACE_TO_SPACE)
    return block if block.endswith(b"\n") else block + b"\n"


def _comments(data: NDArray[np.uint8], row_ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the first semicolon of each row is that has one; after a backslash it belongs to a text."""
    semicolons = np.flatnonzero(data == _SEMICOLON)
    semicolons = semicolons[(semicolons == 0) | (data[semicolons - 1] != _BACKSLASH)]
    rows = np.searchsorted(row_ends, semicolons)
    first: NDArray[np.int64] = semicolons[np.diff(rows, prepend=-1) > 0]
    return first


def _without_comments(rows: bytes, row_ends: NDArray[np.int64], comments: NDArray[np.int64]) -> bytes:
    """The rows without their comments and the few spaces before these."""
    shifted = np.frombuffer(b"\n" + rows, np.uint8)
    starts = comments
    for _ in range(_SPACES_BEFORE_COMMENT):
        after_space = shifted[starts] == _SPACE
        if not after_space.any():
            break
        starts = starts - after_space
    ends = row_ends[np.searchsorted(row_ends, comments)]
    return _join(rows, np.concatenate(([0], ends)), np.concatenate((starts, [len(rows)])))


def _join(text: bytes, starts: NDArray[np.int64], stops: NDArray[np.int64]) -> bytes:
    """The slices of the text from `starts` to `stops` (ascending, without overlap), in one."""
    bounds = np.empty(2 * len(starts), np.int64)
    bounds[::2] = starts
    bounds[1::2] = stops
    is_inside = np.zeros(len(bounds) + 1, np.bool_)
    is_inside[1::2] = True
    kept = np.repeat(is_inside, np.diff(bounds, prepend=0, append=len(text)))
    return np.frombuffer(text, np.uint8)[kept].tobytes()


def _tidy(text: bytes) -> bytes:
    """The text without parentheses, its spaces single and none at the ends of a line."""
    if b"(" in text:
        text = _PARENTHESES.sub(b"", text)
    data = np.frombuffer(b"\n" + text, np.uint8)
    is_space = data == _SPACE
    is_newline = data == _NEWLINE
    spare = is_space[:-1] & (is_space | is_newline)[1:]
    if spare.any():
        return _tidy(data[1:][~np.append(spare[1:], False)].tobytes())
    leading = is_newline[:-1] & is_space[1:]
    return data[1:][~leading].tobytes() if leading.any() else text


def _codes(text: bytes, starts: NDArray[np.int64]) -> NDArray[np.int32]:
    """int32[r], the code of each row; 0 where the first byte is no letter or no digit follows it."""
    data = np.frombuffer(text + bytes(_CODE_DIGITS + 1), np.uint8)
    letters = data[starts] & _UPPER_CASE
    numbers = np.zeros(len(starts), np.int32)
    digit = data[starts + 1] - np.uint8(_ZERO)
    has_digit = (letters >= ord("A")) & (letters <= ord("Z")) & (digit <= _LARGEST_DIGIT)
    going_on = has_digit
    for place in range(2, _CODE_DIGITS + 2):
        numbers = np.where(going_on, numbers * 10 + digit, numbers)
        digit = data[starts + place] - np.uint8(_ZERO)
        going_on = going_on & (digit <= _LARGEST_DIGIT)
        if not going_on.any():
            break
    is_code = has_digit & ~going_on
    return np.where(is_code, letters.astype(np.int32) << _LETTER_SHIFT | numbers, 0).astype(np.int32)


def _capitals(
    text: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64], codes: NDArray[np.int32]
) -> tuple[bytes, NDArray[np.int64]]:
    """The text with rows of letters and numbers in capitals, and which other rows have lower case."""
    data = np.frombuffer(text, np.uint8)
    is_lower = data - np.uint8(ord("a")) < _LETTERS
    if not is_lower.any():
        return text, np.zeros(0, np.int64)
    is_letter = (data & _UPPER_CASE) - np.uint8(ord("A")) < _LETTERS
    has_lower = np.zeros(len(ends), np.bool_)
    has_lower[np.searchsorted(ends, np.flatnonzero(is_lower))] = True
    in_words = np.isin(codes, _KEEPS_CASE) | (codes == 0)
    in_words[np.searchsorted(ends, np.flatnonzero(is_letter[:-1] & is_letter[1:]))] = True
    raised = is_lower & np.repeat(has_lower & ~in_words, ends - starts + 1)
    return (data - raised * np.uint8(_CASE)).tobytes(), np.flatnonzero(has_lower & in_words)


def _need_care(
    text: bytes,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    codes: NDArray[np.int32],
    careful_codes: Iterable[int],
) -> NDArray[np.int64]:
    """The rows, ascending, that only the reference treats rightly."""
    careful = (codes == 0) | (codes >> _LETTER_SHIFT == ord("N")) | (ends - starts > MAX_BODY_BYTES)
    for code in careful_codes:
        careful |= codes == code
    places = [match.start() for match in _NOT_TO_BE_SENT.finditer(text)]
    careful[np.searchsorted(ends, places)] = True
    odd = np.flatnonzero(~_ORDINARY[np.frombuffer(text, np.uint8)])
    careful[np.searchsorted(ends, odd)] = True
    return np.flatnonzero(careful & (ends > starts))


def _prepare(
    rows: bytes,
    row_ends: NDArray[np.int64],
    careful: NDArray[np.int64],
    first_source_line: int,
    targets: Targets,
) -> tuple[dict[int, Prepared], list[tuple[int, bytes]]]:
    """What the reference makes of the careful rows: those to send, and those that are skipped."""
    replaced: dict[int, Prepared] = {}
    skipped: list[tuple[int, bytes]] = []
    for row in careful.tolist():
        start = int(row_ends[row - 1]) + 1 if row else 0
        body = clean(rows[start : int(row_ends[row])])
        try:
            prepared = prepare(targets.applied(body))
        except CommandError as error:
            raise GcodeFileError(f"line {first_source_line + row}: {error}") from error
        if prepared is not None:
            replaced[row] = replace(prepared, original=body)
        elif body:
            skipped.append((row, body))
    return replaced, skipped


def _replace(
    text: bytes,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    careful: NDArray[np.int64],
    replaced: dict[int, Prepared],
) -> tuple[bytes, NDArray[np.int64]]:
    """The text with what the reference made of the careful rows, and the lengths of all rows."""
    lengths = ends - starts
    pieces = []
    place = 0
    for row in careful.tolist():
        body = replaced[row].body if row in replaced else b""
        lengths[row] = len(body)
        pieces += [text[place : int(starts[row])], body]
        place = int(ends[row])
    return b"".join([*pieces, text[place:]]) if pieces else text, lengths


def _without_blank_lines(text: bytes, lengths: NDArray[np.int64]) -> bytes:
    """The text without its blank lines; `lengths` are those of all lines, without newlines."""
    filled = np.concatenate(([False], lengths > 0, [False]))
    runs = np.flatnonzero(filled[1:] != filled[:-1])
    places = np.concatenate(([0], np.cumsum(lengths + 1)))[runs]
    return _join(text, places[::2], places[1::2])
