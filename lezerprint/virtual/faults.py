"""Faults of the link to order: spoiled bytes and lost acknowledgements, the same for the same seed."""

from __future__ import annotations

import random

PARTS_PER_MILLION = 1_000_000
_NEWLINE = 0x0A
_SPOILED_BITS = 5
"""One of the lower five bits is flipped: letters become other letters, digits other digits."""


class Faults:
    """What goes wrong between host and firmware.

    Attributes:
        noise_ppm: Chance for each byte from the host to arrive spoiled, at most one byte a line, so that
            the line's checksum always shows it.
        drop_ok_ppm: Chance for each acknowledgement to be lost.
        drop_ok_next: How many of the next acknowledgements are lost for certain.
    """

    def __init__(self, seed: int, *, noise_ppm: int = 0, drop_ok_ppm: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - line noise needs no cryptographic randomness
        self._line_is_spoiled = False
        self.noise_ppm = noise_ppm
        self.drop_ok_ppm = drop_ok_ppm
        self.drop_ok_next = 0
        self.dropped_oks = 0
        self.spoiled_bytes = 0

    def chance(self, ppm: int) -> bool:
        """Whether something that happens so many times in a million happens now."""
        return bool(ppm) and self._random.randrange(PARTS_PER_MILLION) < ppm

    def spoil(self, data: bytes) -> bytes:
        """Bytes from the host as they come out of a noisy wire; line ends stay whole."""
        if not self.noise_ppm:
            return data
        arrived = bytearray(data)
        for index, byte in enumerate(arrived):
            if byte == _NEWLINE:
                self._line_is_spoiled = False
            elif not self._line_is_spoiled and self.chance(self.noise_ppm):
                spoiled = byte ^ (1 << self._random.randrange(_SPOILED_BITS))
                arrived[index] = spoiled if spoiled != _NEWLINE else byte ^ 1
                self._line_is_spoiled = True
                self.spoiled_bytes += 1
        return bytes(arrived)

    def loses_ok(self) -> bool:
        """Whether the acknowledgement about to be said is lost on the way."""
        if self.drop_ok_next:
            self.drop_ok_next -= 1
        elif not self.chance(self.drop_ok_ppm):
            return False
        self.dropped_oks += 1
        return True
