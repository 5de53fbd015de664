"""Which lines a firmware accepts: comments, line numbers and checksums, family by family."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import xor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_LINE_BYTES = 95
"""Marlin's MAX_CMD_SIZE less the terminator; what is longer is cut off."""

_NEEDS_CARE = re.compile(rb'[;(\\"\x08\x00]')
_INTEGER = re.compile(rb"\s*([-+]?\d+)")
_RENUMBER_SEARCH_FROM = 4


class Refusal(Enum):
    """Why a numbered line is not accepted, in Marlin's words."""

    LINE_NUMBER = "Line Number is not Last Line Number+1"
    CHECKSUM = "checksum mismatch"
    NO_CHECKSUM = "No Checksum with line number"
    NO_NUMBER = "No Line Number with checksum"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A line to be carried out; `number` is its own, or else the last one accepted."""

    line: bytes
    number: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A line that needs nothing more than these words; `number` is the last one accepted from now on."""

    words: tuple[str, ...]
    number: int


Verdict = Accepted | Answered | Refusal | None
"""None: the line is dropped without a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRules:
    """How lines are taken from the bytes.

    Attributes:
        judge: What becomes of a cleaned line, given the last number accepted.
        clean: The line without comments.
        admit: Which bytes of a piece get as far as the ring.
        first_number: The number before the first, after a reset.
        refusal_flushes: Whether a refusal loses all that has arrived.
    """

    judge: Callable[[bytes, int], Verdict]
    clean: Callable[[bytes], bytes]
    admit: Callable[[bytes], bytes] = lambda data: data
    first_number: int = 0
    refusal_flushes: bool = True


def leading_integer(text: bytes) -> int:
    """What C's strtol makes of a text: the integer it begins with, else 0."""
    found = _INTEGER.match(text)
    return int(found[1]) if found else 0


def checksum(data: bytes) -> int:
    """The XOR of all bytes."""
    return reduce(xor, data, 0)


# Marlin 2.1: `get_serial_commands` and `process_stream_char` in queue.cpp.


def clean_marlin2(raw: bytes) -> bytes:
    """Remove comments, apply backspaces and escapes, and end at a NUL, character by character."""
    if not _NEEDS_CARE.search(raw):
        return raw[:LONGEST_LINE_BYTES]
    kept = bytearray()
    quoted = in_parentheses = escaped = False
    for character in raw:
        byte = bytes((character,))
        if in_parentheses:
            in_parentheses = byte != b")"
            continue
        if escaped:
            escaped = False
        elif byte == b"\\":
            escaped = True
            continue
        elif byte == b'"':
            quoted = not quoted
        elif not quoted and byte == b";":
            break
        elif not quoted and byte == b"(":
            in_parentheses = True
            continue
        if byte == b"\x08":
            del kept[-1:]
        else:
            kept += byte
    return bytes(kept[:LONGEST_LINE_BYTES]).partition(b"\0")[0]


def judge_marlin2(command: bytes, last: int) -> Verdict:
    """The number is looked at before the checksum; the last number and the one before get no answer."""
    return _judge_marlin(command, last, silent_numbers=2)


def judge_marlin1(command: bytes, last: int) -> Verdict:
    """As Marlin 2, but every number out of turn is refused (1.1.9 `get_serial_commands`)."""
    return _judge_marlin(command, last, silent_numbers=0)


def _judge_marlin(command: bytes, last: int, *, silent_numbers: int) -> Verdict:
    star = command.rfind(b"*")
    if not command.startswith(b"N"):
        return Accepted(command, last)
    renumbers = b"M110" in command
    second = command.find(b"N", _RENUMBER_SEARCH_FROM) if renumbers else -1
    number = leading_integer(command[max(second, 0) + 1 :])
    if not renumbers and number != last + 1:
        return None if last - silent_numbers < number <= last else Refusal.LINE_NUMBER
    if star < 0:
        return Refusal.NO_CHECKSUM
    if checksum(command[:star]) != leading_integer(command[star + 1 :]):
        return Refusal.CHECKSUM
    return Accepted(command, number)


# Marlin 1.1: as above, without parentheses and quotes; a backslash lets the next character pass.


def clean_marlin1(raw: bytes) -> bytes:
    """A comment begins with `;`; a backslash is left out, what follows it stays."""
    kept = bytearray()
    escaped = False
    for character in raw:
        if escaped:
            escaped = False
        elif character == ord("\\"):
            escaped = True
            continue
        elif character == ord(";"):
            break
        kept.append(character)
    return bytes(kept[:LONGEST_LINE_BYTES])


# Prusa-Firmware up to 3.12: `get_command` in cmdqueue.cpp.


def clean_prusa(raw: bytes) -> bytes:
    """Bytes of 0x80 and above are left out before anything is made of the line."""
    ascii_only = bytes(byte for byte in raw if byte < 0x80)  # noqa: PLR2004
    return ascii_only.partition(b";")[0][:LONGEST_LINE_BYTES]


def judge_prusa(command: bytes, last: int) -> Verdict:
    """The first `*` begins the checksum; a line with `PRUSA` in it is taken, and its number not counted.

    Since 3.13 (2022) such a line is counted as any other.
    """
    if b"PRUSA" in command:
        return Accepted(command, last)
    text, star, given = command.partition(b"*")
    if not command.startswith(b"N"):
        return Refusal.NO_NUMBER if star else Accepted(command, last)
    number = leading_integer(command[1:])
    if number != last + 1 and b"M110" not in command:
        return Refusal.LINE_NUMBER
    if not star:
        return Refusal.NO_CHECKSUM
    if checksum(text) != leading_integer(given):
        return Refusal.CHECKSUM
    return Accepted(command, number)


# Klipper: `_process_data` and `_process_commands` in klippy/gcode.py.


def admit_utf8(data: bytes) -> bytes:
    """What is read at once is decoded at once: a byte that is no UTF-8 loses the whole piece."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return b""
    return data


def clean_semicolon(raw: bytes) -> bytes:
    """A comment begins with `;`."""
    return raw.partition(b";")[0]


def judge_nothing(command: bytes, last: int) -> Verdict:
    """Numbers and checksums are not looked at."""
    return Accepted(command, last)


# RepRapFirmware 3: `StringParser::Put` and `LineFinished`.


def judge_reprapfirmware(command: bytes, last: int) -> Verdict:
    """Numbers are not looked at; a line with a wrong checksum is dropped without a message.

    The checksum begins with the first `*` outside quotes and braces. One that such text has swallowed is
    not missed.
    """
    if command[:1].upper() != b"N":
        return Accepted(command, last)
    quoted, braces = False, 0
    for index, character in enumerate(command):
        byte = bytes((character,))
        if byte == b'"':
            quoted = not quoted
        elif quoted:
            continue
        elif byte == b"*" and not braces:
            digits = re.match(rb"\d*", command[index + 1 :])
            fits = digits is not None and digits[0] and checksum(command[:index]) == int(digits[0])
            return Accepted(command, last) if fits else None
        else:
            braces = max(braces + (byte == b"{") - (byte == b"}"), 0)
    return Accepted(command, last)


# Smoothieware: SerialConsole.cpp, and `on_console_line_received` in GcodeDispatch.cpp.


def admit_smoothieware(data: bytes) -> bytes:
    """`?` asks for the state and `^X`, `^Y` stop, wherever they are: they never reach the line."""
    return data.translate(None, b"?\x18\x19")


def judge_smoothieware(command: bytes, last: int) -> Verdict:
    """The first `*` begins the checksum, which need not be there."""
    text, star, given = command.partition(b"*")
    if not command.startswith(b"N"):
        return Accepted(command, last)
    number = leading_integer(command[1:])
    if re.match(rb"N\d+ *M110(?!\d)", command):
        return Answered(("ok",), number)
    if star and checksum(text) != leading_integer(given):
        return Refusal.CHECKSUM
    return Accepted(command, number) if number == last + 1 else Refusal.LINE_NUMBER


# Repetier-Firmware 1.0: `parseAscii` and `checkAndPushCommand` in gcode.cpp.

_REPETIER_TEXT = re.compile(rb"[^*(%]*?[Mm](?:20|23|28|29|30|32|36|117|118|531)(?!\d)")
_REPETIER_M110 = re.compile(rb"[Nn]\d+ *[Mm]110(?!\d)")
_SEEN_ALREADY = 40


def judge_repetier(command: bytes, last: int) -> Verdict:
    """The low 16 bits of the number count; a number of the last 40 is skipped with an `ok`.

    The checksum of a line with a text (M117 …), a `(` or a `%` is never looked at.
    """
    text, star, given = command.partition(b"*")
    unchecked = _REPETIER_TEXT.match(command) or b"(" in text or b"%" in text
    if star and not unchecked and checksum(text) != leading_integer(given) & 0xFF:
        return Refusal.CHECKSUM
    if command[:1].upper() != b"N":
        return Accepted(command, last)
    number = leading_integer(command[1:])
    if _REPETIER_M110.match(command):
        return Answered(("ok",), number)
    if (last + 1 - number) & 0xFFFF == 0:
        return Accepted(command, number)
    if (last - number) & 0xFFFF < _SEEN_ALREADY:
        return Answered((f"skip {number}", "ok"), last)
    return Refusal.LINE_NUMBER


MARLIN_2 = LineRules(judge=judge_marlin2, clean=clean_marlin2)
MARLIN_1 = LineRules(judge=judge_marlin1, clean=clean_marlin1)
PRUSA = LineRules(judge=judge_prusa, clean=clean_prusa)
KLIPPER = LineRules(judge=judge_nothing, clean=clean_semicolon, admit=admit_utf8)
REPRAPFIRMWARE = LineRules(judge=judge_reprapfirmware, clean=clean_semicolon)
SMOOTHIEWARE = LineRules(
    judge=judge_smoothieware,
    clean=clean_semicolon,
    admit=admit_smoothieware,
    first_number=-1,
    refusal_flushes=False,
)
REPETIER = LineRules(judge=judge_repetier, clean=clean_semicolon)
