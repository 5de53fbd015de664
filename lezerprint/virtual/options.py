"""What the simulated board is built with: its sizes, its firmware's options and its faults at start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from lezerprint.virtual.dialects import DIALECTS
from lezerprint.virtual.equipment import Chamber, Nozzles

if TYPE_CHECKING:
    from lezerprint.virtual.dialect import Dialect

INSTANT_HEATING_FACTOR = 50.0
"""How much faster than life the heaters run when motion takes no time at all."""


class ResendOk(Enum):
    """Whether the firmware says `ok` after a `Resend:`; Marlin's versions differ in it."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class BoardOptions:
    """Sizes as in Marlin's Configuration_adv.h; `speed` is the factor by which simulated time runs fast.

    A speed of 0 means that motion and dwelling take no time. `job_timer_autostart` is Marlin's
    PRINTJOB_TIMER_AUTOSTART: M109 and M190 start the print job timer, and targets of 0 stop it.
    `command_seconds` is how long the processor is busy with each command, whatever the speed, and `purge_mm`
    how much filament M600 pushes out before it asks whether that is enough.
    """

    speed: float = 1.0
    receive_ring_bytes: int = 128
    command_queue_size: int = 4
    planner_blocks: int = 16
    advanced_ok: bool = False
    emergency_parser: bool = True
    autoreport: bool = True
    keepalive: bool = True
    job_timer_autostart: bool = True
    runout_sensor: bool = True
    command_seconds: float = 0.0
    purge_mm: float = 0.0
    resend_ok: ResendOk = ResendOk.ALWAYS
    noise_ppm: int = 0
    drop_ok_ppm: int = 0
    seed: int = 1
    tools: int = 1
    nozzles: Nozzles = Nozzles.EACH
    chamber: Chamber = Chamber.HEATED
    dialect: Dialect = DIALECTS["marlin"]

    @classmethod
    def of_dialect(cls, name: str, **given: Any) -> BoardOptions:
        """A board of this family; what is given overrides what is usual for it."""
        dialect = DIALECTS[name]
        return cls(**{**dialect.defaults, **given, "dialect": dialect})

    @property
    def heated_tools(self) -> int:
        """How many hotends there are."""
        return self.tools if self.nozzles is Nozzles.EACH else 1

    @property
    def known_extruders(self) -> int:
        """How many extruders the firmware has by its own account, which M104 T may name."""
        return 1 if self.nozzles is Nozzles.MMU else self.tools

    @property
    def heating_factor(self) -> float:
        """How many simulated seconds the heaters live in one real second."""
        return self.speed or INSTANT_HEATING_FACTOR

    def real_seconds(self, simulated_seconds: float) -> float:
        """How long a motion or a dwell of so many simulated seconds takes on the wall clock."""
        return simulated_seconds / self.speed if self.speed else 0.0
