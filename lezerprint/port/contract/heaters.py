"""What is known of the heaters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeaterReading:
    """Degrees Celsius.

    Attributes:
        actual: None where the sensor cannot be read, or is reported no more.
        target: None where the firmware does not say.
    """

    actual: float | None
    target: float | None


@dataclass(frozen=True, slots=True)
class Tools:
    """Which tool is in use, and all that were ever named or are reported."""

    in_use: int = 0
    named: tuple[int, ...] = ()
