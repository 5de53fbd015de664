"""What a bed's mesh says of the bed, and the last one of each printer."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lezerprint.base import durable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Heights = list[list[float | None]]


@dataclass(frozen=True, slots=True)
class MeshFigures:
    """Of the points that were probed, in mm.

    Attributes:
        lowest: The lowest height.
        highest: The highest.
        mean: Of all.
        tilt_x: By how much the last column is higher than the first, on the plane that fits best.
        tilt_y: The same of the rows.
    """

    lowest: float
    highest: float
    mean: float
    tilt_x: float
    tilt_y: float

    @property
    def range(self) -> float:
        """From the lowest point to the highest."""
        return round(self.highest - self.lowest, 4)


def figures_of(heights: Heights) -> MeshFigures | None:
    """The figures of a mesh; None where nothing was probed."""
    points = [
        (column, row, height)
        for row, line in enumerate(heights)
        for column, height in enumerate(line)
        if height is not None
    ]
    if not points:
        return None
    values = [height for _, _, height in points]
    slope_x, slope_y = _slopes(points)
    columns = max(len(line) for line in heights)
    return MeshFigures(
        min(values),
        max(values),
        round(sum(values) / len(values), 4),
        round(slope_x * (columns - 1), 4),
        round(slope_y * (len(heights) - 1), 4),
    )


def _slopes(points: Sequence[tuple[int, int, float]]) -> tuple[float, float]:
    """Of the plane of least squares, along columns and rows; 0 where the points do not tell."""
    count = len(points)
    mean_x, mean_y, mean_z = (sum(point[axis] for point in points) / count for axis in range(3))
    xx = sum((x - mean_x) ** 2 for x, _, _ in points)
    yy = sum((y - mean_y) ** 2 for _, y, _ in points)
    xy = sum((x - mean_x) * (y - mean_y) for x, y, _ in points)
    xz = sum((x - mean_x) * (z - mean_z) for x, _, z in points)
    yz = sum((y - mean_y) * (z - mean_z) for _, y, z in points)
    determinant = xx * yy - xy * xy
    if determinant > 0.0:
        return (xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant
    return xz / xx if xx else 0.0, yz / yy if yy else 0.0


@dataclass(frozen=True, slots=True)
class KeptMesh:
    """A mesh as it was told; `time` in seconds since 1970."""

    time: float
    heights: Heights
    lines: list[str]


class KeptMeshes:
    """The last mesh of each printer, in files of this folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, printer: str, mesh: KeptMesh) -> None:
        """In place of the one before.

        Raises:
            OSError: The disk refuses; the one before is kept.
        """
        durable.write(self._path(printer), json.dumps(asdict(mesh)).encode())

    def last(self, printer: str) -> KeptMesh | None:
        """The last one; None where there is none that can be read."""
        try:
            data: dict[str, Any] = json.loads(self._path(printer).read_bytes())
            return KeptMesh(float(data["time"]), list(data["heights"]), list(data["lines"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _path(self, printer: str) -> Path:
        return self._folder / f"{quote(printer, safe='')}.json"
