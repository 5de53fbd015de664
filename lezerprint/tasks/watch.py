"""What changed about tasks from look to look, for those who show it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Task, TaskStatus

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

_ACTIVE: Final = (TaskStatus.QUEUED, TaskStatus.RUNNING)
_MOST: Final = 500
_CLOCKS_DIFFER: Final = timedelta(seconds=5)
"""By so much at most, those of the machines that make tasks; more, and a short task may go unseen."""


class TaskWatch:
    """Remembers the tasks that have not ended, and those just made: some are done between two looks."""

    def __init__(self) -> None:
        self._known: dict[UUID, tuple[Any, ...]] | None = None
        self._made_since = utc_now()

    @property
    def has_active(self) -> bool:
        """Whether the last look found tasks that may be others at the next."""
        return bool(self._known)

    def look(self) -> list[Task]:
        """The tasks that are new or changed, among them those that ended; in a session of the caller.

        The first look tells nothing.
        """
        first, known = self._known is None, self._known or {}
        made_since = utc_now() - _CLOCKS_DIFFER
        found = _active_or(list(known), self._made_since)
        self._made_since = made_since
        self._known = {
            task.id: _shown(task) for task in found if task.status in _ACTIVE or task.created_at >= made_since
        }
        return [task for task in found if not first and known.get(task.id) != _shown(task)]


def _active_or(ids: Collection[UUID], made_since: datetime) -> list[Task]:
    wanted = Task.status.in_(_ACTIVE) | (Task.created_at >= made_since)
    query = Task.select().where(wanted | Task.id.in_(list(ids)) if ids else wanted)
    return list(query.order_by(Task.created_at, Task.id).limit(_MOST + len(ids)))


def _shown(task: Task) -> tuple[Any, ...]:
    return task.status, task.progress, task.message, task.attempts
