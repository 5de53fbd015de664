"""Writing the toolpath file once all moves are collected and all layers are known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.toolpaths.coarse import Coarse, Lines
from lezerprint.gcode.toolpaths.layout import (
    KINDS_KNOWN,
    LAYER,
    LAYERS_MARKED,
    LINE,
    POINT,
    STEPS,
    Header,
)
from lezerprint.gcode.toolpaths.line_kinds import LineKind
from lezerprint.gcode.toolpaths.styles import Styles, time_step

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from numpy.typing import NDArray

    from lezerprint.gcode.schedule import Layers
    from lezerprint.gcode.toolpaths.collector import Collector

_AT_ONCE: Final = 64 << 10
_FARTHEST_MM: Final = 500.0
"""Travel so far beyond what is printed is cut off, for it would make the steps of all coordinates large."""

_THINNEST_MM: Final = 0.02
_THICKEST_MM: Final = 2.0
_USUAL_HEIGHT_MM: Final = 0.2
_NARROWEST_MM: Final = 0.1
_WIDEST_MM: Final = 5.0
_WIDTH_STEP_MM: Final = 0.05
_MICROMETRES: Final = 1000
_FILAMENT_MM: Final = 1.75
_INSIDE: Final = (LineKind.INNER_WALL, LineKind.INFILL, LineKind.SOLID_INFILL, LineKind.GAP_FILL)


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """What else is known of the print.

    Attributes:
        layers: Where and when they begin.
        layers_marked: Whether the slicer marked them.
        seconds: Of all moves.
        line_count: All lines of the file.
        filament_diameters_mm: By tool, as far as the file says.
    """

    layers: Layers
    layers_marked: bool
    seconds: float
    line_count: int
    filament_diameters_mm: tuple[float, ...]


def write_toolpaths(collector: Collector, printed: Print, destination: Path) -> None:
    """Write the file.

    Raises:
        OSError: It cannot be written.
    """
    writer = _Writer(collector, printed)
    with destination.open("wb") as out:
        writer.write(out)


class _Writer:
    def __init__(self, collector: Collector, printed: Print) -> None:
        self._collector = collector
        self._printed = printed
        self._origin, self._step = _scale(collector)
        self._heights_um = _layer_heights_um(printed.layers)
        layer_count = len(printed.layers)
        missing = layer_count + 1 - len(collector.layer_firsts)
        self._firsts = np.array(collector.layer_firsts + [collector.segment_count] * missing, np.int64)
        self._counts = np.array(collector.printed_counts + [0] * missing, np.int64)
        self._time_steps = time_step(np.concatenate(([0.0], printed.layers.seconds)))
        self._styles = Styles()
        self._coarse = Coarse(self._step)
        self._bounds = np.tile(np.array([STEPS, STEPS, 0, 0], np.int64), (layer_count + 1, 1))
        self._hidden = [*_INSIDE] if collector.kinds_told else []

    def write(self, out: BinaryIO) -> None:
        """Points and lines go to their places as they come; what is known last is written last."""
        _, points_at, lines_at, *_ = self._header(0, 0).places
        first, last_point = 0, None
        for records in self._collector.records(_AT_ONCE):
            points, firsts = self._points(records, first, last_point)
            out.seek(points_at + POINT.itemsize * first)
            out.write(points.tobytes())
            is_start = int(not first)
            out.seek(lines_at + LINE.itemsize * (first - 1 + is_start))
            out.write(records["line"][is_start:].astype(LINE).tobytes())
            first += len(records)
            last_point = firsts
        if not first:
            out.seek(points_at)
            out.write(np.zeros(1, POINT).tobytes())
        coarse, coarse_firsts = self._coarse.points(len(self._printed.layers))
        header = self._header(len(self._styles), len(coarse) - 1)
        layers_at, _, _, styles_at, coarse_at = header.places
        for place, section in (
            (styles_at, self._styles.table()),
            (coarse_at, coarse),
            (layers_at, self._layer_table(coarse_firsts)),
        ):
            out.seek(place)
            out.write(section.tobytes())
        out.seek(0)
        out.write(header.pack())

    def _points(
        self, records: NDArray[np.void], first: int, before: NDArray[np.uint16] | None
    ) -> tuple[NDArray[np.void], NDArray[np.uint16]]:
        """The points of the next records, and the place of the last; `before` is that of the last so far."""
        # The segment that ends at a point has its number less one.
        layers = np.searchsorted(self._firsts, np.arange(first - 1, first - 1 + len(records)), "right") - 1
        layers = np.maximum(layers, 0)
        exact = np.column_stack([records[axis] for axis in "xyz"]).astype(np.float64)
        steps = np.round((exact - self._origin) / self._step).clip(0, STEPS).astype(np.uint16)
        styles = self._styles_of(records, layers)
        points = np.zeros(len(records), POINT)
        for index, axis in enumerate("xyz"):
            points[axis] = steps[:, index]
        points["style"] = styles
        starts = np.concatenate((steps[:1] if before is None else before[None], steps[:-1]))
        is_printed = records["fed"] > 0
        if before is None:
            points["style"][:1] = 0
        self._bound(starts, steps, layers, is_printed)
        seen = is_printed & (~np.isin(records["kind"], self._hidden) | (layers == 1))
        self._coarse.add(Lines(starts, steps, styles, layers).chosen(seen))
        return points, steps[-1]

    def _styles_of(self, records: NDArray[np.void], layers: NDArray[np.int64]) -> NDArray[np.uint16]:
        printed = records["fed"] > 0
        told = records["height_um"].astype(np.int64)
        heights = np.where(printed, np.where(told > 0, told, self._heights_um[layers]), 0)
        kinds = records["kind"].astype(np.int64)
        return self._styles.numbers(
            {
                "kind": kinds,
                "tool": records["tool"].astype(np.int64),
                "width": np.where(printed, self._widths_um(records, heights), 0),
                "height": heights,
                "speed": np.where(kinds == int(LineKind.JUMP), 0.0, records["speed"]),
                "celsius": records["celsius"].astype(np.int64),
                "time": self._time_steps[layers],
            }
        )

    def _widths_um(self, records: NDArray[np.void], heights_um: NDArray[np.int64]) -> NDArray[np.int64]:
        """As told, else by what is fed: a rectangle with round ends (Slic3r's flow model) has its area."""
        diameters = np.full(256, _FILAMENT_MM)
        given = self._printed.filament_diameters_mm[:256]
        diameters[: len(given)] = given
        areas = records["fed"] * np.pi / 4 * diameters[records["tool"]] ** 2
        heights = np.maximum(heights_um / _MICROMETRES, _THINNEST_MM)
        widths = areas / heights + heights * (1 - np.pi / 4)
        widths = np.round(widths.clip(_NARROWEST_MM, _WIDEST_MM) / _WIDTH_STEP_MM) * _WIDTH_STEP_MM
        told = records["width_um"].astype(np.int64)
        return np.where(told > 0, told, np.round(widths * _MICROMETRES).astype(np.int64))

    def _bound(
        self,
        starts: NDArray[np.uint16],
        ends: NDArray[np.uint16],
        layers: NDArray[np.int64],
        printed: NDArray[np.bool_],
    ) -> None:
        chosen = np.flatnonzero(printed)
        if not len(chosen):
            return
        layers = layers[chosen]
        firsts = np.flatnonzero(np.diff(layers, prepend=-1))
        rows = layers[firsts]
        for column, unite in ((0, np.minimum), (1, np.minimum), (2, np.maximum), (3, np.maximum)):
            values = unite(starts[chosen, column % 2], ends[chosen, column % 2]).astype(np.int64)
            found = unite.reduceat(values, firsts)
            self._bounds[rows, column] = unite(self._bounds[rows, column], found)

    def _layer_table(self, coarse_firsts: NDArray[np.int64]) -> NDArray[np.void]:
        layers = self._printed.layers
        table = np.zeros(len(layers) + 1, LAYER)
        table["first_segment"] = self._firsts
        table["first_coarse_segment"] = coarse_firsts
        table["printed_segments"] = self._counts
        table["first_line"][0] = 1
        table["z_mm"][0] = np.nan
        table["height_mm"] = self._heights_um / _MICROMETRES
        table["seconds"][0] = layers.starts[0] if len(layers) else self._printed.seconds
        for name, values in (
            ("first_line", layers.lines),
            ("offset_bytes", layers.offsets),
            ("z_mm", layers.z_mm),
            ("start_seconds", layers.starts),
            ("seconds", layers.seconds),
        ):
            table[name][1:] = values
        for index, name in enumerate(("min_x", "min_y", "max_x", "max_y")):
            table[name] = np.where(self._counts > 0, self._bounds[:, index], 0)
        return table

    def _header(self, style_count: int, coarse_count: int) -> Header:
        collector, printed = self._collector, self._printed
        least, most = collector.least_mm.tolist(), collector.most_mm.tolist()
        box = [*least, *most] if math.isfinite(least[0]) else [math.nan] * 6
        flags = LAYERS_MARKED * printed.layers_marked | KINDS_KNOWN * collector.kinds_told
        x, y, z = self._origin.tolist()
        step_x, step_y, step_z = self._step.tolist()
        return Header(
            segment_count=collector.segment_count,
            layer_count=len(printed.layers),
            style_count=style_count,
            coarse_segment_count=coarse_count,
            line_count=printed.line_count,
            flags=flags,
            origin_mm=(x, y, z),
            step_mm=(step_x, step_y, step_z),
            printed_mm=(box[0], box[1], box[2], box[3], box[4], box[5]),
            seconds=printed.seconds,
            coarse_tolerance_mm=self._coarse.tolerance_mm,
            coarse_layer_step=self._coarse.layer_step,
        )


def _scale(collector: Collector) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The origin and the step of the coordinates."""
    low, high = collector.reached_mm
    if not np.isfinite(low).all():
        return np.zeros(3), np.ones(3)
    if np.isfinite(collector.least_mm).all():
        low = np.maximum(low, collector.least_mm - _FARTHEST_MM)
        high = np.minimum(high, collector.most_mm + _FARTHEST_MM)
    size = high - low
    return low, np.where(size > 0, size, 1.0) / STEPS


def _layer_heights_um(layers: Layers) -> NDArray[np.int64]:
    """int64[k + 1], how high each layer is, by the heights of the nozzle; first what precedes all layers."""
    heights = np.diff(layers.z_mm, prepend=0.0)
    known = np.flatnonzero((heights > _THINNEST_MM) & (heights < _THICKEST_MM))
    usual = float(np.median(heights[known])) if len(known) else _USUAL_HEIGHT_MM
    last_known = np.full(len(heights), -1)
    last_known[known] = known
    np.maximum.accumulate(last_known, out=last_known)
    found = np.where(last_known >= 0, heights[last_known], usual) if len(heights) else heights
    return np.round(np.concatenate(([found[0] if len(found) else usual], found)) * _MICROMETRES).astype(
        np.int64
    )
