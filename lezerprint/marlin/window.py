"""How many bytes may be unacknowledged: wide while all is well, one line from the first sign of noise."""

from __future__ import annotations

from typing import Final

FULL_WINDOW_BYTES: Final = 121
"""Most boards have a receive ring of 128 bytes, of which 127 can be used; `\\nM112\\n` needs six of them."""

_GROWTH_BYTES_PER_LINE: Final = 4
_SHORTEST_QUIET_SECONDS: Final = 30.0
_LONGEST_QUIET_SECONDS: Final = 480.0
_QUIET_LINES: Final = 500


class Window:
    """The adaptive limit on unacknowledged bytes.

    `limit_bytes` says how many bytes may be in flight together; one line may always be, when nothing
    else is, so a limit of 0 means one line at a time. After a disturbance Marlin flushes its receive
    ring, and the tail of a half-received line may run unchecked, so a wide window under noise is
    dangerous, not only slow: it opens again only after a quiet that doubles with each disturbance.
    """

    def __init__(self, full_bytes: int = FULL_WINDOW_BYTES) -> None:
        self.full_bytes = full_bytes
        self.limit_bytes = 0
        self._clean_lines_needed = 0
        self._quiet_until = 0.0
        self._quiet_seconds = _SHORTEST_QUIET_SECONDS

    @property
    def wide(self) -> bool:
        """Whether more than one line may be in flight."""
        return self.limit_bytes > 0

    def acknowledged(self, lines: int, now: float) -> None:
        """Open a little for `lines` that went well."""
        if self.limit_bytes >= self.full_bytes:
            return
        if self._clean_lines_needed > 0:
            self._clean_lines_needed -= lines
            return
        if now < self._quiet_until:
            return
        self.limit_bytes = min(self.full_bytes, self.limit_bytes + _GROWTH_BYTES_PER_LINE * lines)

    def disturbed(self, now: float) -> None:
        """Fall back to one line in flight, for a while that is longer each time."""
        if now > self._quiet_until + 2 * _LONGEST_QUIET_SECONDS:
            self._quiet_seconds = _SHORTEST_QUIET_SECONDS
        elif self.limit_bytes > 0:
            self._quiet_seconds = min(_LONGEST_QUIET_SECONDS, 2 * self._quiet_seconds)
        self.narrow()
        self._clean_lines_needed = _QUIET_LINES
        self._quiet_until = now + self._quiet_seconds

    def narrow(self) -> None:
        """One line in flight for now, without a quiet: it opens again with the next lines that go well."""
        self.limit_bytes = 0
