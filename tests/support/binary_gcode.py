"""Binary G-code (.bgcode) of any kind, and a plain MeatPack to compare ours with."""

from __future__ import annotations

import struct
import zlib
from typing import Final

import heatshrink2

FILE_METADATA, GCODE, SLICER_METADATA, PRINTER_METADATA, PRINT_METADATA, THUMBNAIL = range(6)
NONE, DEFLATE, HEATSHRINK_11, HEATSHRINK_12 = range(4)
PLAIN, MEATPACK, MEATPACK_COMMENTS = range(3)

_WINDOWS: Final = {HEATSHRINK_11: 11, HEATSHRINK_12: 12}
_HALVES: Final = {ord(letter): index for index, letter in enumerate("0123456789. \nGX")}


def header(version: int = 1, checksum: int = 1) -> bytes:
    """What a file begins with."""
    return struct.pack("<4sIH", b"GCDE", version, checksum)


def block(
    kind: int, data: bytes, parameters: bytes = bytes(2), compression: int = NONE, *, checksum: bool = True
) -> bytes:
    """A block."""
    packed = compressed(data, compression)
    head = struct.pack("<HHI", kind, compression, len(data))
    head += struct.pack("<I", len(packed)) if compression else b""
    whole = head + parameters + packed
    return whole + (struct.pack("<I", zlib.crc32(whole)) if checksum else b"")


def compressed(data: bytes, compression: int) -> bytes:
    """The data, by one of the methods."""
    if compression == DEFLATE:
        return zlib.compress(data)
    if compression in _WINDOWS:
        return heatshrink2.encode(data, window_sz2=_WINDOWS[compression], lookahead_sz2=4)
    return data


def meatpacked(text: bytes) -> bytes:
    """The text by MeatPack with its comments; lines with a G command lose their spaces."""
    out = bytearray()
    packs = False
    for line in text.splitlines(keepends=True):
        if line.startswith(b";"):
            out += (b"\xff\xff\xfa" if packs else b"") + line
            packs = False
            continue
        out += b"" if packs else b"\xff\xff\xfb\xff\xff\xf7"
        packs = True
        out += _packed(line.replace(b" ", b"") if line.startswith(b"G") else line)
    return bytes(out)


def _packed(line: bytes) -> bytes:
    out = bytearray()
    halves = {**_HALVES, ord("E"): _HALVES[ord(" ")]}
    del halves[ord(" ")]
    if len(line) % 2:
        line += b"\n"
    for first, second in zip(line[::2], line[1::2], strict=True):
        out.append(halves.get(first, 15) | halves.get(second, 15) << 4)
        out += bytes(letter for letter in (first, second) if letter not in halves)
    return bytes(out)


def unpacked(data: bytes) -> bytes:
    """What a firmware makes of MeatPack, byte by byte, without the spaces that are put back."""
    letters = b"0123456789. \nGX\0"
    out = bytearray()
    packs = spaceless = False
    signals, whole, late = 0, 0, b""
    for byte in data:
        if byte == 0xFF and signals < 2:
            signals += 1
            continue
        if signals == 2:
            signals = 0
            packs = {0xFB: True, 0xFA: False, 0xF9: False}.get(byte, packs)
            spaceless = {0xF7: True, 0xF6: False}.get(byte, spaceless)
            continue
        for value in (0xFF, byte) if signals else (byte,):
            if not packs:
                out.append(value)
            elif whole:
                out += bytes([value]) + late
                whole, late = whole - 1, b""
            else:
                low, high = (letters[half : half + 1] for half in (value & 15, value >> 4))
                low, high = ((b"E" if one == b" " and spaceless else one) for one in (low, high))
                if value & 15 == 15:
                    whole, late = (2, b"") if value >> 4 == 15 else (1, high)
                else:
                    out += low
                    if low != b"\n":
                        whole, high = (1, b"") if value >> 4 == 15 else (0, high)
                        out += high
        signals = 0
    return bytes(out)
