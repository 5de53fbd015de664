"""The moves of a file as they are read, kept in a temporary file until all of its layers are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.toolpaths.line_kinds import LineKind
from lezerprint.gcode.toolpaths.remarks import RemarkReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from numpy.typing import NDArray

    from lezerprint.gcode.chords import Moves
    from lezerprint.gcode.heating import Heat
    from lezerprint.gcode.measuring import ReadBlock
    from lezerprint.gcode.moves import Block

RECORD: Final = np.dtype(
    [
        ("x", "f4"),
        ("y", "f4"),
        ("z", "f4"),
        ("line", "u4"),
        ("fed", "f4"),
        ("speed", "f4"),
        ("width_um", "u2"),
        ("height_um", "u2"),
        ("celsius", "u2"),
        ("kind", "u1"),
        ("tool", "u1"),
    ]
)
"""A segment by its end; `fed` is millimetres of filament for each millimetre of way."""

_SAME_PLACE_MM: Final = 0.002
_MOST_TOOLS: Final = 16
_HOTTEST_CELSIUS: Final = 1000.0


class Collector:
    """Takes the moves block by block.

    Args:
        file: Empty, open for writing and reading.

    Attributes:
        count: How many points there are: one more than segments, or none.
        layer_firsts: Of each layer the index of its first segment; the first is what precedes all layers.
        printed_counts: Of each layer how many segments are printed.
        least_mm: The least x, y and z of what is printed.
        most_mm: The greatest.
        reached_mm: The least and the greatest of all points.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.count = 0
        self.layer_firsts = [0]
        self.printed_counts = [0]
        self.least_mm = np.full(3, np.inf)
        self.most_mm = np.full(3, -np.inf)
        self.reached_mm = np.array([self.least_mm, self.most_mm])
        self._file = file
        self._remarks = RemarkReader()
        self._last: NDArray[np.float64] | None = None
        self._celsius: dict[int, float] = {}

    @property
    def kinds_told(self) -> bool:
        """Whether the slicer says of what kind its lines are."""
        return self._remarks.kinds_told

    @property
    def segment_count(self) -> int:
        """How many there are."""
        return max(self.count - 1, 0)

    def take(
        self,
        read: ReadBlock,
        block: Block,
        layers: NDArray[np.int64],
        lines: NDArray[np.int64],
        heats: Sequence[Heat],
    ) -> None:
        """Take the moves of the next block.

        Args:
            read: Its text.
            block: Its moves.
            layers: The layer of each, counted from 1.
            lines: The file's line of each, counted from 1.
            heats: The heating commands of the block.
        """
        moves = block.moves
        tools = (
            np.broadcast_to(block.timelines["tool"].at(moves.commands), len(moves)).astype(np.int64)
            % _MOST_TOOLS
        )
        celsius = self._temperatures(moves, tools, heats)
        kinds, widths, heights = self._remarks.at(read, read.table.rows[moves.commands])
        chosen = np.flatnonzero((moves.dx != 0) | (moves.dy != 0) | (moves.dz != 0))
        if not len(chosen):
            return
        moves = moves.taken(chosen)
        printing = moves.is_printing
        records = np.zeros(len(chosen), RECORD)
        for axis in "xyz":
            records[axis] = getattr(moves, axis)
        records["line"] = lines[chosen]
        records["fed"] = np.where(printing, moves.de / np.maximum(moves.distance, 1e-9), 0.0)
        records["speed"] = moves.feed
        records["celsius"] = celsius[chosen]
        records["tool"] = tools[chosen]
        told = np.where(kinds[chosen] >= 0, kinds[chosen], int(LineKind.OTHER))
        records["kind"] = np.where(printing, told, int(LineKind.TRAVEL))
        records["width_um"] = np.where(printing, widths[chosen], 0)
        records["height_um"] = np.where(printing, heights[chosen], 0)
        self._bound(moves, printing)
        self._append(moves, records, layers[chosen])

    def records(self, at_once: int) -> Iterator[NDArray[np.void]]:
        """What was taken, from the beginning."""
        self._file.flush()
        self._file.seek(0)
        while data := self._file.read(at_once * RECORD.itemsize):
            yield np.frombuffer(data, RECORD)

    def _append(self, moves: Moves, records: NDArray[np.void], layers: NDArray[np.int64]) -> None:
        """Write the segments, with a jump before each that does not begin where the last has ended."""
        starts = np.column_stack((moves.x - moves.dx, moves.y - moves.dy, moves.z - moves.dz))
        ends = np.column_stack((moves.x, moves.y, moves.z))
        before = np.concatenate((starts[:1] if self._last is None else self._last[None], ends[:-1]))
        jumps = np.flatnonzero(np.abs(starts - before).max(axis=1) > _SAME_PLACE_MM)
        if self._last is None:
            jumps = np.concatenate(([0], jumps))
        self._last = ends[-1]
        if len(jumps):
            jumped = records[jumps].copy()
            for index, axis in enumerate("xyz"):
                jumped[axis] = starts[jumps, index]
            for name in ("kind", "fed", "width_um", "height_um", "speed"):
                jumped[name] = 0
            records = np.insert(records, jumps, jumped)
            layers = np.insert(layers, jumps, layers[jumps])
        self._count_layers(layers, records["fed"] > 0)
        self._file.write(records.tobytes())
        self.count += len(records)

    def _count_layers(self, layers: NDArray[np.int64], printed: NDArray[np.bool_]) -> None:
        newest = int(layers[-1])
        known = len(self.layer_firsts)
        if newest >= known:
            # The point before the first segment is no segment.
            firsts = np.searchsorted(layers, np.arange(known, newest + 1)) + self.count - 1
            self.layer_firsts += np.maximum(firsts, 0).tolist()
            self.printed_counts += [0] * (newest + 1 - known)
        counts = np.bincount(layers[printed] - int(layers[0]))
        for layer, count in zip(range(int(layers[0]), newest + 1), counts.tolist(), strict=False):
            self.printed_counts[layer] += count

    def _bound(self, moves: Moves, printing: NDArray[np.bool_]) -> None:
        for index, axis in enumerate("xyz"):
            ends, deltas = getattr(moves, axis), getattr(moves, f"d{axis}")
            starts = ends - deltas
            low, high = np.minimum(starts, ends), np.maximum(starts, ends)
            self.reached_mm[0, index] = min(self.reached_mm[0, index], low.min())
            self.reached_mm[1, index] = max(self.reached_mm[1, index], high.max())
            if printing.any():
                self.least_mm[index] = min(self.least_mm[index], low[printing].min())
                self.most_mm[index] = max(self.most_mm[index], high[printing].max())

    def _temperatures(
        self, moves: Moves, tools: NDArray[np.int64], heats: Sequence[Heat]
    ) -> NDArray[np.float64]:
        """The target of the selected hotend at each move, in °C."""
        celsius = np.zeros(len(moves))
        hotends = [heat for heat in heats if heat.heater == "hotend"]
        bounds = [*np.searchsorted(moves.commands, [heat.command for heat in hotends]).tolist(), len(moves)]
        self._fill(celsius, tools, 0, bounds[0])
        for heat, start, stop in zip(hotends, bounds, bounds[1:], strict=False):
            self._celsius[heat.tool % _MOST_TOOLS] = min(max(heat.celsius, 0.0), _HOTTEST_CELSIUS)
            self._fill(celsius, tools, start, stop)
        return celsius

    def _fill(self, celsius: NDArray[np.float64], tools: NDArray[np.int64], start: int, stop: int) -> None:
        for tool, target in self._celsius.items():
            here = tools[start:stop] == tool
            celsius[start:stop][here] = target
