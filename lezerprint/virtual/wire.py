"""One direction of a serial line: latency, and bytes at the pace of a UART."""

from __future__ import annotations

import math
from collections import deque

BITS_A_BYTE = 10
"""Start bit, eight data bits, stop bit."""


class Wire:
    """Bytes on their way. Times are seconds on the caller's clock.

    Args:
        latency_seconds: How long each byte travels.
        baud_rate: Bits a second; 0 sends a whole piece at once.
    """

    def __init__(self, latency_seconds: float = 0.0, baud_rate: int = 0) -> None:
        self._latency = latency_seconds
        self._byte_seconds = BITS_A_BYTE / baud_rate if baud_rate else 0.0
        self._pieces: deque[tuple[float, bytes]] = deque()
        self._free_at = -math.inf

    def put(self, data: bytes, now: float) -> None:
        """Send bytes; they queue behind those that are still being sent."""
        starts = max(now, self._free_at)
        self._free_at = starts + len(data) * self._byte_seconds
        self._pieces.append((starts + self._latency, data))

    def take(self, now: float) -> bytes:
        """The bytes that have arrived by now."""
        arrived = bytearray()
        while self._pieces and self._pieces[0][0] <= now:
            starts, data = self._pieces.popleft()
            count = len(data)
            if self._byte_seconds:
                count = min(count, int((now - starts) / self._byte_seconds + 1e-6))
            arrived += data[:count]
            if count < len(data):
                self._pieces.appendleft((starts + count * self._byte_seconds, data[count:]))
                break
        return bytes(arrived)

    def next_arrival(self) -> float:
        """When the next line end, or else the last byte of the next piece, arrives; infinity when empty."""
        if not self._pieces:
            return math.inf
        starts, data = self._pieces[0]
        return starts + ((data.find(b"\n") + 1) or len(data)) * self._byte_seconds

    def clear(self) -> None:
        """Lose what is on its way."""
        self._pieces.clear()
        self._free_at = -math.inf
