"""Arcs (G2 and G3, helical too, in any plane): their circles, their extremes, and the chords driven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHORD_MM: Final = 1.0
"""Marlin's MM_PER_ARC_SEGMENT."""

MOST_CHORDS: Final = 1000
"""Of one arc: what is longer than this many millimetres is driven in longer chords."""

MOST_TURNS: Final = 100
"""Before an arc (P); Marlin takes no more (`G2_G3.cpp`, ARC_P_CIRCLES)."""

_QUARTER: Final = np.pi / 2
_SMALLEST_RADIUS_MM: Final = 1e-6
_SAME_POINT_MM: Final = 1e-5


@dataclass(frozen=True, slots=True)
class Arcs:
    """n arcs; each column is float64[n].

    Their x and y are the axes of their plane, and what they rise along is the third axis.

    Attributes:
        centre_x: Millimetres, as is centre_y.
        radius: From the centre to the start.
        start_angle: Radians.
        sweep: Radians, negative where it goes clockwise; a full circle where start and end are one.
        rise: How much the third axis changes.
        plane: 0: x and y are X and Y (G17); 1: Z and X (G18); 2: Y and Z (G19).
    """

    centre_x: NDArray[np.float64]
    centre_y: NDArray[np.float64]
    radius: NDArray[np.float64]
    start_angle: NDArray[np.float64]
    sweep: NDArray[np.float64]
    rise: NDArray[np.float64]
    plane: NDArray[np.float64]

    @property
    def length(self) -> NDArray[np.float64]:
        """float64[n], the length of the helix in millimetres."""
        return np.hypot(self.radius * self.sweep, self.rise)

    def chord_counts(self) -> NDArray[np.int64]:
        """int64[n], in how many chords each is driven."""
        chords = np.ceil(self.radius * np.abs(self.sweep) / CHORD_MM)
        return np.clip(chords, 1, MOST_CHORDS).astype(np.int64)

    def points(
        self, arcs: NDArray[np.int64], shares: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The x and y at these shares (0 to 1) of the way along these arcs."""
        angles = self.start_angle[arcs] + self.sweep[arcs] * shares
        return (
            self.centre_x[arcs] + self.radius[arcs] * np.cos(angles),
            self.centre_y[arcs] + self.radius[arcs] * np.sin(angles),
        )

    def extremes(self) -> tuple[NDArray[np.float64], ...]:
        """The least and the greatest X, then of Y and of Z, of what lies between the ends; float64[n] each.

        Where no axis is crossed, or where it is the one of the rise, they are NaN.
        """
        low = np.minimum(self.start_angle, self.start_angle + self.sweep)
        reach = np.abs(self.sweep)
        found = []
        for quarter, centre, sign in (
            (2, self.centre_x, -1),
            (0, self.centre_x, 1),
            (3, self.centre_y, -1),
            (1, self.centre_y, 1),
        ):
            is_crossed = np.mod(quarter * _QUARTER - low, 2 * np.pi) <= reach
            found.append(np.where(is_crossed, centre + sign * self.radius, np.nan))
        first, second, nothing = found[:2], found[2:], np.full(len(self.plane), np.nan)
        by_axis = ((first, second, None), (second, None, first), (None, first, second))
        return tuple(
            np.select(
                [self.plane == plane for plane in range(3)],
                [nothing if pair is None else pair[end] for pair in pairs],
            )
            for pairs in by_axis
            for end in range(2)
        )


def arcs_between(
    start: tuple[NDArray[np.float64], NDArray[np.float64]],
    delta: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    offset: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    clockwise: NDArray[np.bool_],
    turns: NDArray[np.float64],
    plane: NDArray[np.float64],
) -> Arcs:
    """The arcs from `start` (x, y) by `delta` (x, y, z) around the centre at `offset` (I, J) from the start.

    The angle is the one of Marlin's `plan_arc` (`G2_G3.cpp`), with so many whole turns before it.
    """
    from_x, from_y = -offset[0], -offset[1]
    to_x, to_y = delta[0] - offset[0], delta[1] - offset[1]
    sweep = np.arctan2(from_x * to_y - from_y * to_x, from_x * to_x + from_y * to_y)
    sweep = np.where(clockwise & (sweep > 0), sweep - 2 * np.pi, sweep)
    sweep = np.where(~clockwise & (sweep < 0), sweep + 2 * np.pi, sweep)
    is_full = np.hypot(delta[0], delta[1]) < _SAME_POINT_MM
    sweep = np.where(is_full, np.where(clockwise, -2 * np.pi, 2 * np.pi), sweep)
    sweep = sweep + np.where(clockwise, -2 * np.pi, 2 * np.pi) * turns
    return Arcs(
        centre_x=start[0] + offset[0],
        centre_y=start[1] + offset[1],
        radius=np.hypot(*offset),
        start_angle=np.arctan2(from_y, from_x),
        sweep=sweep,
        rise=delta[2],
        plane=plane,
    )


def offsets_of_radius(
    delta_x: NDArray[np.float64],
    delta_y: NDArray[np.float64],
    radius: NDArray[np.float64],
    *,
    clockwise: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The centre's offset from the start where the radius is given (R); zeros where there is no such arc.

    The formula is that of Marlin's `G2_G3`: a negative radius takes the longer way.
    """
    half_x, half_y = delta_x / 2, delta_y / 2
    half = np.hypot(half_x, half_y)
    is_arc = (half > _SMALLEST_RADIUS_MM) & (np.abs(radius) > _SMALLEST_RADIUS_MM)
    height = np.sqrt(np.maximum((np.abs(radius) - half) * (np.abs(radius) + half), 0.0))
    side = np.where(clockwise ^ (radius < 0), -1.0, 1.0)
    turn = side * height / np.where(is_arc, half, 1.0)
    return (
        np.where(is_arc, half_x - half_y * turn, 0.0),
        np.where(is_arc, half_y + half_x * turn, 0.0),
    )


def is_arc(offset: tuple[NDArray[np.float64], NDArray[np.float64]]) -> NDArray[np.bool_]:
    """Whether the centre is far enough from the start to make a circle."""
    return np.hypot(*offset) > _SMALLEST_RADIUS_MM
