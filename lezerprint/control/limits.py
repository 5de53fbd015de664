"""How hot, how far and how fast a printer may be driven by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.control.errors import InvalidOrderError, TooColdError
from lezerprint.marlin.commands import command_code, sets_target, words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from lezerprint.settings import PrinterSettings
    from lezerprint.settings.control import ControlSettings

_TUNES: Final = ("M", 303)
_TUNED: Final = {-1.0: "bed", -2.0: "chamber"}
"""What M303's `E` means, but for the tools."""

_SETS_TARGET: Final[dict[tuple[str, int] | None, str]] = {
    ("M", 104): "hotend",
    ("M", 109): "hotend",
    ("M", 140): "bed",
    ("M", 190): "bed",
    ("M", 141): "chamber",
    ("M", 191): "chamber",
}
_SLACK_MM: Final = 0.01
"""Firmware reports positions rounded to hundredths."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one printer.

    Attributes:
        celsius: The highest target by heater: hotend, bed, chamber.
        volume_mm: How far each of the axes "XYZ" goes; empty: unknown.
        speeds_mm_min: The fastest by axis of "XYZE".
        cold_extrusion_celsius: Below this the filament is not moved.
    """

    celsius: Mapping[str, float]
    volume_mm: Mapping[str, float]
    speeds_mm_min: Mapping[str, float]
    cold_extrusion_celsius: float

    @classmethod
    def of(cls, settings: PrinterSettings) -> Self:
        """Those that the user has set."""
        control = settings.control
        return cls(
            celsius={
                "hotend": settings.max_hotend_celsius,
                "bed": settings.max_bed_celsius,
                "chamber": settings.max_chamber_celsius,
            },
            volume_mm=dict(zip("XYZ", settings.volume or (), strict=False)),
            speeds_mm_min=_speeds(control),
            cold_extrusion_celsius=control.cold_extrusion_celsius,
        )

    def check_target(self, heater: str, celsius: float) -> None:
        """Refuse a target beyond what this heater may have.

        Raises:
            InvalidOrderError: It is too hot, or below zero.
        """
        most = self.celsius[heater]
        if not 0 <= celsius <= most:
            raise InvalidOrderError(
                f"{celsius:g} °C is no target for the {heater}: it may have 0 to {most:g} °C"
            )

    def check_command(self, body: bytes) -> None:
        """Refuse a command that sets a target beyond what the heater may have; others pass.

        Raises:
            InvalidOrderError: It does.
        """
        code, given = command_code(body), words(body)
        heater = _TUNED.get(given.get("E", 0.0), "hotend") if code == _TUNES else _SETS_TARGET.get(code)
        if heater is None and sets_target(body) >= 0:
            heater = "hotend"  # RepRapFirmware's G10 and M568
        if heater is None:
            return
        for letter in "SR":
            if letter in given:
                self.check_target(heater, given[letter])

    def check_end(self, axis: str, distance_mm: float, from_mm: float) -> None:
        """Refuse a move that ends outside the volume, unless it leads towards it.

        Args:
            axis: One of "XYZ".
            distance_mm: How far.
            from_mm: Where the axis is now.

        Raises:
            InvalidOrderError: It ends outside.
        """
        most = self.volume_mm.get(axis)
        if most is None:
            return
        end = from_mm + distance_mm
        too_far = end > most + _SLACK_MM and distance_mm > 0
        too_low = end < -_SLACK_MM and distance_mm < 0
        if too_far or too_low:
            raise InvalidOrderError(
                f"{axis} would be at {end:.2f} mm, and it goes from 0 to {most:g} mm; if the printer has not "
                "been homed and this is not where it is, home it or force the move"
            )

    def bounded_speed(self, axis: str, mm_min: float) -> float:
        """The speed, or the fastest that this axis may have."""
        return min(mm_min, self.speeds_mm_min[axis])

    def check_warm(self, hotend_celsius: float | None) -> None:
        """Refuse to move filament through a cold hotend.

        Raises:
            TooColdError: It is too cold, or not known to be warm.
        """
        least = self.cold_extrusion_celsius
        if least == 0 or (hotend_celsius is not None and hotend_celsius >= least):
            return
        how = "may be cold" if hotend_celsius is None else f"is at {hotend_celsius:.0f} °C"
        raise TooColdError(
            f"the hotend {how}: heat it to {least:g} °C first: POST /api/printers/{{printer}}/temperature"
        )


def _speeds(control: ControlSettings) -> dict[str, float]:
    travel = control.max_travel_speed
    return {"X": travel, "Y": travel, "Z": control.max_lift_speed, "E": control.max_extrusion_speed}
