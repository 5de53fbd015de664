"""The coarse lines: what is seen of a print from outside, in few segments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.toolpaths.layout import POINT

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_SEGMENTS: Final = 200_000
_FINEST_MM: Final = 0.025
_COARSEST_MM: Final = 0.4
_PASSES: Final = 4


@dataclass(frozen=True, slots=True)
class Lines:
    """n segments, not necessarily connected.

    Attributes:
        starts: uint16[n, 3], in steps.
        ends: Likewise.
        styles: uint16[n].
        layers: int64[n], ascending from 0.
    """

    starts: NDArray[np.uint16]
    ends: NDArray[np.uint16]
    styles: NDArray[np.uint16]
    layers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.styles)

    def chosen(self, kept: NDArray[np.bool_]) -> Lines:
        """Those of them."""
        return Lines(self.starts[kept], self.ends[kept], self.styles[kept], self.layers[kept])


class Coarse:
    """Collects lines, and simplifies them the more the more they are.

    Args:
        step_mm: One step of x, y and z.

    Attributes:
        tolerance_mm: How far a simplified line may be from the points that it leaves out.
        layer_step: One layer of so many is kept, the last of them.
    """

    def __init__(self, step_mm: NDArray[np.float64], most_segments: int = MOST_SEGMENTS) -> None:
        self.tolerance_mm = _FINEST_MM
        self.layer_step = 1
        self._step_mm = step_mm
        self._most = most_segments
        self._parts: list[Lines] = []

    def add(self, lines: Lines) -> None:
        """Take the next lines, in the order of printing."""
        lines = lines.chosen(lines.layers % self.layer_step == 0) if self.layer_step > 1 else lines
        self._parts.append(self._simplified(lines))
        while sum(map(len, self._parts)) > self._most:
            if self.tolerance_mm < _COARSEST_MM:
                self.tolerance_mm *= 2
                self._parts = [self._simplified(self._joined())]
            elif self.layer_step < 1 << 16:
                self.layer_step *= 2
                joined = self._joined()
                self._parts = [joined.chosen(joined.layers % self.layer_step == 0)]

    def points(self, layer_count: int) -> tuple[NDArray[np.void], NDArray[np.int64]]:
        """The points of all lines in one, with jumps between them; and of each layer its first segment."""
        lines = self._joined()
        if not len(lines):
            return np.zeros(1, POINT), np.zeros(layer_count + 1, np.int64)
        apart = (lines.starts[1:] != lines.ends[:-1]).any(axis=1)
        jumps = np.concatenate(([True], apart))
        at = np.arange(len(lines)) + np.cumsum(jumps)
        points = np.zeros(at[-1] + 1, POINT)
        for index, axis in enumerate("xyz"):
            points[axis][at] = lines.ends[:, index]
            points[axis][at[jumps] - 1] = lines.starts[jumps, index]
        points["style"][at] = lines.styles
        # The first point is no segment, but the place where the first one begins.
        firsts = np.searchsorted(lines.layers, np.arange(layer_count + 1))
        ends = np.concatenate((at - 1 - jumps, [len(points) - 1]))
        return points, np.maximum(ends[firsts], 0)

    def _joined(self) -> Lines:
        if not self._parts:
            empty = np.zeros((0, 3), np.uint16)
            return Lines(empty, empty, np.zeros(0, np.uint16), np.zeros(0, np.int64))
        return Lines(
            *(
                np.concatenate([getattr(part, name) for part in self._parts])
                for name in ("starts", "ends", "styles", "layers")
            )
        )

    def _simplified(self, lines: Lines) -> Lines:
        """The lines without points that are within the tolerance of the line between their neighbours."""
        for _ in range(_PASSES):
            spare = self._spare(lines)
            if not spare.any():
                break
            ends = lines.ends.copy()
            ends[np.flatnonzero(spare) - 1] = lines.ends[spare]
            lines = replace(lines, ends=ends).chosen(~spare)
        return lines

    def _spare(self, lines: Lines) -> NDArray[np.bool_]:
        """Which lines may be one with the line before, that line itself not being spare."""
        spare = np.zeros(len(lines), np.bool_)
        if len(lines) < 2:  # noqa: PLR2004 - a pair
            return spare
        spare[1:] = (
            (lines.starts[1:] == lines.ends[:-1]).all(axis=1)
            & (lines.styles[1:] == lines.styles[:-1])
            & (lines.layers[1:] == lines.layers[:-1])
        )
        begin = lines.starts[:-1] * self._step_mm
        middle, end = lines.starts[1:] * self._step_mm, lines.ends[1:] * self._step_mm
        way, part = end - begin, middle - begin
        length = np.sqrt((way**2).sum(axis=1))
        share = np.clip((part * way).sum(axis=1) / np.maximum(length**2, 1e-12), 0.0, 1.0)
        distance = np.sqrt(((part - way * share[:, None]) ** 2).sum(axis=1))
        spare[1:] &= distance <= self.tolerance_mm
        places = np.arange(len(lines))
        since = places - np.maximum.accumulate(np.where(spare, 0, places))
        return np.asarray(spare & (since % 2 == 1))
