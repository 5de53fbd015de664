"""Moves as columns, and those among them that are bent (arcs, curves) as chords."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from lezerprint.gcode.arcs import MOST_TURNS, Arcs, arcs_between, is_arc, offsets_of_radius
from lezerprint.gcode.beziers import Beziers
from lezerprint.gcode.position_rows import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.position_rows import PositionRows
    from lezerprint.gcode.timeline import Timeline


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


def with_chords(
    rows: PositionRows, moves: Moves, planes: Timeline, bent: NDArray[np.int64]
) -> tuple[Moves, tuple[Arcs, NDArray[np.int64]] | None]:
    """The moves with arcs and curves in chords; an arc without a circle stays a straight line."""
    is_curve = rows.kinds[bent] == Kind.CURVE
    turns, curves = bent[~is_curve], bent[is_curve]
    counts = np.ones(len(moves), np.int64)
    plane = np.broadcast_to(planes.at(moves.commands), len(moves))
    if plane.any():
        # The axes of each arc's plane take the places of X and Y while chords are made.
        moves = _turned(moves, plane)
    turns, arcs = _arcs(rows, moves, turns, plane[turns])
    beziers = _beziers(rows, moves, curves)
    counts[turns] = arcs.chord_counts()
    counts[curves] = beziers.chord_counts()
    before = np.cumsum(counts) - counts
    moves = moves.taken(np.repeat(np.arange(len(moves)), counts))
    if len(turns):
        moves = _chorded(moves, arcs, counts[turns], before[turns])
    if len(curves):
        moves = _chorded(moves, beziers, counts[curves], before[curves])
    if plane.any():
        moves = _turned(moves, np.repeat(-plane, counts))
    return moves, (arcs, before[turns]) if len(turns) else None


def _turned(moves: Moves, plane: NDArray[np.float64]) -> Moves:
    """The moves with their axes changed round so often as the plane says: once, X is Z, Y is X and Z is Y."""
    times = (plane % 3).astype(np.int64)
    changed = {}
    for names in (("x", "y", "z"), ("dx", "dy", "dz")):
        columns = [getattr(moves, name) for name in names]
        for index, name in enumerate(names):
            changed[name] = np.choose(times, [columns[index], columns[index - 1], columns[index - 2]])
    return replace(moves, **changed)


def _arcs(
    rows: PositionRows, moves: Moves, turns: NDArray[np.int64], plane: NDArray[np.float64]
) -> tuple[NDArray[np.int64], Arcs]:
    """Which of these rows are arcs with a circle, and what they are."""
    delta_x, delta_y = moves.dx[turns], moves.dy[turns]
    clockwise = rows.kinds[turns] == Kind.CLOCKWISE
    radius = rows.column("R")[0][turns]
    by_radius = offsets_of_radius(delta_x, delta_y, radius, clockwise=clockwise)
    centres = [rows.column(letter)[0][turns] for letter in "IJK"]
    numbers = plane.astype(np.int64)
    offset_x = np.where(radius != 0, by_radius[0], np.choose(numbers, [centres[0], centres[2], centres[1]]))
    offset_y = np.where(radius != 0, by_radius[1], np.choose(numbers, [centres[1], centres[0], centres[2]]))
    more = np.clip(np.trunc((rows.column("P")[0] / rows.scale)[turns]), 0, MOST_TURNS)
    kept = np.flatnonzero(is_arc((offset_x, offset_y)))
    turns = turns[kept]
    return turns, arcs_between(
        (moves.x[turns] - moves.dx[turns], moves.y[turns] - moves.dy[turns]),
        (moves.dx[turns], moves.dy[turns], moves.dz[turns]),
        (offset_x[kept], offset_y[kept]),
        clockwise=clockwise[kept],
        turns=more[kept],
        plane=plane[kept],
    )


def _beziers(rows: PositionRows, moves: Moves, curves: NDArray[np.int64]) -> Beziers:
    letters = {letter: rows.column(letter)[0][curves] for letter in "IJPQ"}
    end_x, end_y = moves.x[curves], moves.y[curves]
    start_x, start_y = end_x - moves.dx[curves], end_y - moves.dy[curves]
    return Beziers(
        x=np.stack((start_x, start_x + letters["I"], end_x + letters["P"], end_x)),
        y=np.stack((start_y, start_y + letters["J"], end_y + letters["Q"], end_y)),
    )


def _chorded(
    moves: Moves, curves: Arcs | Beziers, chords: NDArray[np.int64], firsts: NDArray[np.int64]
) -> Moves:
    """The moves, in which each curve stands once for every chord, with the chords' own columns."""
    of_curve = np.repeat(np.arange(len(chords)), chords)
    number = np.arange(len(of_curve)) - np.repeat(np.cumsum(chords) - chords, chords)
    at = np.repeat(firsts, chords) + number
    count = chords[of_curve].astype(np.float64)
    start_x, start_y = moves.x[at] - moves.dx[at], moves.y[at] - moves.dy[at]
    x, y = curves.points(of_curve, (number + 1) / count)
    is_last = number + 1 == count
    x, y = np.where(is_last, moves.x[at], x), np.where(is_last, moves.y[at], y)
    before_x = np.where(number == 0, start_x, np.roll(x, 1))
    before_y = np.where(number == 0, start_y, np.roll(y, 1))
    dz = moves.dz[at] / count
    if isinstance(curves, Arcs):
        distance = curves.length[of_curve] / count
    else:
        distance = np.sqrt((x - before_x) ** 2 + (y - before_y) ** 2 + dz**2)
    columns = {
        "x": x, "y": y, "z": moves.z[at] - moves.dz[at] + dz * (number + 1),
        "dx": x - before_x, "dy": y - before_y, "dz": dz, "de": moves.de[at] / count,
        "distance": distance,
    }  # fmt: skip
    changed = {}
    for name, values in columns.items():
        column = getattr(moves, name).copy()
        column[at] = values
        changed[name] = column
    return replace(moves, **changed)
