"""What follows from rows that were written behind everybody's back, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.jobs.print_jobs import count_prints
from lezerprint.jobs.states import ENDED
from lezerprint.storage.models import PrintJob
from lezerprint.timelapse import rows as films

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from lezerprint.storage.entries import Entry


def draw_consequences(entries: Iterable[Entry]) -> None:
    """Jobs that have ended count as prints of their files; of their pictures a film is made."""
    entries = list(entries)
    if ended := ended_jobs(entries):
        count_prints(ended)
    films.draw_consequences(entries)


def ended_jobs(entries: Iterable[Entry]) -> set[UUID]:
    """The jobs that ended by these entries."""
    return {
        entry.key
        for entry in entries
        if entry.model is PrintJob and entry.key is not None and entry.values.get("status") in ENDED
    }
