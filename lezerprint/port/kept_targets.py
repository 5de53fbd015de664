"""What the heaters of a print kept, before a heater was switched off by hand and that has paused it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.marlin.motion import MachineState
    from lezerprint.port.contract.heaters import HeaterReading

_TOOL: Final = "tool"


class KeptTargets:
    """Targets in degrees Celsius by heater; they hold for the pause before one command of the job."""

    def __init__(self) -> None:
        self._before = -1
        self._celsius: dict[str, float] = {}

    def keep(self, readings: Mapping[str, HeaterReading], before: int, of_file: Mapping[str, float]) -> None:
        """What is reported counts; of what was switched off by then, what was kept before; else the file's.

        The file's may be on its way, and not be reported yet.
        """
        if before != self._before:
            self._before, self._celsius = before, {}
        reported = {name: reading.target or 0.0 for name, reading in readings.items()}
        self._celsius = {**_on(of_file), **self._celsius, **_on(reported)}

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


def _on(targets: Mapping[str, float]) -> dict[str, float]:
    return {name: celsius for name, celsius in targets.items() if celsius > 0}
