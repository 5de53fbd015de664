"""What the heaters of a print kept, before a heater was switched off by hand and that has paused it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.marlin.motion import MachineState

_TOOL: Final = "tool"


class KeptTargets:
    """Targets in degrees Celsius by heater; they hold for the pause before one command of the job."""

    def __init__(self) -> None:
        self._before = -1
        self._celsius: dict[str, float] = {}

    def keep(self, readings: Mapping[str, Any], before: int) -> None:
        """These are kept, as far as a heater is not off by now, which was switched off a moment ago."""
        if before != self._before:
            self._before, self._celsius = before, {}
        targets = {name: reading["target"] or 0.0 for name, reading in readings.items()}
        self._celsius |= {name: celsius for name, celsius in targets.items() if celsius > 0}

    def give_back(self, state: MachineState, before: int) -> None:
        """Make them the print's, if it has stopped at that command."""
        if before != self._before:
            return
        for name, celsius in self._celsius.items():
            if name == "bed":
                state.bed_target_celsius = celsius
            elif name == "chamber":
                state.chamber_target_celsius = celsius
            else:
                state.hotend_targets_celsius[int(name.removeprefix(_TOOL))] = celsius

    def kept(self) -> list[Any]:
        """For the journal."""
        return [self._before, self._celsius]

    def restore(self, kept: list[Any]) -> None:
        """As a predecessor left them."""
        self._before, self._celsius = kept
