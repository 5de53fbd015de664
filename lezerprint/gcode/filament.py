"""How much filament each tool uses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.chords import Moves
    from lezerprint.gcode.metadata import Metadata
    from lezerprint.gcode.moves import Block

DEFAULT_DIAMETER_MM: Final = 1.75
_DENSITIES_G_CM3: Final = {
    "PLA": 1.24, "PETG": 1.27, "PET": 1.27, "ABS": 1.04, "ASA": 1.07, "TPU": 1.21, "FLEX": 1.21, "PC": 1.20,
    "PA": 1.12, "NYLON": 1.12, "PVA": 1.23, "HIPS": 1.04, "PP": 0.90,
}  # fmt: skip
_MM3_PER_CM3: Final = 1000.0
_T = TypeVar("_T")

_COPY: Final = 1
"""The tool that does what the first does, where there are two carriages (M605)."""

_UNLOADED_MM: Final = 15.0
"""No retraction at a change of tool is so long."""

_DENSEST_PRINT: Final = 0.3
"""Of filament for each mm of way: the widest line has hardly more, loading on the way thrice that."""


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
            "lengthMm": self.length_mm,
            "volumeMm3": self.volume_mm3,
            "weightGrams": self.weight_g,
        }


@dataclass(slots=True)
class _Spool:
    """One tool's filament; positions are those of its end, in mm from where it began.

    Attributes:
        pushed_mm: Where it is.
        farthest_mm: Where it was farthest: so much is used.
        parked_mm: How far it was pulled out when it was unloaded; 0: it was not.
        is_loading: Whether it may be on its way back.
    """

    pushed_mm: float = 0.0
    farthest_mm: float = 0.0
    parked_mm: float = 0.0
    is_loading: bool = False
    _loaded_mm: float = 0.0
    _begun: bool = False

    def feed(self, fed: NDArray[np.float64]) -> None:
        """Push it by these lengths, one after the other."""
        if len(fed):
            sums = np.cumsum(fed) + self.pushed_mm
            self.pushed_mm = float(sums[-1])
            self.farthest_mm = max(self.farthest_mm, float(sums.max()))

    def put_aside(self) -> float:
        """Another tool is selected: how far this filament was unloaded, or 0."""
        if self.is_loading:
            self._end_loading()
        pulled_mm = self.farthest_mm - self.pushed_mm
        self.parked_mm = pulled_mm if pulled_mm > _UNLOADED_MM else 0.0
        return self.parked_mm

    def load(self, fed: NDArray[np.float64], ways: NDArray[np.float64]) -> int:
        """Take those of the moves with which it comes back: how many they are.

        Loading begins with a move of the extruder alone; moves that feed much on their way may follow.
        """
        feeds = fed > 0
        prints = feeds & (ways > 0)
        dense = prints & (fed > _DENSEST_PRINT * ways)
        if not self._begun:
            alone = np.flatnonzero(feeds & (ways == 0))
            other = np.flatnonzero(prints)
            if len(other) and (not len(alone) or other[0] < alone[0]):
                self._end_loading()
                return 0
            self._begun = len(alone) > 0
        ends = np.flatnonzero(prints & ~dense)
        count = int(ends[0]) if len(ends) else len(fed)
        self._loaded_mm += float(fed[:count].sum())
        if len(ends):
            self._end_loading()
        return count

    def _end_loading(self) -> None:
        """It is where it was if the file brought it back; else the printer did, and all of it is used."""
        by_file = self._loaded_mm > self.parked_mm / 2
        self.pushed_mm = self.farthest_mm - (self.parked_mm if by_file else 0.0) + self._loaded_mm
        self.farthest_mm = max(self.farthest_mm, self.pushed_mm)
        self.parked_mm = self._loaded_mm = 0.0
        self.is_loading = self._begun = False


class FilamentCounter:
    """Counts block by block.

    Filament that is pulled out far before a change of tool is unloaded, as where several share a nozzle. Its
    return is no print: neither where the file loads it again, nor where the printer does.
    """

    def __init__(self) -> None:
        self._tool: int | None = None
        self._spools: dict[int, _Spool] = {}

    def add(self, block: Block) -> None:
        """Count a block's moves."""
        moves, tools = block.moves, block.timelines["tool"]
        self._select(int(tools.initial))
        bounds = np.searchsorted(moves.commands, tools.commands)
        start = 0
        for end, tool in zip(bounds.tolist(), tools.values.tolist(), strict=True):
            self._feed(moves, start, end)
            self._select(int(tool))
            start = end
        self._feed(moves, start, len(moves))
        copying = block.timelines["copying"]
        if copying.initial or len(copying.commands):
            copied = np.where(copying.at(moves.commands) > 0, moves.de, 0.0)
            self._spool(_COPY).feed(copied)

    def _spool(self, tool: int) -> _Spool:
        return self._spools.setdefault(tool, _Spool())

    def _select(self, tool: int) -> None:
        if tool == self._tool:
            return
        if self._tool is not None:
            unloaded_mm = self._spool(self._tool).put_aside()
            if unloaded_mm and tool not in self._spools:
                self._spool(tool).parked_mm = unloaded_mm
        self._tool = tool
        self._spool(tool).is_loading = self._spool(tool).parked_mm > 0

    def _feed(self, moves: Moves, start: int, end: int) -> None:
        spool = self._spool(self._tool or 0)
        if start < end and spool.is_loading:
            start += spool.load(moves.de[start:end], moves.distance[start:end])
        if start < end:
            spool.feed(moves.de[start:end])

    def uses(self, metadata: Metadata) -> tuple[FilamentUse, ...]:
        """What every tool that used any used, by its number."""
        return tuple(
            _use(tool, spool.farthest_mm, metadata)
            for tool, spool in sorted(self._spools.items())
            if spool.farthest_mm > 0
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
