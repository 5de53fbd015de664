"""The moves of a block: from where to where, how far, how much is extruded, with which feed rate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.chords import Moves, with_chords
from lezerprint.gcode.position_rows import Kind, PositionRows
from lezerprint.gcode.timeline import Timelines
from lezerprint.marlin.firmware import ExtruderMode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.arcs import Arcs
    from lezerprint.gcode.tokens import WordTable

_SMALLEST_MOVE_MM: Final = 1e-9
_LEAST_FEED_MM_S: Final = 0.05
"""Marlin's MINIMUM_PLANNER_SPEED."""


@dataclass(slots=True)
class BlockStart:
    """Where a block begins: logical positions (as commands name them), and what the modes are.

    Attributes:
        shift: Added to the logical position gives that of the machine; G92 changes it, G28 clears it.
        retracted: By G10.
        values: Of the timelines.
        extruder_mode: By which rule E is relative.
        rules_differ: Whether another rule would have fed otherwise.
        differing_command: The first command of the last block where that is so.
    """

    values: dict[str, float]
    logical: dict[str, float] = field(default_factory=lambda: dict.fromkeys("XYZE", 0.0))
    shift: dict[str, float] = field(default_factory=lambda: dict.fromkeys("XYZ", 0.0))
    feed_rate_mm_min: float = 1500.0
    retracted: bool = False
    extruder_mode: ExtruderMode = ExtruderMode.FOLLOWS_AXES
    rules_differ: bool = False
    differing_command: int | None = None


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


def read_moves(table: WordTable, position: BlockStart) -> Block:
    """The moves of a block; `position` is where it begins, and is moved on to its end."""
    position.differing_command = None
    timelines = Timelines(table, position.values)
    rows = PositionRows(table, timelines)
    is_motion = (rows.kinds >= Kind.LINE) & (rows.kinds <= Kind.CURVE)
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
    is_bent = (rows.kinds >= Kind.CLOCKWISE) & (rows.kinds <= Kind.CURVE)
    arcs = None
    if is_bent.any():
        moves, arcs = with_chords(rows, moves, timelines["plane"], np.flatnonzero(is_bent))
    is_move = (moves.distance > _SMALLEST_MOVE_MM) | (np.abs(moves.de) > _SMALLEST_MOVE_MM)
    if not is_move.all():
        kept = np.flatnonzero(is_move)
        moves = moves.taken(kept)
        if arcs is not None:
            arcs = arcs[0], np.searchsorted(kept, arcs[1])
    return Block(moves, timelines, arcs)


def _absolute_extruder(
    rows: PositionRows,
    timelines: Timelines,
    axes: NDArray[np.bool_],
    is_motion: NDArray[np.bool_],
    position: BlockStart,
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
        here = differ & is_motion & rows.column("E")[1]
        position.rules_differ = bool(here.any())
        if position.rules_differ:
            position.differing_command = int(rows.commands[int(np.argmax(here))])
    return np.asarray(rules[position.extruder_mode])


def _homed(rows: PositionRows) -> dict[str, NDArray[np.bool_]] | None:
    """Where G28 homes each axis: those it names, or all; None if there is no G28."""
    is_home = rows.kinds == Kind.HOME
    if not is_home.any():
        return None
    named = {axis: rows.has(axis) for axis in "XYZ"}
    names_none = ~(named["X"] | named["Y"] | named["Z"])
    return {axis: is_home & (named[axis] | names_none) for axis in "XYZ"}


def _axis(
    rows: PositionRows,
    axis: str,
    absolute: NDArray[np.bool_],
    is_motion: NDArray[np.bool_],
    homed: dict[str, NDArray[np.bool_]] | None,
    position: BlockStart,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where an axis is after each row, in the machine's coordinates, and how far it went in it."""
    values, given = rows.column(axis)
    is_set = rows.kinds == Kind.SET
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
    position: BlockStart,
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


def _feed(rows: PositionRows, is_motion: NDArray[np.bool_], position: BlockStart) -> NDArray[np.float64]:
    """Millimetres a second at each row; Marlin ignores a feed rate that is not above zero."""
    values, given = rows.column("F")
    given &= is_motion & (values > 0)
    feed = _followed(values, given, np.ones(len(rows), np.bool_), position.feed_rate_mm_min)
    if len(feed):
        position.feed_rate_mm_min = float(feed[-1])
    return feed / 60.0


def _retract(
    rows: PositionRows,
    timelines: Timelines,
    extruded: NDArray[np.float64],
    feed: NDArray[np.float64],
    position: BlockStart,
) -> None:
    """Put firmware retraction (G10, G11) into the columns; one that is already done does nothing.

    G10 with P or L sets a tool's temperature or offset on other firmware.
    """
    is_event = (rows.kinds == Kind.RECOVER) | (rows.kinds == Kind.RETRACT) & ~(rows.has("P") | rows.has("L"))
    events = np.flatnonzero(is_event)
    if not len(events):
        return
    retracts = rows.kinds[events] == Kind.RETRACT
    is_new = np.diff(retracts, prepend=position.retracted)
    position.retracted = bool(retracts[-1])
    events, retracts = events[is_new], retracts[is_new]
    commands = rows.commands[events]
    length = timelines["retraction"].at(commands)
    extruded[events] = np.where(retracts, -length, length)
    feed[events] = np.where(
        retracts, timelines["retraction_speed"].at(commands), timelines["recovery_speed"].at(commands)
    )
