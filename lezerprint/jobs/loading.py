"""What the database knows of the jobs that have not ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lezerprint.jobs import print_jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.jobs.job import Job
    from lezerprint.storage.backlog import Backlog
    from lezerprint.storage.database import Storage


def load_queue(
    storage: Storage, backlog: Backlog, locate: Callable[[str], Any], printer: str
) -> tuple[list[Job], list[Job]] | None:
    """The jobs of a printer that wait, and the others that have not ended.

    None as long as the database is behind: with what waits in the backlog they may have ended.

    Raises:
        StorageError: The database is away.
    """
    if not storage.is_migrated or backlog.waiting or backlog.spilled:
        return None
    return storage.read(print_jobs.waiting, printer, locate)
