"""Fragmented MP4 as it comes from ffmpeg: an init segment, then fragments that can each be sent by itself.

ISO/IEC 14496-12: a file is boxes, each with a length and a type; a fragment is `moof` and `mdat`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FRAGMENT_BYTES: Final = 16 * 1024 * 1024

_HEAD: Final = struct.Struct("!I4s")
_WORD: Final = struct.Struct("!I")
_FULL_BOX_BYTES: Final = 4
"""Version and flags, with which many boxes begin."""

_NOT_SYNC: Final = 0x0001_0000
_TFHD_FIELDS: Final = ((0x01, 8), (0x02, 4), (0x08, 4), (0x10, 4))
"""What stands before the default flags of a fragment's samples, by the flag that tells of it, in bytes."""

_TFHD_DEFAULT_FLAGS: Final = 0x20
_TRUN_DATA_OFFSET: Final = 0x01
_TRUN_FIRST_FLAGS: Final = 0x04
_TRUN_SAMPLE_FLAGS: Final = 0x400
_TRUN_SAMPLE_FIELDS: Final = ((0x100, 4), (0x200, 4))
_LONGEST_INIT_BYTES: Final = 1024 * 1024


class InvalidMp4Error(ValueError):
    """This is no fragmented MP4."""


class SegmentKind(StrEnum):
    """What a player needs a segment for."""

    INIT = "init"  # before all others
    KEY = "key"  # begins with a picture that needs no other
    DELTA = "delta"  # needs the segments before it, back to the newest key


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Segment:
    """A part of a stream that is sent as a whole."""

    kind: SegmentKind
    data: bytes


class SegmentParser:
    """Takes bytes as they come, returns segments as they become whole."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._segment = bytearray()
        self._is_key = False
        self._has_init = False

    def feed(self, data: bytes) -> list[Segment]:
        """The segments that end in these bytes, the oldest first.

        Raises:
            InvalidMp4Error: They are none.
        """
        self._buffer += data
        segments = []
        while len(self._buffer) >= _HEAD.size:
            length, kind = _HEAD.unpack_from(self._buffer)
            limit = MAX_FRAGMENT_BYTES if self._has_init else _LONGEST_INIT_BYTES
            if not _HEAD.size <= length <= limit - len(self._segment):
                raise InvalidMp4Error(f"a box of {length} bytes")
            if len(self._buffer) < length:
                break
            box = bytes(self._buffer[:length])
            del self._buffer[:length]
            if (segment := self._taken(kind, box)) is not None:
                segments.append(segment)
        return segments

    def _taken(self, kind: bytes, box: bytes) -> Segment | None:
        """The segment that this box ends; None: it ends none."""
        self._segment += box
        if kind == b"moof":
            self._is_key = begins_with_key(box)
        if kind not in {b"moov", b"mdat"}:
            return None
        if kind == b"mdat" and not self._has_init:
            raise InvalidMp4Error("no init segment")
        data = bytes(self._segment)
        self._segment.clear()
        if kind == b"moov":
            self._has_init = True
            return Segment(SegmentKind.INIT, data)
        return Segment(SegmentKind.KEY if self._is_key else SegmentKind.DELTA, data)


def begins_with_key(moof: bytes) -> bool:
    """Whether the first sample of this fragment needs no other.

    Raises:
        InvalidMp4Error: It has no samples.
    """
    try:
        tfhd, trun = find(moof, b"moof", b"traf", b"tfhd"), find(moof, b"moof", b"traf", b"trun")
        return not _first_flags(tfhd, trun) & _NOT_SYNC
    except struct.error as error:
        raise InvalidMp4Error("a fragment is cut") from error


def codec_of(init: bytes) -> str:
    """The codec as MediaSource is told of it (RFC 6381): profile, constraints and level.

    Raises:
        InvalidMp4Error: It is not H.264.
    """
    entries = find(init, b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")[_FULL_BOX_BYTES + 4 :]
    sample_entry_bytes = 78
    avcc = _child(find(entries, b"avc1")[sample_entry_bytes:], b"avcC")
    if len(avcc) < 4:  # noqa: PLR2004 - version, profile, constraints, level
        raise InvalidMp4Error("a cut avcC")
    return f"avc1.{avcc[1:4].hex().upper()}"


def find(data: bytes, *path: bytes) -> bytes:
    """What is in the first box at this path.

    Raises:
        InvalidMp4Error: There is none.
    """
    for kind in path:
        data = _child(data, kind)
    return data


def _child(data: bytes, wanted: bytes) -> bytes:
    for kind, content in _boxes(data):
        if kind == wanted:
            return content
    raise InvalidMp4Error(f"no {wanted.decode('ascii', 'replace')}")


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + _HEAD.size <= len(data):
        length, kind = _HEAD.unpack_from(data, at)
        if not _HEAD.size <= length <= len(data) - at:
            raise InvalidMp4Error(f"a box of {length} bytes")
        yield kind, data[at + _HEAD.size : at + length]
        at += length


def _first_flags(tfhd: bytes, trun: bytes) -> int:
    """The flags of the first sample: its own, else those of all."""
    (flags,) = _WORD.unpack_from(trun)
    at = 2 * _WORD.size + (_WORD.size if flags & _TRUN_DATA_OFFSET else 0)
    if flags & _TRUN_FIRST_FLAGS:
        return int(_WORD.unpack_from(trun, at)[0])
    if flags & _TRUN_SAMPLE_FLAGS:
        return int(_WORD.unpack_from(trun, at + _bytes_of(flags, _TRUN_SAMPLE_FIELDS))[0])
    (flags,) = _WORD.unpack_from(tfhd)
    if not flags & _TFHD_DEFAULT_FLAGS:
        return 0
    return int(_WORD.unpack_from(tfhd, 2 * _WORD.size + _bytes_of(flags, _TFHD_FIELDS))[0])


def _bytes_of(flags: int, fields: tuple[tuple[int, int], ...]) -> int:
    return sum(count for flag, count in fields if flags & flag)
