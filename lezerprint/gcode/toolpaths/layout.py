"""The layout of a toolpath file; docs/toolpaths.md describes it."""

from __future__ import annotations

import struct
from dataclasses import astuple, dataclass
from typing import Final, Self

import numpy as np

from lezerprint.errors import GcodeFileError

MAGIC: Final = b"LZTP"
VERSION: Final = 1
STEPS: Final = 2**16 - 1
"""A coordinate is a whole number from 0 to this."""

POINT: Final = np.dtype([("x", "<u2"), ("y", "<u2"), ("z", "<u2"), ("style", "<u2")])
LINE: Final = np.dtype("<u4")
STYLE: Final = np.dtype(
    [
        ("kind", "u1"),
        ("tool", "u1"),
        ("width_um", "<u2"),
        ("height_um", "<u2"),
        ("speed_dmm_s", "<u2"),
        ("temperature_celsius", "<u2"),
        ("reserved", "<u2"),
        ("layer_seconds", "<f4"),
    ]
)
LAYER: Final = np.dtype(
    [
        ("first_segment", "<u4"),
        ("first_coarse_segment", "<u4"),
        ("first_line", "<u4"),
        ("printed_segments", "<u4"),
        ("offset_bytes", "<f8"),
        ("z_mm", "<f4"),
        ("height_mm", "<f4"),
        ("start_seconds", "<f4"),
        ("seconds", "<f4"),
        ("min_x", "<u2"),
        ("min_y", "<u2"),
        ("max_x", "<u2"),
        ("max_y", "<u2"),
    ]
)
LAYERS_MARKED: Final = 1
KINDS_KNOWN: Final = 2

_HEADER: Final = struct.Struct("<4sHH6I3d3d6f2f6I2I")
HEADER_BYTES: Final = _HEADER.size
_ALIGNMENT: Final = 8
_COUNTS: Final = [
    "segment_count",
    "layer_count",
    "style_count",
    "coarse_segment_count",
    "line_count",
    "flags",
]


@dataclass(frozen=True, slots=True)
class Header:
    """The header; sections are in the order of their places.

    Attributes:
        coarse_layer_step: One layer of so many is in the coarse section, the last of them.
        flags: `LAYERS_MARKED`, `KINDS_KNOWN`.
        origin_mm: Of the coordinates x, y and z.
        step_mm: One step of each.
        printed_mm: Least x, y, z and greatest x, y, z of what is printed; NaN if nothing is.
        seconds: Of the whole print.
        coarse_tolerance_mm: How far the coarse lines are from the true ones at most, in each of a few steps.
    """

    segment_count: int
    layer_count: int
    style_count: int
    coarse_segment_count: int
    line_count: int
    flags: int
    origin_mm: tuple[float, float, float]
    step_mm: tuple[float, float, float]
    printed_mm: tuple[float, float, float, float, float, float]
    seconds: float
    coarse_tolerance_mm: float
    coarse_layer_step: int

    @property
    def sizes(self) -> tuple[int, int, int, int, int]:
        """The bytes of the sections: layers, points, lines, styles, coarse points."""
        return (
            (self.layer_count + 1) * LAYER.itemsize,
            (self.segment_count + 1) * POINT.itemsize,
            self.segment_count * LINE.itemsize,
            self.style_count * STYLE.itemsize,
            (self.coarse_segment_count + 1) * POINT.itemsize,
        )

    @property
    def places(self) -> tuple[int, int, int, int, int]:
        """Where the sections begin."""
        places, place = [], HEADER_BYTES
        for size in self.sizes:
            places.append(place)
            place += size + -size % _ALIGNMENT
        layers, points, lines, styles, coarse = places
        return layers, points, lines, styles, coarse

    @property
    def file_bytes(self) -> int:
        """How long the whole file is."""
        return self.places[-1] + self.sizes[-1]

    def pack(self) -> bytes:
        """The header as it stands at the start of the file."""
        *counts, flags, origin, step, printed, seconds, tolerance, layer_step = astuple(self)
        numbers = (*counts, flags, *origin, *step, *printed, seconds, tolerance)
        return _HEADER.pack(
            MAGIC, VERSION, HEADER_BYTES, *numbers, *self.places, self.file_bytes, layer_step, 0
        )

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """The header of a file that begins with `data`.

        Raises:
            GcodeFileError: It is none, or of another version.
        """
        if len(data) < HEADER_BYTES or data[: len(MAGIC)] != MAGIC:
            raise GcodeFileError("this is not a toolpath file")
        _, version, size, *numbers = _HEADER.unpack_from(data)
        if (version, size) != (VERSION, HEADER_BYTES):
            raise GcodeFileError(f"toolpaths of version {version}; this program reads version {VERSION}")
        x, y, z, step_x, step_y, step_z = numbers[6:12]
        least_x, least_y, least_z, most_x, most_y, most_z = numbers[12:18]
        return cls(
            **dict(zip(_COUNTS, numbers[:6], strict=True)),
            origin_mm=(x, y, z),
            step_mm=(step_x, step_y, step_z),
            printed_mm=(least_x, least_y, least_z, most_x, most_y, most_z),
            seconds=numbers[18],
            coarse_tolerance_mm=numbers[19],
            coarse_layer_step=numbers[26],
        )


def padding(size_bytes: int) -> bytes:
    """What follows a section of this size, so that the next is aligned."""
    return bytes(-size_bytes % _ALIGNMENT)
