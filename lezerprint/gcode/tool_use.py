"""Which tools a print uses: those that it names, and where it changes from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lezerprint.gcode.batch import code_of
from lezerprint.marlin.tools import copies_first_tool, heats_chamber, named_tool, selected_tool

if TYPE_CHECKING:
    from lezerprint.gcode.batch import CleanBatch

_FIRST_TOOL: Final = code_of("T", 0)
_LAST_TOOL: Final = code_of("U", 0) - 1
_NAMES: Final = [
    code_of("G", 10),
    *(code_of("M", number) for number in (104, 109, 141, 191, 303, 568, 605)),
]


class ToolUse:
    """Follows a print batch by batch."""

    def __init__(self) -> None:
        self._changes: list[tuple[int, int]] = []
        self._copying: list[tuple[int, bool]] = []
        self._named: set[int] = set()
        self._chamber = False

    def read(self, batch: CleanBatch, first_line: int) -> None:
        """Take the next batch, whose commands are numbered from `first_line` on."""
        changes = (batch.codes >= _FIRST_TOOL) & (batch.codes <= _LAST_TOOL)
        for index in np.flatnonzero(changes | np.isin(batch.codes, _NAMES)).tolist():
            body, line = batch.body(index), first_line + index
            if (tool := named_tool(body)) is not None:
                self._named.add(tool)
            if (tool := selected_tool(body)) is not None:
                self._changes.append((line, tool))
            if (copying := copies_first_tool(body)) is not None:
                self._copying.append((line, copying))
            self._chamber = self._chamber or heats_chamber(body)

    def notes(self) -> dict[str, Any]:
        """For the spool's notes."""
        return {
            "named": sorted(self._named),
            "changes": self._changes,
            "copying": self._copying,
            "chamber": self._chamber,
        }
