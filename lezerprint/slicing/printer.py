"""What slicing has to know of a printer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lezerprint.gcode.limits import MachineLimits

if TYPE_CHECKING:
    from lezerprint.settings import PrinterSettings

COMMON_VOLUME_MM: Final = (220.0, 220.0, 250.0)
"""Of the most common printers; taken for one whose volume is not set."""


@dataclass(frozen=True, slots=True)
class PrinterShape:
    """How large a printer is, how hot it may become, and how fast it is.

    Attributes:
        volume_mm: How far x, y and z go from 0.
        max_hotend_celsius: No profile may ask for more.
        max_bed_celsius: The same of the bed.
        limits: What the time of a print depends on.
    """

    volume_mm: tuple[float, float, float] = COMMON_VOLUME_MM
    max_hotend_celsius: float = 300.0
    max_bed_celsius: float = 120.0
    limits: MachineLimits = field(default_factory=MachineLimits)

    @classmethod
    def of(cls, settings: PrinterSettings) -> PrinterShape:
        """The shape of a printer as it is set."""
        return cls(
            volume_mm=settings.volume or COMMON_VOLUME_MM,
            max_hotend_celsius=settings.max_hotend_celsius,
            max_bed_celsius=settings.max_bed_celsius,
        )
