"""Pauses that the file asks for, each made once: also when the process is killed at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lezerprint.marlin.host_pauses import reason_of

if TYPE_CHECKING:
    from lezerprint.port.spool import SpoolReader


@dataclass(slots=True)
class FilePauses:
    """Which of the job's commands have been paused for, by their index.

    Attributes:
        made_at: The last command for which the print was paused.
        unknown_at: The last command that would have made the firmware stop, and that it does not know.
    """

    made_at: int = -1
    unknown_at: int = -1

    def due(self, spool: SpoolReader, index: int) -> str | None:
        """Why to pause behind the command at `index`, which is done; None: there is no need. Asked once."""
        if index <= self.made_at:
            return None
        line = spool.source_line(index)
        if (text := spool.pause_at(index)) is not None:
            reason = reason_of(text.encode(), line)
        elif index == self.unknown_at:
            reason = reason_of(spool.body(index), line, is_known=False)
        else:
            return None
        self.made_at = index
        return reason
