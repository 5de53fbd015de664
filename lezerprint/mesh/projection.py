"""Where a model is looked at from, and how large it is in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.mesh.triangles import Bounds

NEAR: Final = 6.0
"""A distance of the eye, in half diagonals of the box, at which a model looks hardly distorted."""

FAR: Final = 1e6
"""One from which what is parallel stays parallel."""

MARGIN: Final = 0.06
"""Of the picture's width, on each side."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A model turned for an eye, right x, up y, towards the eye z; in half diagonals of its box.

    Attributes:
        centre: float64[3], what the eye looks at, in millimetres.
        radius_mm: Half the diagonal of the box.
        axes: float64[3, 3], the directions right, up and towards the eye as rows.
        eye_distance: From the centre, in half diagonals.
    """

    centre: NDArray[np.float64]
    radius_mm: float
    axes: NDArray[np.float64]
    eye_distance: float

    @classmethod
    def of(
        cls, bounds: Bounds, azimuth_degrees: float, elevation_degrees: float, eye_distance: float = NEAR
    ) -> Projection:
        """Look from a side (0 is from +X, -90 the front of a printer) and a height (90 is from above)."""
        azimuth, elevation = radians(azimuth_degrees), radians(elevation_degrees)
        towards = np.array([cos(elevation) * cos(azimuth), cos(elevation) * sin(azimuth), sin(elevation)])
        right = np.array([-sin(azimuth), cos(azimuth), 0.0])
        axes = np.array([right, np.cross(towards, right), towards])
        radius_mm = float(np.linalg.norm(bounds.size)) / 2
        return cls(bounds.centre, radius_mm or 1.0, axes, eye_distance)

    def seen(self, points: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """float64[3, c, n]: [n, c, 3] points in perspective, in which planes stay planes; axis by axis."""
        by_axis = np.ascontiguousarray(points.T, np.float64)
        by_axis -= self.centre[:, None, None]
        turned = (self.axes / self.radius_mm) @ by_axis.reshape(3, -1)
        return np.asarray(turned * (self.eye_distance / (self.eye_distance - turned[2]))).reshape(
            by_axis.shape
        )

    @property
    def depths(self) -> tuple[float, float]:
        """The nearest and the farthest that anything in the box can be seen."""
        return self.eye_distance / (self.eye_distance - 1), -self.eye_distance / (self.eye_distance + 1)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is seen, fitted into a picture.

    Attributes:
        middle: float64[2], of what is seen.
        scale: Pixels for each half diagonal.
        size: The picture's width in pixels.
        depths: The nearest and the farthest that is seen, towards the eye.
    """

    middle: NDArray[np.float64]
    scale: float
    size: int
    depths: tuple[float, float]

    @classmethod
    def around(
        cls, low: NDArray[np.float64], high: NDArray[np.float64], size: int, view: Projection
    ) -> Frame:
        """Fit what is between the lowest and the highest x and y."""
        width = max(float((high - low).max()), 1e-9)
        return cls((low + high) / 2, size * (1 - 2 * MARGIN) / width, size, view.depths)

    def placed(
        self, seen: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """float64[c, n] each: x and y in pixels from the upper left, and depth from 0 to 1."""
        x = (seen[0] - self.middle[0]) * self.scale + self.size / 2
        y = (self.middle[1] - seen[1]) * self.scale + self.size / 2
        nearest, farthest = self.depths
        return x, y, (nearest - seen[2]) / (nearest - farthest)
