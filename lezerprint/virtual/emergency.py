"""Marlin's emergency parser: four commands are acted upon as soon as their line has arrived.

It looks at every byte on its way into the ring, also at those that find no room there.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_URGENT = re.compile(rb" *(?:N[-0-9 ]*)?M *(?:(108|112|410)|876 *S *(\d))")
_END_OF_LINE = re.compile(rb"[\r\n]")
_MOST_KEPT_BYTES = 128


class Urgent(NamedTuple):
    """An emergency command: its code, and the answer S of an M876."""

    code: str
    answer: int = 0


class EmergencyParser:
    """Finds M108, M112, M410 and M876 in the incoming bytes, however these are cut into pieces."""

    def __init__(self) -> None:
        self._line = bytearray()

    def restart(self) -> None:
        """Forget a line that is only half there."""
        self._line.clear()

    def feed(self, data: bytes) -> list[Urgent]:
        """The emergency commands whose lines end in these bytes, in order."""
        *ended, rest = _END_OF_LINE.split(data)
        found = []
        for part in ended:
            line = bytes(self._line) + part
            self._line.clear()
            if b"M" in line and (match := _URGENT.match(line)):
                found.append(Urgent(f"M{match[1].decode()}") if match[1] else Urgent("M876", int(match[2])))
        self._line += rest
        del self._line[_MOST_KEPT_BYTES:]
        return found
