"""Background tasks that have not ended, by what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.storage.models import Task, TaskStatus

if TYPE_CHECKING:
    from uuid import UUID


def active_task(operation: str, argument: str, wanted: UUID) -> Task | None:
    """A task of this operation that waits or runs, and has this id as this argument."""
    active = Task.status.in_((TaskStatus.QUEUED, TaskStatus.RUNNING))
    tasks = Task.select().where(active, Task.operation == operation)
    return next((task for task in tasks if task.arguments.get(argument) == str(wanted)), None)
