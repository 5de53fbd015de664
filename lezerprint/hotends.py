"""The printer's hotends, by the port process's report: which there are, and which is in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from lezerprint.marlin.tools import HIGHEST_TOOL

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOOL: Final = "tool"

Reading = dict[str, float | None]
"""`actual` and `target` in degrees Celsius; None where the firmware does not say."""


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
    readings: dict[int, Reading]

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Self:
        """As a report tells it; one of an older port process knows of no tool in use."""
        temperatures, tools = report.get("temperatures") or {}, report.get("tools") or {}
        readings = {
            int(name.removeprefix(_TOOL)): reading
            for name, reading in temperatures.items()
            if name.startswith(_TOOL) and name.removeprefix(_TOOL).isdecimal()
        }
        count = (report.get("firmware") or {}).get("EXTRUDER_COUNT", "")
        told = range(min(int(count), HIGHEST_TOOL + 1)) if count.isdecimal() else ()
        named = frozenset((*tools.get("named", ()), *told, *readings))
        return cls(int(tools.get("in_use", 0)), named, readings)

    @property
    def several(self) -> bool:
        """Whether a heater must be named, so that it is clear which one is meant."""
        return len(self.readings) > 1

    def reading(self, tool: int | None = None) -> Reading | None:
        """Of this tool, or of the one in use; of several tools with one nozzle, the nozzle's."""
        wanted = self.in_use if tool is None else tool
        if wanted in self.readings or self.several:
            return self.readings.get(wanted)
        return next(iter(self.readings.values()), None)
