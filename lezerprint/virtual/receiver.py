"""The receiving side of the firmware: ring, line assembly, line numbers and checksums."""

from __future__ import annotations

import re

from lezerprint.virtual.line_rules import MARLIN_2, Accepted, Answered, LineRules, Refusal

_END_OF_LINE = re.compile(rb"[\r\n]")
_MOST_KEPT_BYTES = 1024
_SAME_BIT = 0x10
"""Makes a space of a 0, and `&` of a 6."""


class Receiver:
    """The receive ring and what the main loop makes of it, without any clock.

    Args:
        ring_bytes: RX_BUFFER_SIZE; a ring of that size holds one byte less.
        rules: Which lines are accepted.
    """

    def __init__(self, ring_bytes: int, rules: LineRules = MARLIN_2) -> None:
        self._capacity = ring_bytes - 1
        self._rules = rules
        self._ring = bytearray()
        self._line = bytearray()
        self.last_line_number = rules.first_number
        self.refuse_next = 0
        self.alter_next = ""
        self.altered_lines = 0
        self.overflow_bytes = 0
        self.ignored_lines = 0
        self.unchecked_lines = 0
        self.refused_lines = 0

    def restart(self) -> None:
        """Forget everything but the counts, as a board reset does."""
        self._ring.clear()
        self._line.clear()
        self.last_line_number = self._rules.first_number

    def store(self, data: bytes) -> None:
        """Put arriving bytes into the ring; what does not fit is lost."""
        data = self._rules.admit(data)
        room = self._capacity - len(self._ring)
        self._ring += data[:room]
        self.overflow_bytes += max(0, len(data) - room)

    @property
    def empty(self) -> bool:
        """Whether nothing has arrived that is not taken."""
        return not self._ring and not self._line

    def take(self) -> str | Refusal | Answered | None:
        """The next line that is accepted, refused or answered, or None when the ring has no whole line.

        A refusal may empty the ring and the half-assembled line, as Marlin does before its `Resend:`.
        """
        while (raw := self._next_line()) is not None:
            line = self._altered(self._rules.clean(raw).lstrip(b" "))
            verdict = self._rules.judge(line, self.last_line_number)
            if self.refuse_next and isinstance(verdict, Accepted) and line.startswith(b"N"):
                self.refuse_next -= 1
                verdict = Refusal.CHECKSUM
            if verdict is None:
                self.ignored_lines += 1
            elif isinstance(verdict, Refusal):
                self._refuse()
                return verdict
            else:
                self.last_line_number = verdict.number
                if isinstance(verdict, Answered):
                    return verdict
                self.unchecked_lines += b"*" in line and not line.startswith(b"N")
                return verdict.line.decode("latin-1")
        return None

    def _altered(self, line: bytes) -> bytes:
        """With the value of `alter_next` cut after its first digit, once, by noise that the XOR misses."""
        value = self.alter_next and re.search(self.alter_next.encode() + rb"\d(\d[\d ])", line)
        if not value:
            return line
        self.alter_next = ""
        self.altered_lines += 1
        spoiled = bytes(byte ^ _SAME_BIT for byte in value[1])
        return line[: value.start(1)] + spoiled + line[value.end(1) :]

    def _refuse(self) -> None:
        self.refused_lines += 1
        if self._rules.refusal_flushes:
            self._ring.clear()
            self._line.clear()

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
