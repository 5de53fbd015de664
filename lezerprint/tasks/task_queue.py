"""What the rest of the program does with tasks. All here runs in a transaction of the caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import fn

from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Task, TaskStatus
from lezerprint.tasks.errors import TaskEndedError, TaskNotFoundError
from lezerprint.tasks.operations import OPERATIONS, operation_named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Figures:
    """How many tasks wait, are worked at, came to a good end, and did not."""

    queued: int
    running: int
    finished: int
    failed: int


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks; None lets all pass."""

    statuses: Sequence[TaskStatus] = ()
    queue: str | None = None
    operation: str | None = None
    user_id: UUID | None = None


def _nobody() -> None:
    pass


@dataclass(frozen=True, slots=True)
class TaskQueue:
    """Puts tasks where workers find them.

    Attributes:
        wake: Called when there is something new; must return at once. The row may not be committed by then:
            whoever is woken looks a moment later, and again.
    """

    wake: Callable[[], None] = _nobody

    def enqueue(
        self,
        operation: str,
        arguments: Mapping[str, Any] | None = None,
        user_id: UUID | None = None,
        *,
        parent_id: UUID | None = None,
    ) -> Task:
        """A new task, which waits.

        Args:
            operation: Its name in `OPERATIONS`.
            arguments: JSON.
            user_id: Who wants it; None: the program itself.
            parent_id: The task that it came from.

        Raises:
            UnknownOperationError: There is no such operation in this version.
        """
        task = new_task(operation, arguments or {}, user_id, parent_id)
        self.wake()
        return task

    def cancel(self, task_id: UUID) -> Task:
        """End a task; the worker that is at it stops within seconds, and nothing of its work is kept.

        Raises:
            TaskNotFoundError: There is none of this id.
            TaskEndedError: It has ended already, unless it was cancelled.
        """
        active = Task.status.in_((TaskStatus.QUEUED, TaskStatus.RUNNING))
        ended = {"status": TaskStatus.CANCELLED, "ended_at": utc_now()}
        changed = Task.update(**ended).where((Task.id == task_id) & active).execute()
        task = self.status(task_id)
        if not changed and task.status is not TaskStatus.CANCELLED:
            raise TaskEndedError(f"the task has ended already: it is {task.status}")
        if changed and (operation := OPERATIONS.get(task.operation)) is not None:
            operation.give_up(task.arguments, "it was cancelled")
        self.wake()
        return task

    def status(self, task_id: UUID) -> Task:
        """How a task stands.

        Raises:
            TaskNotFoundError: There is none of this id.
        """
        task: Task | None = Task.get_or_none(Task.id == task_id)
        if task is None:
            raise TaskNotFoundError(f"task not found: {task_id}")
        return task

    def page(self, which: TaskFilter, limit: int, offset: int) -> tuple[int, list[Task]]:
        """How many tasks there are, and so many of them, the newest first."""
        query = Task.select()
        if which.statuses:
            query = query.where(Task.status.in_(which.statuses))
        for field, value in (
            (Task.queue, which.queue),
            (Task.operation, which.operation),
            (Task.user_id, which.user_id),
        ):
            if value is not None:
                query = query.where(field == value)
        newest = query.order_by(Task.created_at.desc(), Task.id).limit(limit).offset(offset)
        return query.count(), list(newest)

    def figures(self) -> Figures:
        """How many there are of each kind; what was cancelled is not among them."""
        query = Task.select(Task.status, fn.COUNT(Task.id)).group_by(Task.status)
        counted: dict[TaskStatus, int] = dict(query.tuples().iterator())
        return Figures(
            *(
                counted.get(status, 0)
                for status in (
                    TaskStatus.QUEUED,
                    TaskStatus.RUNNING,
                    TaskStatus.FINISHED,
                    TaskStatus.FAILED,
                )
            )
        )


def new_task(
    operation: str, arguments: Mapping[str, Any], user_id: UUID | None = None, parent_id: UUID | None = None
) -> Task:
    """Store a task that waits.

    Raises:
        UnknownOperationError: There is no such operation in this version.
    """
    known = operation_named(operation)
    return Task.create(
        queue=known.queue.value,
        operation=known.name,
        arguments=dict(arguments),
        max_attempts=known.max_attempts,
        user_id=user_id,
        parent_id=parent_id,
    )
