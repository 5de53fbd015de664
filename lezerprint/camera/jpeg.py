"""Whole JPEG frames out of a stream of bytes, however it is cut into chunks.

A frame is walked by its segments (ITU-T T.81, annex B): their lengths step over thumbnails and tables, whose
bytes may look like an end of image. What does not fit that structure is dropped, and the search goes on at
the next start of image.
"""

from __future__ import annotations

import re
from typing import Final

MAX_FRAME_BYTES: Final = 16 * 1024 * 1024

_START: Final = b"\xff\xd8\xff"
_PART: Final = b"\r\n\r\n\xff\xd8"
"""How a part of a multipart stream begins: inside a segment it means that a frame was cut in its header."""

_IN_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""A marker in entropy-coded data: neither a stuffed byte nor a restart marker nor a fill byte."""

_FILL: Final = 0xFF
_END_OF_IMAGE: Final = 0xD9
_START_OF_SCAN: Final = 0xDA
_FRAME_HEADERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BETWEEN_SCANS: Final = frozenset({0xC4, 0xDA, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0)})
_WITHOUT_LENGTH: Final = frozenset({0x00, 0x01, *range(0xD0, 0xD9)})
_LENGTH_BYTES: Final = 2
"""A segment's length counts its own bytes."""

_NEED_MORE: Final = -1
_BROKEN: Final = -2


class FrameParser:
    """Takes bytes as they come, returns frames as they become whole.

    Attributes:
        dropped_bytes: How much was passed over: between frames, and what is no frame.

    Args:
        max_bytes: A frame that is longer is dropped.
    """

    def __init__(self, max_bytes: int = MAX_FRAME_BYTES) -> None:
        self.dropped_bytes = 0
        self._max_bytes = max_bytes
        self._buffer = bytearray()
        self._at = 0
        self._is_inside = False
        self._is_in_scan = False
        self._has_header = False

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that end in these bytes, the oldest first."""
        self._buffer += data
        frames = []
        while self._is_inside or self._found_start():
            end = self._walk()
            if end == _NEED_MORE:
                if len(self._buffer) > self._max_bytes:
                    self._drop(len(self._buffer) - len(_START) + 1)
                break
            if end == _BROKEN:
                # A segment may have swallowed the next start of image; entropy-coded data has none.
                self._drop(self._at if self._is_in_scan else 1)
            elif end > self._max_bytes:
                self._drop(end)
            else:
                frames.append(bytes(self._buffer[:end]))
                del self._buffer[:end]
                self._is_inside = False
        return frames

    def _found_start(self) -> bool:
        """Drop what is before the next start of image; whether there is one."""
        start = self._buffer.find(_START)
        if start < 0:
            self._drop(max(0, len(self._buffer) - len(_START) + 1))
            return False
        self._drop(start)
        self._is_inside, self._is_in_scan, self._has_header = True, False, False
        self._at = 2
        return True

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self.dropped_bytes += count
        self._is_inside = False

    def _walk(self) -> int:
        """Go on through the frame; where it ends, or that it is broken, or that its end has not come."""
        while True:
            if self._is_in_scan:
                found = _IN_SCAN.search(self._buffer, self._at)
                if found is None:
                    self._at = max(self._at, len(self._buffer) - 1)
                    return _NEED_MORE
                self._at = found.start()
                if self._buffer[self._at + 1] == _END_OF_IMAGE:
                    return self._at + 2
                if self._buffer[self._at + 1] not in _BETWEEN_SCANS:
                    return _BROKEN
                self._is_in_scan = False
            if problem := self._step():
                return problem

    def _step(self) -> int:
        """Step over one segment; zero where that was done."""
        at, have = self._at, len(self._buffer)
        if at + 2 > have:
            return _NEED_MORE
        marker = self._buffer[at + 1]
        if self._buffer[at] != _FILL or marker in _WITHOUT_LENGTH or marker == _END_OF_IMAGE:
            return _BROKEN
        if marker == _FILL:
            self._at += 1
            return 0
        if at + 4 > have:
            return _NEED_MORE
        length = int.from_bytes(self._buffer[at + 2 : at + 4], "big")
        if length < _LENGTH_BYTES or self._is_out_of_place(marker):
            return _BROKEN
        if at + 2 + length > have:
            return _NEED_MORE
        if self._buffer.find(_PART, at, at + 2 + length) >= 0:
            return _BROKEN
        self._has_header |= marker in _FRAME_HEADERS
        self._is_in_scan = marker == _START_OF_SCAN
        self._at = at + 2 + length
        return 0

    def _is_out_of_place(self, marker: int) -> bool:
        """A second header (the end of one frame and the start of the next were lost), a scan without one."""
        return (
            self._has_header
            if marker in _FRAME_HEADERS
            else marker == _START_OF_SCAN and not self._has_header
        )
