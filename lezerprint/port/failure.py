"""Why a job failed, in one word for statistics."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

_HEAT_WORDS: Final = (
    "thermal",
    "heating failed",
    "preheat error",
    "temperature malfunction",
    "mintemp",
    "maxtemp",
    "heater/sensor",
)


class FailureReason(StrEnum):
    """Why a print failed."""

    EMERGENCY_STOP = "EMERGENCY_STOP"
    PRINTER_RESET = "PRINTER_RESET"  # the board started anew, its supply was well as far as is known
    PRINTER_LOST = "PRINTER_LOST"  # it says nothing, or takes no line
    POWER_LOSS = "POWER_LOSS"
    THERMAL_RUNAWAY = "THERMAL_RUNAWAY"  # the firmware's protection of heaters, of any kind
    FIRMWARE_ERROR = "FIRMWARE_ERROR"  # the firmware stopped for another reason
    FILE_ERROR = "FILE_ERROR"
    OTHER = "OTHER"


def failure_of_halt(text: str) -> FailureReason:
    """What the last words of a firmware mean."""
    lower = text.lower()
    is_thermal = any(words in lower for words in _HEAT_WORDS)
    return FailureReason.THERMAL_RUNAWAY if is_thermal else FailureReason.FIRMWARE_ERROR
