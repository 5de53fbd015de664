"""Whether a print fits the printer, and if not, by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

_ROUNDING_MM: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Box:
    """From (min_x, min_y, min_z) to (max_x, max_y, max_z), in millimetres."""

    min_x: float
    min_y: float
    min_z: float
    max_x: float
    max_y: float
    max_z: float

    @property
    def size(self) -> tuple[float, float, float]:
        """Along x, y and z."""
        return self.max_x - self.min_x, self.max_y - self.min_y, self.max_z - self.min_z

    def as_data(self) -> dict[str, Any]:
        """For JSON: `min`, `max` and `size`, each with x, y and z."""
        return {
            "min": {"x": self.min_x, "y": self.min_y, "z": self.min_z},
            "max": {"x": self.max_x, "y": self.max_y, "z": self.max_z},
            "size": dict(zip("xyz", self.size, strict=True)),
        }


@dataclass(frozen=True, slots=True)
class Excess:
    """A side of the volume that is passed, such as `max x`, and by how many millimetres."""

    side: str
    millimetres: float

    def __str__(self) -> str:
        end, axis = self.side.split()
        edge = "beyond the end" if end == "max" else "before the beginning"
        return f"{self.millimetres:.2f} mm {edge} of {axis.upper()}"


def excesses(box: Box, volume: Box) -> tuple[Excess, ...]:
    """Where the box leaves the volume; empty if it fits."""
    found = []
    for axis in "xyz":
        low = getattr(volume, f"min_{axis}") - getattr(box, f"min_{axis}")
        high = getattr(box, f"max_{axis}") - getattr(volume, f"max_{axis}")
        found += [
            Excess(f"{end} {axis}", beyond)
            for end, beyond in (("min", low), ("max", high))
            if beyond > _ROUNDING_MM
        ]
    return tuple(found)
