"""What speed and acceleration each move may have, and how fast the machine may pass from one to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.timeline import AXES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.chords import Moves
    from lezerprint.gcode.timeline import Timelines

_LEAST_SHARE: Final = 1e-9
"""Of an axis in a move; less does not limit it."""

_STOPPING_SHARE: Final = 0.99
_REVERSAL_COSINE: Final = 0.999999
_STRAIGHT_COSINE: Final = -0.999999
_ROUND_COSINE: Final = -0.7071067812
_SHORT_MOVE_MM: Final = 1.0


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profiles of m moves, float64[m] each.

    Attributes:
        distance: Millimetres; of the extruder where only that moves.
        cruise: The greatest speed, mm/s.
        acceleration: mm/s².
        entry_squared: The square of the greatest speed at its beginning, (mm/s)².
        safe_squared: The square of the speed that it can start and stop with.
        pause: Seconds for which the machine stands still before it.
    """

    distance: NDArray[np.float64]
    cruise: NDArray[np.float64]
    acceleration: NDArray[np.float64]
    entry_squared: NDArray[np.float64]
    safe_squared: NDArray[np.float64]
    pause: NDArray[np.float64]


@dataclass(slots=True)
class LastMove:
    """The move before a block: its direction (unit of travel), speeds and length; all 0 at the start."""

    direction: dict[str, float] = field(default_factory=lambda: dict.fromkeys(AXES, 0.0))
    cruise: float = 0.0
    safe: float = 0.0


def profiles(moves: Moves, timelines: Timelines, last: LastMove, pauses: NDArray[np.float64]) -> Profiles:
    """The profiles of a block's moves; `last` is the move before them, and becomes the last of them.

    Args:
        moves: The moves.
        timelines: The settings that hold at each.
        last: The move before the first.
        pauses: float64[m], for how many seconds the machine stands still before each; NaN: it does not.
    """
    goes = moves.distance > 0
    distance = np.where(goes, moves.distance, np.abs(moves.de))
    # An axis that stands still, as Z within a layer, limits nothing.
    deltas = {
        axis: delta
        for axis, delta in zip(AXES, (moves.dx, moves.dy, moves.dz, moves.de), strict=True)
        if last.direction[axis] or delta.any()
    }
    limits = {
        f"{name}_{axis}": timelines[f"{name}_{axis}"].at(moves.commands)
        for name in ("speed", "acceleration", "jerk")
        for axis in deltas
    }
    directions = {axis: delta / distance for axis, delta in deltas.items()}
    shares = {axis: np.maximum(np.abs(values), _LEAST_SHARE) for axis, values in directions.items()}
    travelling, printing, retracting = (
        timelines[name].at(moves.commands) for name in ("travelling", "printing", "retracting")
    )
    acceleration = np.where(moves.de == 0, travelling, np.where(goes, printing, retracting))
    cruise = moves.feed
    safe_factor = np.ones(len(moves))
    for axis, share in shares.items():
        cruise = np.minimum(cruise, limits[f"speed_{axis}"] / share)
        acceleration = np.minimum(acceleration, limits[f"acceleration_{axis}"] / share)
    for axis, share in shares.items():
        safe_factor = np.minimum(safe_factor, limits[f"jerk_{axis}"] / (share * cruise))
    safe = cruise * safe_factor
    deviation = timelines["junction_deviation"].at(moves.commands)
    junctions = _Junctions(directions, cruise, safe, last)
    passing = junctions.by_jerk(limits)
    if deviation.any():
        by_deviation = junctions.by_deviation(limits, deviation, acceleration, distance)
        passing = np.where(deviation > 0, by_deviation, passing)
    if len(moves):
        last.direction = {axis: float(directions[axis][-1]) if axis in directions else 0.0 for axis in AXES}
        last.cruise, last.safe = float(cruise[-1]), float(safe[-1])
    passes = np.isnan(pauses)
    entry = np.where(passes, passing, np.minimum(safe, junctions.safe_before))
    return Profiles(distance, cruise, acceleration, entry**2, safe**2, np.where(passes, 0.0, pauses))


class _Junctions:
    """The passages from each move's predecessor to it."""

    def __init__(
        self,
        directions: dict[str, NDArray[np.float64]],
        cruise: NDArray[np.float64],
        safe: NDArray[np.float64],
        last: LastMove,
    ) -> None:
        self._directions = directions
        self._before = {axis: _shifted(values, last.direction[axis]) for axis, values in directions.items()}
        self._cruise = cruise
        self._cruise_before = _shifted(cruise, last.cruise)
        self._slower = np.minimum(cruise, self._cruise_before)
        self._safe = safe
        self.safe_before = _shifted(safe, last.safe)

    def by_jerk(self, limits: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """The speed in passing, after Marlin's classic jerk (`Planner::_populate_block`).

        No axis changes its speed by more than its jerk; one that reverses counts its larger speed. Axis
        after axis reduces the speed of all. Where stopping and starting is no slower, that is done.
        """
        factor = np.ones(len(self._cruise))
        for axis in self._directions:
            leaving = self._before[axis] * self._slower * factor
            entering = self._directions[axis] * self._cruise * factor
            jerk = np.where(
                leaving * entering > 0,
                np.abs(leaving - entering),
                np.maximum(np.abs(leaving), np.abs(entering)),
            )
            limit = limits[f"jerk_{axis}"]
            factor = np.where(jerk > limit, factor * limit / np.maximum(jerk, limit), factor)
        passing = self._slower * factor
        threshold = passing * _STOPPING_SHARE
        stopping = (self.safe_before > threshold) & (self._safe > threshold)
        return np.where(stopping, np.minimum(self._safe, self._slower), passing)

    def by_deviation(
        self,
        limits: dict[str, NDArray[np.float64]],
        deviation: NDArray[np.float64],
        acceleration: NDArray[np.float64],
        distance: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """The speed in passing, after Marlin's junction deviation (from Grbl; `Planner::_populate_block`).

        The machine goes round a circle that stays within the deviation of the corner.
        """
        after, before = _units(self._directions), _units(self._before)
        cosine = np.clip(-sum(after[axis] * before[axis] for axis in after), -1.0, 1.0)
        bend = _units({axis: after[axis] - before[axis] for axis in after})
        for axis in bend:
            share = np.maximum(np.abs(bend[axis]), _LEAST_SHARE)
            acceleration = np.minimum(acceleration, limits[f"acceleration_{axis}"] / share)
        sine = np.sqrt(0.5 * (1.0 - cosine))
        squared = acceleration * deviation * sine / np.maximum(1.0 - sine, 1e-12)
        is_short_turn = (distance < _SHORT_MOVE_MM) & (cosine < _ROUND_COSINE)
        angle = np.maximum(np.arccos(np.clip(-cosine, -1.0, 1.0)), 1e-6)
        squared = np.where(is_short_turn, np.minimum(squared, distance / angle * acceleration), squared)
        squared = np.where(cosine < _STRAIGHT_COSINE, np.inf, squared)
        squared = np.where(cosine > _REVERSAL_COSINE, 0.0, squared)
        return np.minimum(np.sqrt(squared), self._slower)


def _shifted(values: NDArray[np.float64], first: float) -> NDArray[np.float64]:
    """Of each move the value of the one before."""
    return np.concatenate(([first], values[:-1])) if len(values) else values


def _units(vectors: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    norm = np.sqrt(sum(values**2 for values in vectors.values()))
    norm = np.maximum(norm, _LEAST_SHARE)
    return {axis: values / norm for axis, values in vectors.items()}
