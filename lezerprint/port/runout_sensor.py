"""The firmware's runout sensor, which must not start a filament change while a job is paused.

Marlin 2 switches it by M412, which also forgets a runout that was left to the host. What it is to be after
the pause is what it was before: it is asked for, and switched off only where it is on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.port.run import Run

QUESTION: Final = b"M412"
OFF: Final = b"M412 S0"
ON: Final = b"M412 S1"

_IS_ON: Final = "filament runout on"
"""Of `echo:Filament runout ON ; Host handling OFF` (`M412.cpp`)."""


@dataclass(slots=True)
class RunoutSensor:
    """What is known of it in this pause.

    Attributes:
        asked: Whether it was asked, in this pause, how it is.
        switched_off: Whether it is off because of us.
    """

    asked: bool = False
    switched_off: bool = False

    def due(self, run: Run | None) -> bytes | None:
        """What is to be sent now; what is returned counts as sent."""
        if run is not None and run.active and run.paused_machine is not None:
            # As soon as the place is known where the print stopped: a firmware that waits for its user
            # takes nothing before that, and its queue must have room for the answer.
            if self.asked:
                return None
            self.asked = True
            return QUESTION
        self.asked = False
        off, self.switched_off = self.switched_off, False
        return ON if off else None

    def answered(self, lines: Sequence[str], run: Run | None) -> bytes | None:
        """What is to be sent now that the firmware has said how the sensor is."""
        is_on = any(_IS_ON in line.lower() for line in lines)
        if not is_on or run is None or not run.active or run.paused_machine is None:
            return None
        self.switched_off = True
        return OFF
