"""What is heated on the printer: which tools have a nozzle of their own, and what the chamber has."""

from __future__ import annotations

from enum import Enum


class Nozzles(Enum):
    """What the tools extrude through."""

    EACH = "each"
    """Every tool has a nozzle with a heater of its own."""

    SHARED = "shared"
    """One nozzle: M104 T1 heats it as M104 does (Marlin's SINGLENOZZLE, which its MMUs imply)."""

    MMU = "mmu"
    """One nozzle, and M104 knows tool 0 only, while T selects any (Prusa-Firmware, whose EXTRUDERS is 1)."""


class Chamber(Enum):
    """What the chamber has."""

    HEATED = "heated"
    SENSOR = "sensor"
    """It is measured, and M141 is no command (TEMP_SENSOR_CHAMBER alone)."""

    NONE = "none"
