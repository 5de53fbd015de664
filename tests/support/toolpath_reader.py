"""A toolpath file read by numbers and places of docs/toolpaths.md alone."""

from __future__ import annotations

import struct
from dataclasses import dataclass

LAYER = struct.Struct("<4Id4f4H")
STYLE = struct.Struct("<BB5Hf")
POINT = struct.Struct("<4H")


@dataclass(frozen=True)
class Segment:
    start: tuple[float, float, float]
    end: tuple[float, float, float]
    line: int
    kind: int
    tool: int
    width_mm: float
    height_mm: float
    speed_mm_s: float
    celsius: int


class Toolpaths:
    def __init__(self, data):
        magic, version, header_bytes = struct.unpack_from("<4sHH", data)
        assert (magic, version, header_bytes) == (b"LZTP", 1, 144)
        counts = struct.unpack_from("<6I", data, 8)
        self.segment_count, self.layer_count, style_count, coarse_count, self.line_count, self.flags = counts
        self.origin, self.step = struct.unpack_from("<3d", data, 32), struct.unpack_from("<3d", data, 56)
        self.printed = struct.unpack_from("<6f", data, 80)
        self.seconds, self.tolerance = struct.unpack_from("<2f", data, 104)
        layers, points, lines, styles, coarse, size, self.layer_step, _ = struct.unpack_from("<8I", data, 112)
        assert size == len(data)
        assert not any(place % 8 for place in (layers, points, lines, styles, coarse))
        self.layers = [LAYER.unpack_from(data, layers + LAYER.size * n) for n in range(self.layer_count + 1)]
        self.styles = [STYLE.unpack_from(data, styles + STYLE.size * n) for n in range(style_count)]
        self.lines = struct.unpack_from(f"<{self.segment_count}I", data, lines)
        self.segments = self._segments(data, points, self.lines)
        self.coarse = self._segments(data, coarse, [0] * coarse_count)

    def _segments(self, data, place, lines):
        points = [POINT.unpack_from(data, place + POINT.size * n) for n in range(len(lines) + 1)]
        return [self._segment(*pair, line) for *pair, line in zip(points, points[1:], lines, strict=False)]

    def _segment(self, before, point, line):
        kind, tool, width, height, speed, celsius, *_ = self.styles[point[3]]
        sizes = width / 1000, height / 1000, speed / 10
        return Segment(self._place(before), self._place(point), line, kind, tool, *sizes, celsius)

    def _place(self, point):
        return tuple(self.origin[axis] + self.step[axis] * point[axis] for axis in range(3))

    def of_layer(self, layer):
        firsts = [one[0] for one in self.layers] + [self.segment_count]
        return self.segments[firsts[layer] : firsts[layer + 1]]
