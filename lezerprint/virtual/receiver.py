"""The receiving side of the firmware: ring, line assembly, line numbers and checksums.

The order of the checks, and what gets no answer, are those of Marlin 2.1 (`get_serial_commands` in
queue.cpp).
"""

from __future__ import annotations

import re
from enum import Enum
from functools import reduce
from operator import xor

LONGEST_LINE_BYTES = 95
"""MAX_CMD_SIZE less the terminator; what is longer is cut off."""

_END_OF_LINE = re.compile(rb"[\r\n]")
_NEEDS_CARE = re.compile(rb'[;(\\"\x08\x00]')
_INTEGER = re.compile(rb"\s*([-+]?\d+)")
_MOST_KEPT_BYTES = 1024
_RENUMBER_SEARCH_FROM = 4


class Refusal(Enum):
    """Why a numbered line is not accepted, in the firmware's words."""

    LINE_NUMBER = "Line Number is not Last Line Number+1"
    CHECKSUM = "checksum mismatch"
    NO_CHECKSUM = "No Checksum with line number"


class Receiver:
    """The receive ring and what the main loop makes of it, without any clock.

    Args:
        ring_bytes: RX_BUFFER_SIZE; a ring of that size holds one byte less.
    """

    def __init__(self, ring_bytes: int) -> None:
        self._capacity = ring_bytes - 1
        self._ring = bytearray()
        self._line = bytearray()
        self.last_line_number = 0
        self.refuse_next = 0
        self.overflow_bytes = 0
        self.ignored_lines = 0
        self.unchecked_lines = 0
        self.refused_lines = 0

    def restart(self) -> None:
        """Forget everything but the counts, as a board reset does."""
        self._ring.clear()
        self._line.clear()
        self.last_line_number = 0

    def store(self, data: bytes) -> None:
        """Put arriving bytes into the ring; what does not fit is lost."""
        room = self._capacity - len(self._ring)
        self._ring += data[:room]
        self.overflow_bytes += max(0, len(data) - room)

    def take(self) -> str | Refusal | None:
        """The next accepted line, the next refusal, or None when the ring has no whole line.

        A refusal empties the ring and the half-assembled line, as the firmware does before its `Resend:`.
        """
        while (raw := self._next_line()) is not None:
            line = _strip_comments(raw) if _NEEDS_CARE.search(raw) else raw[:LONGEST_LINE_BYTES]
            verdict = self._check(line.lstrip(b" "))
            if verdict is None:
                self.ignored_lines += 1
            elif isinstance(verdict, Refusal):
                self.refused_lines += 1
                self._ring.clear()
                self._line.clear()
                return verdict
            else:
                return verdict.decode("latin-1")
        return None

    def _next_line(self) -> bytes | None:
        """A line that is not empty; characters leave the ring as they are read, line or no line."""
        while end := _END_OF_LINE.search(self._ring):
            line = bytes(self._line + self._ring[: end.start()])
            del self._ring[: end.end()]
            self._line.clear()
            if line:
                return line
        self._line += self._ring
        self._ring.clear()
        del self._line[_MOST_KEPT_BYTES:]
        return None

    def _check(self, command: bytes) -> bytes | Refusal | None:
        """The command itself, why it is refused, or None for one that is silently ignored."""
        star = command.rfind(b"*")
        if not command.startswith(b"N"):
            self.unchecked_lines += star >= 0
            return command
        renumbers = b"M110" in command
        second = command.find(b"N", _RENUMBER_SEARCH_FROM) if renumbers else -1
        number = _leading_integer(command[max(second, 0) + 1 :])
        if not renumbers and number != self.last_line_number + 1:
            if self.last_line_number - 1 <= number <= self.last_line_number:
                return None
            return Refusal.LINE_NUMBER
        if star < 0:
            return Refusal.NO_CHECKSUM
        if reduce(xor, command[:star], 0) != _leading_integer(command[star + 1 :]):
            return Refusal.CHECKSUM
        if self.refuse_next:
            self.refuse_next -= 1
            return Refusal.CHECKSUM
        self.last_line_number = number
        return command


def _leading_integer(text: bytes) -> int:
    """What C's strtol makes of a text: the integer it begins with, else 0."""
    found = _INTEGER.match(text)
    return int(found[1]) if found else 0


def _strip_comments(raw: bytes) -> bytes:
    """Remove comments, apply backspaces and escapes, and end at a NUL, character by character."""
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
