"""The printer's hotends, by the port process's report: which there are, and which is in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from lezerprint.marlin.tools import HIGHEST_TOOL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.port.contract.heaters import HeaterReading, Tools
    from lezerprint.port.contract.snapshot import Snapshot

_TOOL: Final = "tool"


@dataclass(frozen=True, slots=True)
class Hotends:
    """Of one printer.

    Attributes:
        in_use: The tool that is selected.
        named: The tools that a file or a command has selected or heated, and those that are reported.
        readings: By tool, as far as the firmware reports them. Several tools before one nozzle have but one.
    """

    in_use: int
    named: frozenset[int]
    readings: dict[int, HeaterReading]

    @classmethod
    def of(cls, report: Snapshot) -> Self:
        """As a report tells it."""
        return cls.by(report.temperatures, report.tools, report.firmware.get("EXTRUDER_COUNT", ""))

    @classmethod
    def by(cls, temperatures: Mapping[str, HeaterReading], tools: Tools, count: str = "") -> Self:
        """By what is reported of the heaters; `count`: how many tools the firmware says that it has."""
        readings = {
            int(name.removeprefix(_TOOL)): reading
            for name, reading in temperatures.items()
            if name.startswith(_TOOL) and name.removeprefix(_TOOL).isdecimal()
        }
        told = range(min(int(count), HIGHEST_TOOL + 1)) if count.isdecimal() else ()
        return cls(tools.in_use, frozenset((*tools.named, *told, *readings)), readings)

    @property
    def several(self) -> bool:
        """Whether a heater must be named, so that it is clear which one is meant."""
        return len(self.readings) > 1

    def reading(self, tool: int | None = None) -> HeaterReading | None:
        """Of this tool, or of the one in use; of several tools with one nozzle, the nozzle's."""
        wanted = self.in_use if tool is None else tool
        if wanted in self.readings or self.several:
            return self.readings.get(wanted)
        return next(iter(self.readings.values()), None)
