"""What a spool says of its tools: which are named, and which is in use at a command."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


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
