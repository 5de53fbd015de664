"""Which tool a print has in use at a command, and what it waits for there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lezerprint.marlin.commands import Wait
from lezerprint.port.heating import HeatWait

if TYPE_CHECKING:
    from lezerprint.port.heating import Heaters
    from lezerprint.port.injections import Injections
    from lezerprint.port.paused_machine import PausedMachine
    from lezerprint.port.spool import SpoolReader


class PrintTools:
    """Of one job; keeps what is known of the printer's tools up to date with it.

    Attributes:
        refused: The tools, and their targets in degrees Celsius, for which it did not wait: the firmware
            reports no such tool, and the one in use has no target.
    """

    def __init__(
        self, spool: SpoolReader, injections: Injections, heaters: Heaters, residency_seconds: float
    ) -> None:
        self._spool = spool
        self._injections = injections
        self._heaters = heaters
        self._residency_seconds = residency_seconds
        self._first_tool = heaters.known.selected
        self._copied_first = heaters.known.copies
        self.refused: dict[int, float] = {}
        heaters.known.note_file(spool.tools)

    def tool_at(self, index: int) -> int:
        """The tool in use before the command at `index`: the file's, or what was injected after that."""
        injected = self._injections.tool()
        line, tool = self._spool.tools.last_change(index) or (-1, self._first_tool)
        return injected[1] if injected is not None and line < injected[0] <= index else tool

    def follow(self, index: int, machine: PausedMachine | None) -> None:
        """All before the command at `index` is acknowledged."""
        known, copies = self._heaters.known, self._spool.tools.copies_at(index)
        known.selected = self.tool_at(index) if machine is None else machine.now.tool
        known.copies = self._copied_first if copies is None else copies

    def wait_after(self, index: int) -> HeatWait | None:
        """The wait behind the command at `index`, if there is one; one without a tool is for that in use."""
        wait = self._spool.wait_at(index)
        if wait is None:
            return None
        if wait.heater == "hotend" and wait.tool is None:
            wait = replace(wait, tool=self.tool_at(index))
        copies = self._spool.tools.copies_at(index)
        copying = self._copied_first if copies is None else copies
        return self.heat_wait(wait, copying=copying and wait.tool == 0)

    def waited(self, wait: HeatWait) -> None:
        """A wait is over; whether it was in vain."""
        tool, target = wait.wait.tool, wait.wait.target_celsius
        reading = self._heaters.reading("hotend", tool)
        if wait.unreported and tool and target and reading is not None and reading.target_celsius == 0:
            self.refused[tool] = target

    def heat_wait(self, wait: Wait, *, copying: bool = False) -> HeatWait:
        """A wait that begins now; `copying` waits for the second carriage's hotend too (Marlin's M605)."""
        also = Wait("hotend", 1, None, cooling=False)
        seconds = self._residency_seconds
        return HeatWait(wait, seconds, HeatWait(also, seconds) if copying else None)
