"""A pause of the firmware's own, in which it goes on reading: it parks, may cool, and goes back by itself.

Prusa-Firmware at M601, at a failed fan or heater (`lcd_pause_print`), and Klipper at PAUSE. Whatever the
host sends then would be done at the place where the head is parked. When the print is resumed, Prusa-Firmware
counts back to the first line whose moves it has thrown away, and asks for that and all after it
(`restore_print_file_state`); those that were sent in the pause are among them, and have been done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.marlin.commands import Wait, command_code
from lezerprint.port.injections import moves_or_sets
from lezerprint.port.template import number

if TYPE_CHECKING:
    from lezerprint.marlin.motion import MachineState
    from lezerprint.port.heating import Heaters

_RESUMES: Final = frozenset({("M", 24), ("M", 602)})


@dataclass(frozen=True, slots=True)
class FirmwarePause:
    """What is to be known of it.

    Attributes:
        after: The number of the last line that went out before it was known.
        resume_with: The command at which the firmware goes back to the print.
    """

    after: int
    resume_with: str

    def reheating(self, at: MachineState, heaters: Heaters) -> tuple[list[bytes], list[Wait]]:
        """What brings back the heat that the print had (`at`), and what is to be waited for then.

        The firmware is to have set its targets again: they are raised where it has not, and never lowered.
        """
        commands: list[bytes] = []
        waits: list[Wait] = []
        for tool, target in sorted(at.hotend_targets_celsius.items()):
            reading = heaters.tools.get(tool)
            if reading is not None and target > 0:
                named = b" T%d" % tool if len(heaters.tools) > 1 else b""
                if (reading.target_celsius or 0.0) < target:
                    commands.append(b"M104%b S%b" % (named, number(target).encode()))
                waits.append(Wait("hotend", tool, target, cooling=False))
        if heaters.bed is not None and at.bed_target_celsius > 0:
            if (heaters.bed.target_celsius or 0.0) < at.bed_target_celsius:
                commands.append(b"M140 S" + number(at.bed_target_celsius).encode())
            waits.append(Wait("bed", None, at.bed_target_celsius, cooling=False))
        return commands, waits

    def check(self, command: bytes) -> None:
        """Raise PortError for what the firmware's way back to the print would not reckon with."""
        if moves_or_sets(command) and command_code(command) not in _RESUMES:
            raise PortError(
                "the printer has paused by itself, and would not resume correctly: resume it first"
            )
