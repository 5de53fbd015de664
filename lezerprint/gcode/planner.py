"""How long moves take: a look-ahead planner with trapezoids of speed, in vector form.

With the square of the speed as the unknown, the fastest plan is found by two passes of running minima:
forward no move leaves faster than it can accelerate to, v²ᵢ₊₁ <= v²ᵢ + 2aᵢdᵢ, and backward none enters faster
than it can brake from. With S the running sum of 2ad, the recurrence min(cᵢ, v²ᵢ₋₁ + 2aᵢ₋₁dᵢ₋₁) is
S + minimum.accumulate(c - S).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.kinematics import Profiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOOK_AHEAD_MOVES: Final = 1024
"""So many moves wait for what comes after them. Firmware looks ahead 16 to 64."""


@dataclass(frozen=True, slots=True)
class Timed:
    """m moves in order.

    Attributes:
        seconds: float64[m], how long each takes, the pause before it included.
        tags: int64[m, k], what came with each.
    """

    seconds: NDArray[np.float64]
    tags: NDArray[np.int64]


class Planner:
    """Times moves block by block; the last of them are kept back until it is known what follows."""

    def __init__(self, tag_count: int) -> None:
        self._waiting = no_profiles()
        self._tags = np.zeros((0, tag_count), np.int64)
        self._entry_squared = 0.0

    def plan(self, moves: Profiles, tags: NDArray[np.int64], *, is_last: bool = False) -> Timed:
        """The times of those moves that are certain by now; with `is_last` of all that are left."""
        every = Profiles(
            *(
                np.concatenate((getattr(self._waiting, column.name), getattr(moves, column.name)))
                for column in fields(Profiles)
            )
        )
        tags = np.concatenate((self._tags, tags))
        certain = len(tags) if is_last else max(len(tags) - LOOK_AHEAD_MOVES, 0)
        seconds = np.zeros(0)
        if certain:
            speeds_squared = _speeds_squared(every, self._entry_squared)
            seconds = _seconds(every, speeds_squared, certain)
            self._entry_squared = float(speeds_squared[certain])
        self._waiting = Profiles(
            *(getattr(every, column.name)[certain:].copy() for column in fields(Profiles))
        )
        self._tags = tags[certain:].copy()
        return Timed(seconds, tags[:certain])


def _speeds_squared(moves: Profiles, first_squared: float) -> NDArray[np.float64]:
    """float64[m + 1], the square of the speed before each move, and after the last, which ends safely."""
    greatest = float(np.max(moves.cruise)) ** 2
    # What is gained beyond the greatest speed is cut off by it: the sums stay small, and so do their errors.
    gains = np.minimum(2 * moves.acceleration * moves.distance, greatest)
    limits = np.append(moves.entry_squared, moves.safe_squared[-1])
    limits[0] = min(first_squared, limits[0]) if first_squared else limits[0]
    sums = np.concatenate(([0.0], np.cumsum(gains)))
    forward = sums + np.minimum.accumulate(limits - sums)
    backward = np.minimum.accumulate((forward + sums)[::-1])[::-1] - sums
    return np.asarray(np.maximum(backward, 0.0))


def _seconds(moves: Profiles, speeds_squared: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The times of the first moves: up to the peak, on at it, and down."""
    entry_squared, exit_squared = speeds_squared[:count], speeds_squared[1 : count + 1]
    acceleration, distance = moves.acceleration[:count], moves.distance[:count]
    reachable = (entry_squared + exit_squared) / 2 + acceleration * distance
    peak_squared = np.maximum(np.minimum(moves.cruise[:count] ** 2, reachable), exit_squared)
    peak_squared = np.maximum(peak_squared, entry_squared)
    peak = np.sqrt(peak_squared)
    ramps = (2 * peak_squared - entry_squared - exit_squared) / (2 * acceleration)
    ramping = (2 * peak - np.sqrt(entry_squared) - np.sqrt(exit_squared)) / acceleration
    cruising = np.maximum(distance - ramps, 0.0) / peak
    return np.asarray(moves.pause[:count] + ramping + cruising)


def no_profiles() -> Profiles:
    """The profiles of no moves."""
    return Profiles(*(np.zeros(0) for _ in fields(Profiles)))
