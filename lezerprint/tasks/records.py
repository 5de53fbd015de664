"""What is done to the rows of tasks. All here runs in a transaction of the caller.

A task is RUNNING for one worker and one attempt, its claim. Every change that a worker makes names its claim,
so that one who was thought dead, or whose task was cancelled, changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from peewee import ValueLiterals

from lezerprint.base.backoff import Backoff
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Task, TaskStatus
from lezerprint.tasks.errors import ClaimLostError
from lezerprint.tasks.operations import OPERATIONS, Queue

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

_LONGEST_DELAY: Final = timedelta(hours=6)
_TOLERANCE: Final = timedelta(minutes=1)
_SOME: Final = 10
_LONGEST_ERROR: Final = 2000
_WORKER_LOST: Final = "its worker died"


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work at a task."""

    task_id: UUID
    worker: str
    attempt: int

    def holds(self) -> Any:
        """The condition that it is still good."""
        return (
            (Task.id == self.task_id)
            & (Task.status == TaskStatus.RUNNING)
            & (Task.worker == self.worker)
            & (Task.attempts == self.attempt)
        )


def due(limit: int, queues: Collection[str] | None = None) -> list[Task]:
    """What can be begun now, the oldest first."""
    query = Task.select().where(_may_begin(utc_now()))
    if queues is not None:
        query = query.where(Task.queue.in_(list(queues)))
    return list(query.order_by(Task.created_at, Task.id).limit(limit))


def claim_next(worker: str, queues: Collection[str]) -> Claim | None:
    """Claim the oldest task of these queues that nobody else claims first; films come after all others."""
    urgent = [queue for queue in queues if queue != Queue.FILMS]
    for share in (urgent, [queue for queue in queues if queue == Queue.FILMS]):
        for task in due(_SOME, share) if share else ():
            if (claim := claim_one(task.id, worker)) is not None:
                return claim
    return None


def claim_one(task_id: UUID, worker: str) -> Claim | None:
    """Claim a task, unless it was begun, cancelled or put off meanwhile."""
    now = utc_now()
    claimed = (
        Task.update(
            status=TaskStatus.RUNNING,
            worker=worker,
            attempts=Task.attempts + 1,
            progress=0.0,
            message=None,
            error=None,
            not_before=None,
            started_at=now,
            heartbeat_at=now,
        )
        .where((Task.id == task_id) & _may_begin(now))
        .execute()
    )
    if not claimed:
        return None
    task = Task.get_by_id(task_id)
    return Claim(task.id, worker, task.attempts)


def is_held(claim: Claim) -> bool:
    """Whether the claim is still good."""
    return bool(Task.select().where(claim.holds()).exists())


def beat(claim: Claim) -> bool:
    """Say that the worker lives; whether the claim is still good."""
    return bool(Task.update(heartbeat_at=utc_now()).where(claim.holds()).execute())


def set_progress(claim: Claim, percent: float, message: str | None) -> bool:
    """Say how far it is; whether the claim is still good."""
    return bool(Task.update(progress=percent, message=message).where(claim.holds()).execute())


def finish(claim: Claim, result: Mapping[str, Any] | None) -> None:
    """The task is done.

    Raises:
        ClaimLostError: It is no longer this worker's.
    """
    ended = {"status": TaskStatus.FINISHED, "progress": 100.0, "result": result, "ended_at": utc_now()}
    if not Task.update(**ended).where(claim.holds()).execute():
        raise ClaimLostError("the task was cancelled or given to another worker")


def is_finished(claim: Claim) -> bool:
    """Whether this very attempt has finished the task."""
    task = Task.get_or_none(Task.id == claim.task_id)
    if task is None or task.status is not TaskStatus.FINISHED:
        return False
    return (task.worker, task.attempts) == (claim.worker, claim.attempt)


def fail(claim: Claim, error: str, *, again: bool) -> TaskStatus | None:
    """The attempt has failed; how the task stands now, None where the claim was lost.

    Args:
        claim: Whose attempt.
        error: Why, in a line.
        again: Whether another attempt may go better.
    """
    task = Task.get_or_none(claim.holds())
    if task is None:
        return None
    operation = OPERATIONS.get(task.operation)
    if not again or operation is None or task.attempts >= task.max_attempts:
        return _end(claim, error)
    backoff = Backoff(operation.retry_seconds, cap_seconds=_LONGEST_DELAY.total_seconds())
    delay = timedelta(seconds=backoff.delay_seconds(task.attempts))
    return _queue_again(claim, error=_short(error), not_before=utc_now() + delay)


def lose(claim: Claim) -> TaskStatus | None:
    """The worker died; the task is tried again if that does no harm."""
    task = Task.get_or_none(claim.holds())
    if task is None:
        return None
    operation = OPERATIONS.get(task.operation)
    may_repeat = operation is not None and operation.idempotent and task.attempts < task.max_attempts
    if not may_repeat:
        return _end(claim, _WORKER_LOST)
    return _queue_again(claim, error=_WORKER_LOST)


def release(claim: Claim) -> TaskStatus | None:
    """The worker leaves in the middle, on purpose; the attempt does not count."""
    task = Task.get_or_none(claim.holds())
    operation = None if task is None else OPERATIONS.get(task.operation)
    if task is not None and (operation is None or not operation.idempotent):
        return _end(claim, "its worker was stopped")
    return _queue_again(claim, attempts=Task.attempts - 1)


def running() -> list[Task]:
    """All that workers say they work at."""
    return list(Task.select().where(ValueLiterals(Task.status == TaskStatus.RUNNING)))


def _may_begin(now: datetime) -> Any:
    """The condition that a task waits, and not for a later time.

    A time that lies further ahead than any delay was set before the clock was put back, and counts as past.
    """
    return ValueLiterals(Task.status == TaskStatus.QUEUED) & (
        Task.not_before.is_null()
        | (Task.not_before <= now)
        | (Task.not_before > now + _LONGEST_DELAY + _TOLERANCE)
    )


def _end(claim: Claim, error: str) -> TaskStatus | None:
    error = _short(error)
    ended = {"status": TaskStatus.FAILED, "error": error, "ended_at": utc_now()}
    if not Task.update(**ended).where(claim.holds()).execute():
        return None
    task = Task.get_by_id(claim.task_id)
    if (operation := OPERATIONS.get(task.operation)) is not None:
        operation.give_up(task.arguments, error)
    return TaskStatus.FAILED


def _queue_again(claim: Claim, **changes: Any) -> TaskStatus | None:
    again = {"status": TaskStatus.QUEUED, "worker": None, "heartbeat_at": None, "progress": 0.0, **changes}
    return TaskStatus.QUEUED if Task.update(**again).where(claim.holds()).execute() else None


def _short(error: str) -> str:
    return " ".join(error.split())[:_LONGEST_ERROR]
