"""What changed about tasks from look to look, for those who show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lezerprint.storage.models import Task, TaskStatus

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

_ACTIVE: Final = (TaskStatus.QUEUED, TaskStatus.RUNNING)
_MOST: Final = 500


class TaskWatch:
    """Remembers the tasks that have not ended; one that begins and ends between two looks is not seen."""

    def __init__(self) -> None:
        self._known: dict[UUID, tuple[Any, ...]] | None = None

    def look(self) -> list[Task]:
        """The tasks that are new or changed, among them those that ended; in a session of the caller.

        The first look tells nothing.
        """
        first, known = self._known is None, self._known or {}
        found = _active_or(list(known))
        self._known = {task.id: _shown(task) for task in found if task.status in _ACTIVE}
        return [task for task in found if not first and known.get(task.id) != _shown(task)]


def _active_or(ids: Collection[UUID]) -> list[Task]:
    active = Task.status.in_(_ACTIVE)
    query = Task.select().where(active | Task.id.in_(list(ids)) if ids else active)
    return list(query.order_by(Task.created_at, Task.id).limit(_MOST + len(ids)))


def _shown(task: Task) -> tuple[Any, ...]:
    return task.status, task.progress, task.message, task.attempts
