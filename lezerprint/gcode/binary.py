"""Binary G-code (.bgcode): blocks of metadata, pictures and packed commands.

After `doc/specifications.md` of prusa3d/libbgcode, version 1. All numbers are little-endian.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lezerprint.errors import GcodeFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

MAGIC: Final = b"GCDE"

_FILE_HEADER: Final = struct.Struct("<4sIH")
_BLOCK_HEADER: Final = struct.Struct("<HHI")
_COMPRESSED_BYTES: Final = 4
_CHECKSUM_BYTES: Final = {0: 0, 1: 4}
_VERSION: Final = 1

_FILE_METADATA, _GCODE, _SLICER_METADATA, _PRINTER_METADATA, _PRINT_METADATA, _THUMBNAIL = range(6)
_NAMES: Final = (
    *("file metadata", "G-code", "slicer metadata", "printer metadata", "print metadata", "picture"),
)
_PARAMETER_BYTES: Final = {**dict.fromkeys(range(5), 2), _THUMBNAIL: 6}
_PLAIN, _MEATPACK, _MEATPACK_COMMENTS = range(3)
_NONE, _DEFLATE = range(2)
_HEATSHRINK_WINDOWS: Final = {2: 11, 3: 12}
_HEATSHRINK_LOOKAHEAD: Final = 4

LARGEST_BLOCK_BYTES: Final = 16 << 20
"""Unpacked; PrusaSlicer's have 64 KiB, its pictures a few hundred."""

MOST_BLOCKS: Final = 200_000
_MOST_ASIDE_BYTES: Final = 16 << 20
"""Of metadata and pictures together."""


@dataclass(frozen=True, slots=True)
class _Block:
    """One block, unpacked.

    Attributes:
        number: From 1.
        kind: Its type.
        parameter: The first of its parameters: how what is in it is encoded.
        data: Its content.
    """

    number: int
    kind: int
    parameter: int
    data: bytes


@dataclass(slots=True)
class _Aside:
    """What is not G-code."""

    pictures: list[bytes] = field(default_factory=list)
    metadata: dict[int, list[str]] = field(default_factory=dict)
    byte_count: int = 0

    def take(self, block: _Block) -> None:
        self.byte_count += len(block.data)
        if self.byte_count > _MOST_ASIDE_BYTES:
            raise GcodeFileError(f"it has more than {_MOST_ASIDE_BYTES >> 20} MiB of metadata and pictures")
        if block.kind == _THUMBNAIL:
            self.pictures.append(block.data)
            return
        if block.parameter:
            raise GcodeFileError(f"{_shown(block.number, block.kind)} has an unknown encoding")
        lines = block.data.decode("utf-8", "replace").splitlines()
        pairs = (line.partition("=") for line in lines)
        self.metadata.setdefault(block.kind, []).extend(
            f"{name.strip()} = {value.strip()}" for name, equals, value in pairs if equals
        )


def unpack_binary(file: BinaryIO, write: Callable[[bytes], object]) -> tuple[bytes, ...]:
    """Write the G-code of a binary file as PrusaSlicer would as text, metadata at its end as comments.

    Returns:
        Its pictures, each as a file.

    Raises:
        GcodeFileError: It is cut short, damaged, made to do harm, or of another version.
    """
    aside, has_gcode = _Aside(), False
    for block in _blocks(file):
        if block.kind == _GCODE:
            has_gcode = True
            write(_text(block))
        else:
            aside.take(block)
    if not has_gcode:
        raise GcodeFileError("the binary G-code contains no G-code")
    write(_comments(aside.metadata))
    return tuple(aside.pictures)


def check_binary(file: BinaryIO) -> None:
    """Make sure that a file begins as binary G-code does: its header and its first block.

    Raises:
        GcodeFileError: It does not.
    """
    next(_blocks(file), None)


def _blocks(file: BinaryIO) -> Iterator[_Block]:
    header = file.read(_FILE_HEADER.size)
    if len(header) < _FILE_HEADER.size:
        raise GcodeFileError("the binary G-code is cut short: it ends within its header")
    _, version, checksum_kind = _FILE_HEADER.unpack(header)
    if version != _VERSION:
        raise GcodeFileError(f"it is binary G-code of version {version}; {_VERSION} is the one that is read")
    if checksum_kind not in _CHECKSUM_BYTES:
        raise GcodeFileError(f"the binary G-code has checksums of the unknown kind {checksum_kind}")
    number = 0
    while head := file.read(_BLOCK_HEADER.size):
        number += 1
        if number > MOST_BLOCKS:
            raise GcodeFileError(f"the binary G-code has more than {MOST_BLOCKS:,} blocks")
        yield _block(file, head, number, _CHECKSUM_BYTES[checksum_kind])


def _block(file: BinaryIO, head: bytes, number: int, checksum_bytes: int) -> _Block:
    kind, compression, size = _BLOCK_HEADER.unpack(_whole(head, _BLOCK_HEADER.size, number))
    if kind >= len(_NAMES):
        raise GcodeFileError(f"the binary G-code is damaged: its block {number} has the unknown type {kind}")
    stored = size
    if compression != _NONE:
        length = _whole(file.read(_COMPRESSED_BYTES), _COMPRESSED_BYTES, number)
        head, stored = head + length, int.from_bytes(length, "little")
    if max(size, stored) > LARGEST_BLOCK_BYTES:
        raise GcodeFileError(f"{_shown(number, kind)} is larger than {LARGEST_BLOCK_BYTES >> 20} MiB")
    parameters = _whole(file.read(_PARAMETER_BYTES[kind]), _PARAMETER_BYTES[kind], number)
    data = _whole(file.read(stored), stored, number)
    checksum = _whole(file.read(checksum_bytes), checksum_bytes, number)
    if checksum_bytes:
        found = zlib.crc32(data, zlib.crc32(parameters, zlib.crc32(head)))
        if found != int.from_bytes(checksum, "little"):
            raise GcodeFileError(f"{_shown(number, kind)} is damaged: its checksum is wrong")
    data = _decompressed(data, compression, size, _shown(number, kind))
    return _Block(number, kind, int.from_bytes(parameters[:2], "little"), data)


def _whole(data: bytes, size: int, number: int) -> bytes:
    if len(data) < size:
        raise GcodeFileError(f"the binary G-code is cut short: it ends within its block {number}")
    return data


def _decompressed(data: bytes, compression: int, size: int, shown: str) -> bytes:
    if compression == _NONE:
        return data
    try:
        if compression == _DEFLATE:
            data = zlib.decompressobj().decompress(data, size + 1)
        elif compression in _HEATSHRINK_WINDOWS:
            data = _expanded(data, _HEATSHRINK_WINDOWS[compression], size)
        else:
            raise GcodeFileError(f"{shown} uses the unknown compression {compression}")
    except (zlib.error, ValueError, RuntimeError) as error:
        raise GcodeFileError(f"{shown} is damaged: it cannot be decompressed") from error
    if len(data) != size:
        raise GcodeFileError(f"{shown} is damaged: its unpacked size is not the {size:,} bytes that it says")
    return data


def _expanded(data: bytes, window: int, size: int) -> bytes:
    # A native library that hardly a process needs.
    from heatshrink2 import decompress  # noqa: PLC0415

    # Sixteen bits give at most sixteen bytes. The last byte is filled up with zeros, which may read as more.
    expanded: bytes = decompress(data, window_sz2=window, lookahead_sz2=_HEATSHRINK_LOOKAHEAD)
    return expanded[:size]


def _text(block: _Block) -> bytes:
    if block.parameter == _PLAIN:
        return block.data
    if block.parameter in {_MEATPACK, _MEATPACK_COMMENTS}:
        from lezerprint.gcode.meatpack import unpack  # noqa: PLC0415 - brings numpy, which no start needs

        return unpack(block.data)
    raise GcodeFileError(f"{_shown(block.number, block.kind)} has the unknown encoding {block.parameter}")


def _comments(metadata: dict[int, list[str]]) -> bytes:
    """The metadata as PrusaSlicer has them in text, those of the print before the slicer's settings."""
    kinds = (_FILE_METADATA, _PRINT_METADATA, _PRINTER_METADATA, _SLICER_METADATA)
    producers = [
        line.partition("=")[2].strip()
        for line in metadata.get(_FILE_METADATA, [])
        if line.startswith("Producer =")
    ]
    lines = [*(f"generated by {name}" for name in producers[:1])]
    lines += [line for kind in kinds for line in metadata.get(kind, [])]
    return "".join(f"\n; {line}" for line in lines).encode("utf-8", "replace") + b"\n"


def _shown(number: int, kind: int) -> str:
    return f"block {number} of the binary G-code ({_NAMES[kind]})"
