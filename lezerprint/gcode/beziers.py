"""Cubic Bézier curves (G5, in the XY plane), as Marlin's `cubic_b_spline` drives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lezerprint.gcode.arcs import CHORD_MM, MOST_CHORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Beziers:
    """n curves.

    Attributes:
        x: float64[4, n], of the start, the two control points and the end, in mm; y likewise.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def chord_counts(self) -> NDArray[np.int64]:
        """int64[n], in how many chords each is taken: of at most a millimetre, but for very long ones."""
        most_mm = np.hypot(np.diff(self.x, axis=0), np.diff(self.y, axis=0)).sum(axis=0)
        counts: NDArray[np.int64] = np.clip(np.ceil(most_mm / CHORD_MM), 1, MOST_CHORDS).astype(np.int64)
        return counts

    def points(
        self, curves: NDArray[np.int64], shares: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The x and y of these curves where their parameter is a share (0 to 1)."""
        rest = 1.0 - shares
        weights = np.stack((rest**3, 3 * rest**2 * shares, 3 * rest * shares**2, shares**3))
        return (weights * self.x[:, curves]).sum(axis=0), (weights * self.y[:, curves]).sum(axis=0)
