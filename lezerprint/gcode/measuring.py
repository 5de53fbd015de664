"""The measurements of a print, taken block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.checks import Checks
from lezerprint.gcode.extents import Extent
from lezerprint.gcode.filament import FilamentCounter
from lezerprint.gcode.heating import FirstLayerHeat, heating_commands, read_heats
from lezerprint.gcode.kinematics import LastMove, profiles
from lezerprint.gcode.layering import LayersByHeight, comment_places
from lezerprint.gcode.markers import MarkerReader
from lezerprint.gcode.moves import Block, BlockStart, read_moves
from lezerprint.gcode.pauses import Pauses
from lezerprint.gcode.planner import Planner, Timed, no_profiles
from lezerprint.gcode.schedule import MOST_LAYERS, Schedule
from lezerprint.gcode.source import check_lengths
from lezerprint.gcode.timeline import initial_values
from lezerprint.gcode.tokens import NO_CODE, read_words, unify_line_ends
from lezerprint.gcode.unfollowed import Unfollowed
from lezerprint.marlin.firmware import ExtruderMode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.heating import Heat
    from lezerprint.gcode.limits import MachineLimits
    from lezerprint.gcode.source import TextBlock
    from lezerprint.gcode.tokens import WordTable
    from lezerprint.gcode.toolpaths.collector import Collector

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_NEWLINE: Final = ord("\n")


@dataclass(frozen=True, slots=True)
class ReadBlock:
    """What a block says by itself, whatever comes before it.

    Attributes:
        byte_count: Its size in the file.
        rows: Its text, with newlines for line ends, byte for byte in its places.
        row_ends: int64[r], where in `rows` the newlines are.
        comments: int64, where in `rows` comments begin that are a row of their own.
        table: The words.
        is_open: Whether its last row has no end.
    """

    byte_count: int
    rows: bytes
    row_ends: NDArray[np.int64]
    comments: NDArray[np.int64]
    table: WordTable
    is_open: bool


def read_block(whole: TextBlock) -> ReadBlock:
    """Read a block of whole lines."""
    block = whole.text
    if block.startswith(_BYTE_ORDER_MARK):
        block = b" " * len(_BYTE_ORDER_MARK) + block[len(_BYTE_ORDER_MARK) :]
    rows = unify_line_ends(block)
    row_ends = np.flatnonzero(np.frombuffer(rows, np.uint8) == _NEWLINE)
    is_open = not block.endswith((b"\n", b"\r"))
    return ReadBlock(whole.byte_count, rows, row_ends, comment_places(rows), read_words(rows), is_open)


class Measuring:
    """Takes the measurements, and carries what must be known from one block to the next.

    Attributes:
        offset: How many bytes were taken.
        row_count: How many rows.
        command_count: How many of them are G-code.
        foreign_count: How many have words that are none.
        unfollowed: What of it the figures do not have.
        checks: What is to be known before it is printed.
        move_count: How many moves were made of them.
        marked: Whether layers begin at markers; else at new heights.
        printing_mm: The way on which something is extruded.
        travel_mm: The way on which nothing is.
        model_fed_mm: Filament from the first layer on, in mm.
        set_last: Of each heater and tool the last target, in °C, and its row.
        macro_at_end: Whether a macro of other firmware, which may switch heaters off, is after the last move.
        ends_open: Whether the last row has no end.
        collector: Is given all moves; None: nobody wants them.
    """

    def __init__(
        self,
        limits: MachineLimits,
        *,
        marked: bool,
        extruder_mode: ExtruderMode = ExtruderMode.FOLLOWS_AXES,
        lines_per_sample: int = 1000,
        collector: Collector | None = None,
    ) -> None:
        self.offset = 0
        self.row_count = 0
        self.command_count = 0
        self.foreign_count = 0
        self.move_count = 0
        self.marked = marked
        self.printing_mm = 0.0
        self.travel_mm = 0.0
        self.schedule = Schedule()
        self._lines_per_sample = lines_per_sample
        self.markers = MarkerReader()
        self.filament = FilamentCounter()
        self.printed = Extent()
        self.reached = Extent()
        self.heat = FirstLayerHeat()
        self.model_fed_mm = 0.0
        self._fed_mm = 0.0
        self.set_last: dict[tuple[str, int], tuple[float, int]] = {}
        self.macro_at_end = False
        self.ends_open = False
        self.unfollowed = Unfollowed()
        self.checks = Checks()
        self.collector = collector
        self._printing_begun = False
        self._position = BlockStart(initial_values(limits), extruder_mode=extruder_mode)
        self._last = LastMove()
        self._planner = Planner(tag_count=2)
        self._pauses = Pauses()
        self._by_height = LayersByHeight()

    @property
    def rules_differ(self) -> bool:
        """Whether another rule of what makes E relative would have fed otherwise."""
        return self._position.rules_differ

    def take(self, read: ReadBlock) -> None:
        """Take the next block of whole lines.

        Raises:
            GcodeFileError: A line is too long.
        """
        row_ends, table = read.row_ends, read.table
        check_lengths(read.rows, row_ends, self.row_count + 1)
        parsed = read_moves(table, self._position)
        self.unfollowed.read(table, parsed.timelines, read.rows, row_ends, self.row_count)
        self.checks.read_commands(table, self.row_count)
        self.checks.note_macros(table, read.rows, row_ends, self.row_count)
        if self._position.differing_command is not None:
            row = int(table.rows[self._position.differing_command])
            self.checks.modes_differ_line = self.row_count + row + 1
        layers = self._layers(read, parsed)
        heats = self._follow_heat(table, parsed, layers)
        self._follow_end(read, parsed)
        lines = table.rows[parsed.moves.commands] + (self.row_count + 1)
        self._measure(parsed, layers, lines)
        if self.collector is not None:
            self.collector.take(read, parsed, layers, lines, heats)
        self._sample(row_ends)
        self._time(table, parsed, layers)
        self.offset += read.byte_count
        self.row_count += len(row_ends)
        commands = int(np.count_nonzero(table.codes != NO_CODE))
        self.command_count += commands
        self.foreign_count += len(table.codes) - commands

    def finish(self) -> None:
        """Take what waited for moves that do not come."""
        self._spend(self._planner.plan(no_profiles(), np.zeros((0, 2), np.int64), is_last=True))
        if not np.isnan(self._pauses.seconds):
            self.schedule.spend_at_end(self._pauses.seconds)

    def _layers(self, read: ReadBlock, block: Block) -> NDArray[np.int64]:
        """int64[m], the layer of each move, counted from 1; 0 is what comes before the first."""
        row_ends, table = read.row_ends, read.table
        before = self.schedule.layer_count
        known = len(self.markers.layers)
        if known < MOST_LAYERS:
            self.markers.read_comments(
                read.rows, read.comments, lambda places: np.searchsorted(row_ends, places)
            )
        if self.marked:
            starts = np.array([layer.line for layer in self.markers.layers[known:]], np.int64)
        else:
            starts = table.rows[block.moves.commands[self._by_height.starts(block.moves)]]
        starts = starts[: MOST_LAYERS - before]
        offsets = np.concatenate(([0], row_ends + 1))[starts] + self.offset
        for row, offset in zip(starts.tolist(), offsets.tolist(), strict=True):
            self.schedule.begin_layer(row + self.row_count, offset)
        places = np.searchsorted(table.rows[block.moves.commands], starts)
        numbers = np.arange(before, before + len(starts) + 1)
        return np.repeat(numbers, np.diff(places, prepend=0, append=len(block.moves)))

    def _follow_heat(self, table: WordTable, block: Block, layers: NDArray[np.int64]) -> list[Heat]:
        """Take the temperatures up to the first move that prints, and those that hold at the end."""
        first: float = 0
        if not self._printing_begun:
            printing = np.flatnonzero(block.moves.is_printing & (layers > 0))
            self._printing_begun = len(printing) > 0
            first = int(block.moves.commands[printing[0]]) if self._printing_begun else np.inf
        heats = heating_commands(table)
        tools = np.broadcast_to(block.timelines["tool"].at(heats), len(heats))
        found = read_heats(table, tools, heats)
        lines = table.rows[block.moves.commands] + (self.row_count + 1)
        self.checks.read_heat(block, found, lines, self.row_count)
        for heat in found:
            self.set_last[heat.heater, heat.tool] = heat.celsius, self.row_count + heat.row + 1
            if heat.command < first:
                self.heat.take(heat)
        return found

    def _follow_end(self, read: ReadBlock, block: Block) -> None:
        """Whether a macro of other firmware comes after the last move, and whether the last row is whole."""
        if len(block.moves):
            self.macro_at_end = False
        last_move = int(block.moves.commands[-1]) if len(block.moves) else -1
        foreign = np.flatnonzero(read.table.codes == NO_CODE)
        if read.is_open and len(foreign) and read.table.rows[foreign[-1]] == len(read.row_ends) - 1:
            foreign = foreign[:-1]
        self.macro_at_end |= len(foreign) > 0 and int(foreign[-1]) > last_move
        self.ends_open = read.is_open

    def _measure(self, block: Block, layers: NDArray[np.int64], lines: NDArray[np.int64]) -> None:
        moves = block.moves
        if not len(moves):
            return
        is_printing = moves.is_printing
        is_model = is_printing & (layers > 0)
        chosen = np.flatnonzero(is_model)
        self.reached.add(block)
        self.printed.add(block, chosen)
        self.checks.reached.add(moves, lines)
        self.checks.printed.add(moves, lines, chosen)
        self.schedule.print_at(layers[chosen], moves.z[chosen])
        printing_mm = float(moves.distance[is_printing].sum())
        self.printing_mm += printing_mm
        fed = np.cumsum(moves.de[layers > 0])
        if len(fed):
            self.model_fed_mm = max(self.model_fed_mm, self._fed_mm + float(fed.max()))
            self._fed_mm += float(fed[-1])
        self.travel_mm += float(moves.distance.sum()) - printing_mm
        self.filament.add(block)
        self.move_count += len(moves)

    def _time(self, table: WordTable, block: Block, layers: NDArray[np.int64]) -> None:
        pauses = self._pauses.before(table, block.moves.commands)
        planned = profiles(block.moves, block.timelines, self._last, pauses)
        rows = table.rows[block.moves.commands] + self.row_count
        self._spend(self._planner.plan(planned, np.column_stack((rows, layers))))

    def _spend(self, timed: Timed) -> None:
        self.schedule.spend(timed.tags[:, 0], timed.tags[:, 1], timed.seconds)

    def _sample(self, row_ends: NDArray[np.int64]) -> None:
        spacing = self._lines_per_sample
        rows = np.arange(-self.row_count % spacing, len(row_ends), spacing)
        offsets = np.concatenate(([0], row_ends + 1))[rows] + self.offset
        self.schedule.sample((rows + self.row_count).tolist(), offsets.tolist())
