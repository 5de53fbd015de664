"""Which tools a printer has, by all that was sent to it and all that it reports; what switches them off."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from lezerprint.marlin.firmware import Family
from lezerprint.marlin.tools import copies_first_tool, heats_chamber, named_tool, selected_tool
from lezerprint.port.contract.heaters import Tools

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lezerprint.marlin.replies import Reading, Temperatures

_SAID_BEFORE_BELIEVED: Final = 3
"""So many reports in a row must call another tool the active one: one line alone may be damaged."""


@dataclass(slots=True)
class KnownTools:
    """What is known of the tools of one printer.

    Attributes:
        named: All that were ever selected or heated by a file, a command or the API. They stay for good: a
            tool too many costs a line when all are switched off, one too few stays hot.
        numbered: Those whose heaters the firmware reports by number. A tool that is none of them has no
            heater of its own, as with a multi-material unit before one nozzle, or none that can be seen.
        selected: The tool in use, by the last command that selected one.
        copies: Whether the second of two carriages does what the first does (M605).
        chamber: Whether a chamber's target was ever set.
        family: Of the firmware.
    """

    named: set[int] = field(default_factory=set)
    numbered: set[int] = field(default_factory=set)
    selected: int = 0
    copies: bool = False
    chamber: bool = False
    family: Family = Family.UNKNOWN
    _heard: bool = False
    _unconfirmed: set[int] = field(default_factory=set)
    _contradiction: int | None = None
    _contradicted: int = 0

    # What was sent.

    def note(self, body: bytes) -> bool:
        """A command goes out; whether more is known now."""
        before = (len(self.named), self.selected, self.copies, self.chamber)
        if (tool := named_tool(body)) is not None:
            self.named.add(tool)
        if (tool := selected_tool(body)) is not None:
            self.selected = tool
        if (copies := copies_first_tool(body)) is not None:
            self.copies = copies
        self.chamber = self.chamber or heats_chamber(body)
        return before != (len(self.named), self.selected, self.copies, self.chamber)

    def note_file(self, tools: SpoolTools) -> None:
        """A job begins, or is taken over."""
        self.named |= tools.named
        self.chamber = self.chamber or tools.chamber

    def board_started(self) -> None:
        """A reset selects the first tool; what a firmware reports, it will say anew."""
        self.selected, self.copies, self._heard = 0, False, False
        self.numbered.clear()
        self._unconfirmed.clear()

    # What is reported.

    def by_tool(self, report: Temperatures) -> dict[int, Reading]:
        """The readings of a report by the tool whose they are.

        A bare `T` is the active tool's, or the one's that M109 waits for. Of a firmware that reports no tool
        by its number it is that of its one hotend, whichever tool is in use.
        """
        if not (report.tools or report.active):
            return {}
        readings = self._by_tool(report)
        self._heard = True
        return readings

    def _by_tool(self, report: Temperatures) -> dict[int, Reading]:
        if report.active is not None and list(report.tools.values()) == [report.active]:
            (named,) = report.tools
            tool = named if report.waiting else self.selected  # Marlin 1 says which M109 waits for
            return {tool if tool in self.numbered else 0: report.active}
        self._believe(set(report.tools))
        self._see_active(report)
        return {tool: reading for tool, reading in report.tools.items() if tool in self.numbered}

    def _believe(self, told: set[int]) -> None:
        """The tools of the first report are believed; one that comes later must be there twice in a row."""
        new = told - self.numbered
        self.numbered |= new & self._unconfirmed if self._heard else new
        self._unconfirmed = new - self.numbered

    def _see_active(self, report: Temperatures) -> None:
        """A tool may be changed at the printer: then `T` has the very numbers of another one."""
        if report.active is None or report.waiting or len(report.tools) == 1:
            return
        like = [tool for tool, reading in report.tools.items() if reading == report.active]
        other = like[0] if len(like) == 1 and like[0] != self.selected else None
        again = other is not None and other == self._contradiction
        self._contradicted = self._contradicted + 1 if again else 1
        self._contradiction = other
        if other is not None and self._contradicted >= _SAID_BEFORE_BELIEVED:
            self.selected = other

    # What switches all off.

    def off_commands(self, reported: Iterable[int], *, chamber: bool) -> list[bytes]:
        """What switches every heater off that was ever named or reported, the bed's too.

        Args:
            reported: The tools of which temperatures are known.
            chamber: Whether the chamber's is.
        """
        tools = sorted(self.named | self.numbered | set(reported))
        several = any(tool > 0 for tool in tools)
        # Without numbers in the reports nobody knows which tool is in use, and what has a heater.
        commands = [] if several and len(self.numbered) > 1 else [b"M104 S0"]
        if several:
            commands += [b"M104 T%d S0" % tool for tool in tools]
        if self.family is Family.REPRAPFIRMWARE:  # M104 leaves the temperature of a tool in standby
            commands += [b"G10 P%d S0 R0" % tool for tool in tools]
        commands.append(b"M140 S0")
        if chamber or self.chamber:
            commands.append(b"M141 S0")
        return commands

    # For the snapshot and the journal.

    def report(self) -> Tools:
        """Which tool is in use, and which there are."""
        return Tools(self.selected, tuple(sorted(self.named | self.numbered)))

    def kept(self) -> dict[str, Any]:
        """What a successor must know before the first report."""
        return {
            "named": sorted(self.named),
            "selected": self.selected,
            "copies": self.copies,
            "chamber": self.chamber,
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """As a predecessor left it; nothing, of one that did not know of tools."""
        self.named |= set(kept.get("named", ()))
        self.selected = int(kept.get("selected", 0))
        self.copies, self.chamber = bool(kept.get("copies")), bool(kept.get("chamber"))


@dataclass(frozen=True, slots=True)
class SpoolTools:
    """A spool of an older version says nothing, and is taken for one with the first tool only.

    Attributes:
        named: Every tool that it selects, or whose heater it sets.
        changes: The commands that select a tool, in order, and the tool.
        copying: The M605s, and whether the second carriage does what the first does from there on.
        chamber: Whether it sets the chamber's target.
    """

    named: frozenset[int] = frozenset()
    changes: list[tuple[int, int]] = field(default_factory=list)
    copying: list[tuple[int, bool]] = field(default_factory=list)
    chamber: bool = False

    @classmethod
    def of(cls, notes: Mapping[str, Any]) -> Self:
        """As the spool's notes have it."""
        told = notes.get("tools")
        if told is None:
            return cls()
        changes = [(line, tool) for line, tool in told["changes"]]
        copying = [(line, copies) for line, copies in told["copying"]]
        return cls(frozenset(told["named"]), changes, copying, bool(told["chamber"]))

    def last_change(self, index: int) -> tuple[int, int] | None:
        """The last command before the one at `index` that selects a tool, and the tool."""
        found = bisect_left(self.changes, (index,))
        return self.changes[found - 1] if found else None

    def copies_at(self, index: int) -> bool | None:
        """Whether the second carriage copies the first at the command `index`; None: the spool leaves it."""
        found = bisect_left(self.copying, (index,))
        return self.copying[found - 1][1] if found else None
