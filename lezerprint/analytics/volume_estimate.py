"""What a print of a model takes, by its volume and surface, before it is sliced.

A print is a shell around an infill. The shell is as thick as the walls at the sides and as the solid layers
at the top and bottom; a thin part is shell all through, which is why its share is 1 - e^(-surface x
thickness / volume). The shell is printed more slowly than the profile's speed, which is that of the infill,
and every layer takes a moment for travel and slow corners.

The constants were fitted to 108 slicings by PrusaSlicer of 10 models (nuts, screws, a bunny, a boat, plain
solids from 5 to 120 mm) with the five profiles of `config/`; against them the times have a standard deviation
of 20 %, the weights of 12 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LOG_DEVIATION: Final = 0.25
"""How far off it is, as the standard deviation of the logarithm; more than what it was fitted with, as other
models are less like those."""

_DEFAULT_DENSITY_G_CM3: Final = 1.24
_DEFAULT_MATERIAL: Final = "PLA"
_DEFAULT_NOZZLE_MM: Final = 0.4
_WIDTH_PER_NOZZLE: Final = 1.125
_DEFAULT_WALLS: Final = 2
_DEFAULT_SOLID_LAYERS: Final = 4
_LEAST_TOP_MM: Final = 0.7
_LEAST_BOTTOM_MM: Final = 0.5
_LEVEL_SHARE: Final = 1 / 3
_SHELL_FACTOR: Final = 1.1
_SHELL_SLOWNESS: Final = 1.7
_INFILL_SLOWNESS: Final = 1.5
_SECONDS_PER_LAYER: Final = 2.0
_SECONDS_TO_BEGIN: Final = 20.0
_MM3_PER_CM3: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Solid:
    """A model.

    Attributes:
        volume_mm3: Above zero.
        area_mm2: Of its surface.
        height_mm: As it stands on the bed.
    """

    volume_mm3: float
    area_mm2: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is sliced.

    Attributes:
        layer_height_mm: Above zero.
        speed_mm_s: Of infill; above zero.
        infill: 0 to 1.
        settings: Further ones by PrusaSlicer's names.
    """

    layer_height_mm: float
    speed_mm_s: float
    infill: float
    settings: Mapping[str, Any]

    @property
    def width_mm(self) -> float:
        """Of a line."""
        return _WIDTH_PER_NOZZLE * self._number("nozzle_diameter", _DEFAULT_NOZZLE_MM)

    @property
    def shell_mm(self) -> float:
        """How thick the shell is, on average over the surface."""
        if self.settings.get("spiral_vase"):  # one wall, and a floor
            return (1 - _LEVEL_SHARE) * self.width_mm + _LEVEL_SHARE * self._solid_mm("bottom") / 2
        walls = self._number("perimeters", _DEFAULT_WALLS) * self.width_mm
        level = (self._solid_mm("top") + self._solid_mm("bottom")) / 2
        return (1 - _LEVEL_SHARE) * walls + _LEVEL_SHARE * level

    @property
    def density_g_cm3(self) -> float:
        """Of the filament."""
        return self._number("filament_density", _DEFAULT_DENSITY_G_CM3)

    @property
    def material(self) -> str:
        """The filament, such as PLA."""
        return str(self.settings.get("filament_type", _DEFAULT_MATERIAL)).upper()

    def _solid_mm(self, end: str) -> float:
        layers = self._number(f"{end}_solid_layers", _DEFAULT_SOLID_LAYERS)
        return max(layers * self.layer_height_mm, _LEAST_TOP_MM if end == "top" else _LEAST_BOTTOM_MM)

    def _number(self, name: str, default: float) -> float:
        value = self.settings.get(name, default)
        return float(value) if isinstance(value, int | float) and value > 0 else float(default)


def seconds_and_grams(solid: Solid, manner: Manner) -> tuple[float, float]:
    """How long the print takes, and what it weighs; without supports."""
    covered = _SHELL_FACTOR * solid.area_mm2 * manner.shell_mm / solid.volume_mm3
    shell_mm3 = -solid.volume_mm3 * math.expm1(-covered)
    infill_mm3 = manner.infill * (solid.volume_mm3 - shell_mm3)
    flow_mm3_s = manner.width_mm * manner.layer_height_mm * manner.speed_mm_s
    seconds = (_SHELL_SLOWNESS * shell_mm3 + _INFILL_SLOWNESS * infill_mm3) / flow_mm3_s
    layers = max(solid.height_mm / manner.layer_height_mm, 1.0)
    grams = (shell_mm3 + infill_mm3) / _MM3_PER_CM3 * manner.density_g_cm3
    return _SECONDS_TO_BEGIN + seconds + layers * _SECONDS_PER_LAYER, grams
