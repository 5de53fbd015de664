"""How much filament each tool uses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.metadata import Metadata
    from lezerprint.gcode.moves import Block

DEFAULT_DIAMETER_MM: Final = 1.75
_DENSITIES_G_CM3: Final = {
    "PLA": 1.24, "PETG": 1.27, "PET": 1.27, "ABS": 1.04, "ASA": 1.07, "TPU": 1.21, "FLEX": 1.21, "PC": 1.20,
    "PA": 1.12, "NYLON": 1.12, "PVA": 1.23, "HIPS": 1.04, "PP": 0.90,
}  # fmt: skip
_MM3_PER_CM3: Final = 1000.0
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FilamentUse:
    """What one tool uses.

    Attributes:
        tool: Its number.
        type: Such as PLA; None if the file does not tell.
        length_mm: The farthest that its filament was ever pushed: what is taken back does not count twice.
        volume_mm3: With the file's diameter, else 1.75 mm.
        weight_g: With the file's density, else its material's; None if neither is known.
    """

    tool: int
    type: str | None
    length_mm: float
    volume_mm3: float
    weight_g: float | None

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "tool": self.tool,
            "type": self.type,
            "length_mm": self.length_mm,
            "volume_mm3": self.volume_mm3,
            "weight_g": self.weight_g,
        }


class FilamentCounter:
    """Counts block by block."""

    def __init__(self) -> None:
        self._pushed: dict[int, float] = {}
        self._farthest: dict[int, float] = {}

    def add(self, block: Block) -> None:
        """Count a block's moves."""
        tools = block.timelines["tool"]
        if not len(tools.commands):
            self._count(int(tools.initial), block.moves.de)
            return
        by_move = tools.at(block.moves.commands)
        for tool in np.unique(by_move).tolist():
            self._count(int(tool), np.where(by_move == tool, block.moves.de, 0.0))

    def _count(self, tool: int, fed: NDArray[np.float64]) -> None:
        if len(fed):
            sums = np.cumsum(fed) + self._pushed.get(tool, 0.0)
            self._pushed[tool] = float(sums[-1])
            self._farthest[tool] = max(self._farthest.get(tool, 0.0), float(sums.max()))

    def uses(self, metadata: Metadata) -> tuple[FilamentUse, ...]:
        """What every tool that used any used, by its number."""
        return tuple(
            _use(tool, length_mm, metadata)
            for tool, length_mm in sorted(self._farthest.items())
            if length_mm > 0
        )


def _use(tool: int, length_mm: float, metadata: Metadata) -> FilamentUse:
    kind = _of_tool(metadata.filament_types, tool)
    diameter = _of_tool(metadata.filament_diameters_mm, tool) or DEFAULT_DIAMETER_MM
    density = _of_tool(metadata.filament_densities_g_cm3, tool) or _density(kind)
    volume_mm3 = length_mm * math.pi * diameter**2 / 4
    weight_g = volume_mm3 / _MM3_PER_CM3 * density if density else None
    return FilamentUse(tool, kind, length_mm, volume_mm3, weight_g)


def _of_tool(values: tuple[_T, ...], tool: int) -> _T | None:
    """The tool's own, or else that of the first: slicers that list one mean all."""
    if not values:
        return None
    return values[tool] if tool < len(values) else values[0]


def _density(kind: str | None) -> float | None:
    return _DENSITIES_G_CM3.get(kind.upper().split("-")[0].split(" ")[0].rstrip("+")) if kind else None
