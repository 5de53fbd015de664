"""What an operation's function is given."""

from __future__ import annotations

import math
import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.base import durable
from lezerprint.errors import StorageError
from lezerprint.tasks import records
from lezerprint.tasks.errors import TaskCancelledError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from uuid import UUID

    from lezerprint.settings import Settings
    from lezerprint.storage.database import Storage
    from lezerprint.tasks.records import Claim

DRAFT_SUFFIX: Final = ".task-draft"
"""What files are called that a task has not finished; they are hidden, too."""

_PROGRESS_SECONDS: Final = 0.5
_ALL: Final = 100.0


@dataclass(slots=True)
class Draft:
    """A file on its way to where it belongs."""

    path: Path
    destination: Path
    is_new: bool


class TaskContext:
    """A task, seen from its function.

    Results are written to `scratch` and handed over with `publish`; rows that belong to them are written by
    functions given to `on_finish`. All of it becomes visible at the end, in one step, if the task is still
    this worker's by then, and none of it otherwise.

    Attributes:
        storage: The database.
        settings: As the server has them.
        scratch: A folder of this attempt alone; it is removed afterwards, whatever happens.
        task_id: The task.
        user_id: Who wanted it; None: the program itself.
        attempt: 1 for the first.
    """

    def __init__(
        self,
        claim: Claim,
        storage: Storage,
        settings: Settings,
        scratch: Path,
        stopping: threading.Event,
        *,
        user_id: UUID | None = None,
    ) -> None:
        self.storage = storage
        self.settings = settings
        self.scratch = scratch
        self.task_id = claim.task_id
        self.user_id = user_id
        self.attempt = claim.attempt
        self.drafts: list[Draft] = []
        self.saves: list[Callable[[], object]] = []
        self.follow_ups: list[tuple[str, Mapping[str, Any]]] = []
        self._claim = claim
        self._stopping = stopping
        self._told_at = float("-inf")

    def progress(self, percent: float, message: str | None = None) -> None:
        """Say how far the task is; cheap, for most calls write nothing.

        Raises:
            TaskCancelledError: The task is to stop.
        """
        self.check()
        if not math.isfinite(percent) or time.monotonic() - self._told_at < _PROGRESS_SECONDS:
            return
        self._told_at = time.monotonic()
        try:
            held = self.storage.run(records.set_progress, self._claim, min(max(percent, 0.0), _ALL), message)
        except StorageError:
            return  # the database is away; the work goes on without it
        if not held:
            self._stopping.set()
            self.check()

    def cancelled(self) -> bool:
        """Whether the task was asked to stop; what does not is killed a little later."""
        return self._stopping.is_set()

    def check(self) -> None:
        """End the function here if the task was asked to stop.

        Raises:
            TaskCancelledError: It is.
        """
        if self.cancelled():
            raise TaskCancelledError("the task was asked to stop")

    def publish(self, source: Path, destination: Path) -> None:
        """Hand a finished file over: it replaces `destination` when the task is done.

        Raises:
            OSError: It cannot be brought there, as when the disk is full.
        """
        destination.parent.mkdir(parents=True, exist_ok=True)
        path = destination.with_name(f".{self.task_id.hex}-{len(self.drafts)}{DRAFT_SUFFIX}")
        draft = Draft(path, destination, not os.path.lexists(destination))
        self.drafts.append(draft)
        shutil.move(source, path)  # another disk's file is copied now, so that the last step is but a name
        durable.sync(path)

    def on_finish(self, save: Callable[[], object]) -> None:
        """Write rows with the end of the task, in its transaction."""
        self.saves.append(save)

    def enqueue(self, operation: str, arguments: Mapping[str, Any]) -> None:
        """Queue another task when this one is done, for the same user and with this one as its parent."""
        self.follow_ups.append((operation, arguments))
