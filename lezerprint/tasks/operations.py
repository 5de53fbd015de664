"""Every operation: what it is called, who does it, and how long and how often it may be tried.

Functions are named, not imported: whoever only queues a task must not load what works at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from lezerprint.tasks.errors import UnknownOperationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from lezerprint.tasks.context import TaskContext

    Function: TypeAlias = Callable[[TaskContext, Mapping[str, Any]], Mapping[str, Any] | None]

_MINUTE_SECONDS: Final = 60.0
_HOUR_SECONDS: Final = 3600.0


class Queue(StrEnum):
    """The queues of the specification, and one for what nobody waits for; the most urgent first."""

    NOTIFICATIONS = "notifications"
    FILES = "file-processing"
    ANALYTICS = "analytics"
    MAINTENANCE = "maintenance"
    FILMS = "films"


HEAVY: Final = (Queue.FILES, Queue.FILMS)
LIGHT: Final = (Queue.NOTIFICATIONS, Queue.ANALYTICS, Queue.MAINTENANCE)
"""What must not wait behind a slicer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something that workers can do.

    Attributes:
        name: What it is called in rows.
        queue: Where it waits.
        function: `module:name`; it is given a context and the arguments, and what it returns is the task's
            result. Empty: this version has none.
        timeout_seconds: An attempt that takes longer is ended, and the task has failed.
        max_attempts: How often it is begun at most.
        retry_seconds: How long the second attempt waits after an error; each further one twice as long.
        idempotent: Whether it may be begun again after its worker died, at a point that nobody knows.
        on_failure: `module:name`, told the arguments and why when it has failed for good or was cancelled,
            in the transaction that writes so; empty: nothing. The module is loaded by the server too.
    """

    name: str
    queue: Queue
    function: str = ""
    timeout_seconds: float = 10 * _MINUTE_SECONDS
    max_attempts: int = 3
    retry_seconds: float = 5.0
    idempotent: bool = True
    on_failure: str = ""

    def load(self) -> Function:
        """Import the function.

        Raises:
            UnknownOperationError: There is none.
        """
        if not self.function:
            raise UnknownOperationError(f"this version does not support {self.name!r}")
        function: Function = _imported(self.function)
        return function

    def give_up(self, arguments: Mapping[str, Any], error: str) -> None:
        """Have it known, where anybody wants to, that a task of this kind will not be done."""
        if self.on_failure:
            _imported(self.on_failure)(arguments, error)


def _imported(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


_ALL: Final = (
    Operation(
        name="generate-thumbnail",
        queue=Queue.FILES,
        function="lezerprint.processing.analysis:draw",
    ),
    Operation(
        name="slice",
        queue=Queue.FILES,
        function="lezerprint.processing.slicing:slice_file",
        timeout_seconds=2 * _HOUR_SECONDS,
        max_attempts=2,
    ),
    Operation(
        name="analyze",
        queue=Queue.FILES,
        function="lezerprint.processing.analysis:analyze",
        timeout_seconds=30 * _MINUTE_SECONDS,
        on_failure="lezerprint.files.rows:analysis_failed",
    ),
    Operation(
        name="analyze-sliced",
        queue=Queue.FILES,
        function="lezerprint.processing.slicing:analyze_sliced",
        timeout_seconds=30 * _MINUTE_SECONDS,
    ),
    Operation(
        name="make-timelapse",
        queue=Queue.FILMS,
        function="lezerprint.processing.timelapse:make_film",
        timeout_seconds=6 * _HOUR_SECONDS,
        max_attempts=6,
        retry_seconds=60.0,
    ),
    Operation(
        name="cleanup-old-files",
        queue=Queue.MAINTENANCE,
        function="lezerprint.processing.cleaning:clean",
    ),
    Operation(
        name="generate-reports",
        queue=Queue.MAINTENANCE,
        function="lezerprint.processing.reports:generate",
    ),
    Operation(
        name="backup-database",
        queue=Queue.MAINTENANCE,
        function="lezerprint.processing.backing_up:back_up",
        timeout_seconds=6 * _HOUR_SECONDS,
        max_attempts=2,
        retry_seconds=600.0,
    ),
    Operation(
        name="send-notification",
        queue=Queue.NOTIFICATIONS,
        function="lezerprint.notify.task:send",
        timeout_seconds=2 * _MINUTE_SECONDS,
        max_attempts=10,
        retry_seconds=15.0,
    ),
    Operation(
        name="process-print-data",
        queue=Queue.ANALYTICS,
        function="lezerprint.processing.print_data:process",
    ),
    Operation(
        name="generate-insights",
        queue=Queue.ANALYTICS,
        function="lezerprint.processing.insights:generate",
    ),
)

OPERATIONS: Final[dict[str, Operation]] = {operation.name: operation for operation in _ALL}
"""By name. Tests and other parts of the program may add to it, in the workers' process too."""


def operation_named(name: str) -> Operation:
    """The operation of this name.

    Raises:
        UnknownOperationError: There is none, or this version has no function for it.
    """
    operation = OPERATIONS.get(name)
    if operation is None:
        raise UnknownOperationError(f"unknown operation {name!r}")
    if not operation.function:
        raise UnknownOperationError(f"this version does not support {name!r}")
    return operation
