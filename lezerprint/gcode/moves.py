"""The moves of a block: from where to where, how far, how much is extruded, with which feed rate."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from lezerprint.gcode.arcs import Arcs, arcs_between, is_arc, offsets_of_radius
from lezerprint.gcode.timeline import Timelines
from lezerprint.gcode.tokens import code_of
from lezerprint.marlin.firmware import ExtruderMode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.tokens import WordTable

_OTHER, _LINE, _CLOCKWISE, _COUNTERCLOCKWISE, _SET, _HOME, _RETRACT, _RECOVER = range(8)
_KINDS: Final = np.zeros(code_of("Z", 0) + 1024, np.int8)
for _number, _kind in (
    (0, _LINE), (1, _LINE), (5, _LINE), (2, _CLOCKWISE), (3, _COUNTERCLOCKWISE),
    (92, _SET), (28, _HOME), (10, _RETRACT), (11, _RECOVER),
):  # fmt: skip
    _KINDS[code_of("G", _number)] = _kind

_G: Final = ord("G")
_SMALLEST_MOVE_MM: Final = 1e-9
_LEAST_FEED_MM_S: Final = 0.05
"""Marlin's MINIMUM_PLANNER_SPEED."""


@dataclass(slots=True)
class Position:
    """Where a block begins: logical positions (as commands name them), and what the modes are.

    Attributes:
        shift: Added to the logical position gives that of the machine; G92 changes it, G28 clears it.
        retracted: By G10.
        values: Of the timelines.
        extruder_mode: By which rule E is relative.
        rules_differ: Whether another rule would have fed otherwise.
    """

    values: dict[str, float]
    logical: dict[str, float] = field(default_factory=lambda: dict.fromkeys("XYZE", 0.0))
    shift: dict[str, float] = field(default_factory=lambda: dict.fromkeys("XYZ", 0.0))
    feed_rate_mm_min: float = 1500.0
    retracted: bool = False
    extruder_mode: ExtruderMode = ExtruderMode.FOLLOWS_AXES
    rules_differ: bool = False


@dataclass(frozen=True, slots=True)
class Moves:
    """m moves that go somewhere or extrude; every column has m entries, lengths are millimetres.

    Attributes:
        commands: int64, the command of each in the block; an arc's chords are moves of one command.
        x: float64, where it ends, in the machine's coordinates, as are y and z.
        dx: How far it goes; dy and dz likewise.
        de: How much it feeds (negative: takes back), firmware retraction included.
        distance: The way in space, along the arc for its chords; 0 where only the extruder moves.
        feed: Millimetres a second, as commanded.
    """

    commands: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    z: NDArray[np.float64]
    dx: NDArray[np.float64]
    dy: NDArray[np.float64]
    dz: NDArray[np.float64]
    de: NDArray[np.float64]
    distance: NDArray[np.float64]
    feed: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.commands)

    def taken(self, indices: NDArray[np.int64]) -> Self:
        """These of the moves, in this order."""
        return replace(self, **{column.name: getattr(self, column.name)[indices] for column in fields(self)})

    @property
    def is_printing(self) -> NDArray[np.bool_]:
        """bool[m], whether it extrudes on its way across the bed."""
        return np.asarray((self.de > 0) & ((self.dx != 0) | (self.dy != 0)))


@dataclass(frozen=True, slots=True)
class Block:
    """What became of a block.

    Attributes:
        moves: In order.
        timelines: What held when.
        arcs: Those among the commands, with the index of each one's first chord in `moves`; None: no arcs.
    """

    moves: Moves
    timelines: Timelines
    arcs: tuple[Arcs, NDArray[np.int64]] | None


class _Rows:
    """The commands of a block that set positions, and their words by letter; p of them."""

    def __init__(self, table: WordTable, timelines: Timelines) -> None:
        kinds = _KINDS[table.codes]
        self.commands = np.flatnonzero(kinds)
        self.kinds = kinds[self.commands]
        self.scale = timelines["scale"].at(self.commands)
        slots = np.full(len(kinds), -1)
        slots[self.commands] = np.arange(len(self.commands))
        word_slots = slots[table.commands]
        words = np.flatnonzero((word_slots >= 0) & (table.letters != _G))
        self._letters = table.letters[words]
        self._values = table.values[words]
        self._numbered = table.numbered[words]
        self._slots = word_slots[words]

    def __len__(self) -> int:
        return len(self.commands)

    def column(self, letter: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The numbers after a letter in millimetres, float64[p], 0 where there is none; and where one is."""
        words = np.flatnonzero((self._letters == ord(letter)) & self._numbered)
        slots = self._slots[words]
        values = np.zeros(len(self))
        values[slots] = self._values[words]
        given = np.zeros(len(self), np.bool_)
        given[slots] = True
        return values * self.scale, given

    def has(self, letter: str) -> NDArray[np.bool_]:
        """bool[p], where a letter stands, with a number or without."""
        found = np.zeros(len(self), np.bool_)
        found[self._slots[self._letters == ord(letter)]] = True
        return found


def read_moves(table: WordTable, position: Position) -> Block:
    """The moves of a block; `position` is where it begins, and is moved on to its end."""
    timelines = Timelines(table, position.values)
    rows = _Rows(table, timelines)
    is_motion = (rows.kinds >= _LINE) & (rows.kinds <= _COUNTERCLOCKWISE)
    homed = _homed(rows)
    ends, deltas = {}, {}
    absolute = timelines["absolute_axes"].at(rows.commands) > 0
    for axis in "XYZ":
        ends[axis], deltas[axis] = _axis(rows, axis, absolute, is_motion, homed, position)
    absolute = _absolute_extruder(rows, timelines, absolute, is_motion, position)
    _, deltas["E"] = _axis(rows, "E", absolute, is_motion, homed, position)
    volumetric = timelines["volumetric"].at(rows.commands) > 0
    if volumetric.any():
        area = np.pi * timelines["filament_diameter"].at(rows.commands) ** 2 / 4
        deltas["E"] = deltas["E"] / np.where(volumetric, area, 1.0)
    feed = _feed(rows, is_motion, position) * timelines["feed_factor_percent"].at(rows.commands) / 100.0
    _retract(rows, timelines, deltas["E"], feed, position)
    position.values = timelines.final()
    moves = Moves(
        commands=rows.commands,
        x=ends["X"], y=ends["Y"], z=ends["Z"],
        dx=deltas["X"], dy=deltas["Y"], dz=deltas["Z"], de=deltas["E"],
        distance=np.sqrt(deltas["X"] ** 2 + deltas["Y"] ** 2 + deltas["Z"] ** 2),
        feed=np.maximum(feed, _LEAST_FEED_MM_S),
    )  # fmt: skip
    is_turn = (rows.kinds == _CLOCKWISE) | (rows.kinds == _COUNTERCLOCKWISE)
    arcs = None
    if is_turn.any():
        moves, arcs = _with_arcs(rows, moves, np.flatnonzero(is_turn))
    is_move = (moves.distance > _SMALLEST_MOVE_MM) | (np.abs(moves.de) > _SMALLEST_MOVE_MM)
    if not is_move.all():
        kept = np.flatnonzero(is_move)
        moves = moves.taken(kept)
        if arcs is not None:
            arcs = arcs[0], np.searchsorted(kept, arcs[1])
    return Block(moves, timelines, arcs)


def _absolute_extruder(
    rows: _Rows,
    timelines: Timelines,
    axes: NDArray[np.bool_],
    is_motion: NDArray[np.bool_],
    position: Position,
) -> NDArray[np.bool_]:
    """Where E is absolute, by the rule of the position; and note whether the rules differ where E moves."""
    told = timelines["extruder_told"].at(rows.commands) > 0
    last = timelines["axes_told_last"].at(rows.commands) > 0
    rules = {
        ExtruderMode.FOLLOWS_AXES: np.where(last, axes, told),
        ExtruderMode.EITHER: told & axes,
        ExtruderMode.INDEPENDENT: told,
    }
    differ = (rules[ExtruderMode.FOLLOWS_AXES] != told) | (rules[ExtruderMode.EITHER] != told)
    if not position.rules_differ and differ.any():
        position.rules_differ = bool((differ & is_motion & rows.column("E")[1]).any())
    return np.asarray(rules[position.extruder_mode])


def _homed(rows: _Rows) -> dict[str, NDArray[np.bool_]] | None:
    """Where G28 homes each axis: those it names, or all; None if there is no G28."""
    is_home = rows.kinds == _HOME
    if not is_home.any():
        return None
    named = {axis: rows.has(axis) for axis in "XYZ"}
    names_none = ~(named["X"] | named["Y"] | named["Z"])
    return {axis: is_home & (named[axis] | names_none) for axis in "XYZ"}


def _axis(
    rows: _Rows,
    axis: str,
    absolute: NDArray[np.bool_],
    is_motion: NDArray[np.bool_],
    homed: dict[str, NDArray[np.bool_]] | None,
    position: Position,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where an axis is after each row, in the machine's coordinates, and how far it went in it."""
    values, given = rows.column(axis)
    is_set = rows.kinds == _SET
    given &= is_motion | is_set
    sets = absolute | is_set
    if homed is not None and axis in homed:
        values = np.where(homed[axis], 0.0, values)
        given |= homed[axis]
        sets = sets | homed[axis]
    after = _followed(values, given, sets, position.logical[axis])
    changes = np.diff(after, prepend=position.logical[axis])
    deltas = np.where(is_motion & given, changes, 0.0)
    if len(after):
        position.logical[axis] = float(after[-1])
    if axis not in position.shift:
        return after, deltas
    shifted = is_set & given if homed is None else is_set & given | homed[axis]
    if shifted.any():
        cleared = np.zeros(len(rows), np.bool_) if homed is None else homed[axis]
        return after + _shifts(changes, np.flatnonzero(shifted), cleared, position, axis), deltas
    return (after + position.shift[axis] if position.shift[axis] else after), deltas


def _followed(
    values: NDArray[np.float64], given: NDArray[np.bool_], sets: NDArray[np.bool_], initial: float
) -> NDArray[np.float64]:
    """Where an axis is after each row: the last value that was set, and what was added since."""
    last_set = np.where(given & sets, np.arange(1, len(values) + 1), 0)
    np.maximum.accumulate(last_set, out=last_set)
    after: NDArray[np.float64] = np.concatenate(([initial], values))[last_set]
    adds = given & ~sets
    if adds.any():
        sums = np.concatenate(([0.0], np.cumsum(np.where(adds, values, 0.0))))
        after += sums[1:] - sums[last_set]
    return after


def _shifts(
    changes: NDArray[np.float64],
    events: NDArray[np.int64],
    is_cleared: NDArray[np.bool_],
    position: Position,
    axis: str,
) -> NDArray[np.float64]:
    """By how much the machine's coordinate differs from the logical one after each row; events change it.

    G92 moves nothing: what it changes of the logical position it takes from the shift.
    """
    shift = position.shift[axis]
    shifts = [shift]
    for change, cleared in zip(changes[events].tolist(), is_cleared[events].tolist(), strict=True):
        shift = 0.0 if cleared else shift - change
        shifts.append(shift)
    position.shift[axis] = shift
    return np.repeat(np.array(shifts), np.diff(events, prepend=0, append=len(changes)))


def _feed(rows: _Rows, is_motion: NDArray[np.bool_], position: Position) -> NDArray[np.float64]:
    """Millimetres a second at each row; Marlin ignores a feed rate that is not above zero."""
    values, given = rows.column("F")
    given &= is_motion & (values > 0)
    feed = _followed(values, given, np.ones(len(rows), np.bool_), position.feed_rate_mm_min)
    if len(feed):
        position.feed_rate_mm_min = float(feed[-1])
    return feed / 60.0


def _retract(
    rows: _Rows,
    timelines: Timelines,
    extruded: NDArray[np.float64],
    feed: NDArray[np.float64],
    position: Position,
) -> None:
    """Put firmware retraction (G10, G11) into the columns; one that is already done does nothing.

    G10 with P or L sets a tool's temperature or offset on other firmware.
    """
    is_event = (rows.kinds == _RECOVER) | (rows.kinds == _RETRACT) & ~(rows.has("P") | rows.has("L"))
    events = np.flatnonzero(is_event)
    if not len(events):
        return
    retracts = rows.kinds[events] == _RETRACT
    is_new = np.diff(retracts, prepend=position.retracted)
    position.retracted = bool(retracts[-1])
    events, retracts = events[is_new], retracts[is_new]
    commands = rows.commands[events]
    length = timelines["retraction"].at(commands)
    extruded[events] = np.where(retracts, -length, length)
    feed[events] = np.where(
        retracts, timelines["retraction_speed"].at(commands), timelines["recovery_speed"].at(commands)
    )


def _with_arcs(
    rows: _Rows, moves: Moves, turns: NDArray[np.int64]
) -> tuple[Moves, tuple[Arcs, NDArray[np.int64]] | None]:
    """The moves with arcs in chords; an arc without a circle stays a straight line."""
    delta_x, delta_y = moves.dx[turns], moves.dy[turns]
    clockwise = rows.kinds[turns] == _CLOCKWISE
    radius = rows.column("R")[0][turns]
    by_radius = offsets_of_radius(delta_x, delta_y, radius, clockwise=clockwise)
    offset_x = np.where(radius != 0, by_radius[0], rows.column("I")[0][turns])
    offset_y = np.where(radius != 0, by_radius[1], rows.column("J")[0][turns])
    round_ones = np.flatnonzero(is_arc((offset_x, offset_y)))
    turns = turns[round_ones]
    if not len(turns):
        return moves, None
    arcs = arcs_between(
        (moves.x[turns] - moves.dx[turns], moves.y[turns] - moves.dy[turns]),
        (moves.dx[turns], moves.dy[turns], moves.dz[turns]),
        (offset_x[round_ones], offset_y[round_ones]),
        clockwise=clockwise[round_ones],
    )
    chords = arcs.chord_counts()
    counts = np.ones(len(moves), np.int64)
    counts[turns] = chords
    firsts = (np.cumsum(counts) - counts)[turns]
    return _chorded(moves.taken(np.repeat(np.arange(len(moves)), counts)), arcs, chords, firsts), (
        arcs,
        firsts,
    )


def _chorded(moves: Moves, arcs: Arcs, chords: NDArray[np.int64], firsts: NDArray[np.int64]) -> Moves:
    """The moves, in which each arc stands once for every chord, with the chords' own columns."""
    of_arc = np.repeat(np.arange(len(chords)), chords)
    number = np.arange(len(of_arc)) - np.repeat(np.cumsum(chords) - chords, chords)
    at = np.repeat(firsts, chords) + number
    count = chords[of_arc].astype(np.float64)
    start_x, start_y = moves.x[at] - moves.dx[at], moves.y[at] - moves.dy[at]
    x, y = arcs.points(of_arc, (number + 1) / count)
    is_last = number + 1 == count
    x, y = np.where(is_last, moves.x[at], x), np.where(is_last, moves.y[at], y)
    before_x = np.where(number == 0, start_x, np.roll(x, 1))
    before_y = np.where(number == 0, start_y, np.roll(y, 1))
    dz = moves.dz[at] / count
    columns = {
        "x": x, "y": y, "z": moves.z[at] - moves.dz[at] + dz * (number + 1),
        "dx": x - before_x, "dy": y - before_y, "dz": dz, "de": moves.de[at] / count,
        "distance": arcs.length[of_arc] / count,
    }  # fmt: skip
    changed = {}
    for name, values in columns.items():
        column = getattr(moves, name).copy()
        column[at] = values
        changed[name] = column
    return replace(moves, **changed)
