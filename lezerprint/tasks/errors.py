"""What can go wrong with tasks.

TaskError
├── UnknownOperationError   no operation has this name, or this version has no function for it
├── TaskNotFoundError       no task has this id
├── TaskEndedError          the task has ended, so that it cannot be cancelled
├── TaskUnderWayError       the same is being done already
├── TaskCancelledError      raised inside a task that is to stop
├── TryLaterError           raised by a function: what it needs is away now; the task is tried again
└── ClaimLostError          the task is no longer this worker's
"""

from __future__ import annotations

from lezerprint.errors import LezerPrintError


class TaskError(LezerPrintError):
    """The base of all that goes wrong with tasks."""


class UnknownOperationError(TaskError):
    """No operation has this name, or this version has no function for it."""


class TaskNotFoundError(TaskError):
    """No task has this id."""


class TaskEndedError(TaskError):
    """The task has ended."""


class TaskUnderWayError(TaskError):
    """The same waits or is being done already."""


class TaskCancelledError(TaskError):
    """The task is to stop: it was cancelled, or its worker leaves."""


class TryLaterError(TaskError):
    """What the task needs is away now; it is tried again while attempts are left."""


class ClaimLostError(TaskError):
    """The task was cancelled, or given to another worker: nothing of it may be kept."""
