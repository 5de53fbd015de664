"""What is looked after every second, in each server and each `lezerprint worker`: all may do it at once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Protocol

from lezerprint.tasks import records
from lezerprint.tasks.dead_workers import DeadWorkerDetector
from lezerprint.tasks.schedules import queue_due
from lezerprint.tasks.watch import TaskWatch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lezerprint.storage.database import Storage
    from lezerprint.storage.models import Task

EVERY_SECONDS: Final = 1.0

_logger = logging.getLogger(__name__)
_LOOK_FOR_LOST_EVERY: Final = 5
_SCHEDULES_EVERY: Final = 10
_QUEUERS_EVERY: Final = 15
_MOST_OFFERED: Final = 200


class Carrier(Protocol):
    """Brings what waits to workers."""

    def offer(self, waiting: Sequence[Task]) -> None:
        """Make sure that workers learn of these tasks, of each once; returns soon and raises nothing."""

    def close(self) -> None:
        """End."""


class TaskDispatcher:
    """Finds tasks whose worker died, queues what is due by its schedule, and offers what waits.

    Args:
        storage: The database.
        carriers: To whom what waits is offered.
        on_change: Told of each task that is new, further, or at its end; must return at once.
        queuers: Queue what is due for other reasons than its schedule; each in a transaction.
    """

    def __init__(
        self,
        storage: Storage,
        carriers: Sequence[Carrier],
        on_change: Callable[[Task], None] | None = None,
        queuers: Sequence[Callable[[], object]] = (),
    ) -> None:
        self._storage = storage
        self._carriers = carriers
        self._on_change = on_change
        self._queuers = queuers
        self._losses = DeadWorkerDetector()
        self._watch = TaskWatch()
        self._turn = 0
        self._busy = True
        self._version: int | None = None

    def tick(self, *, if_changed: bool = False) -> None:
        """Look once; every second.

        Args:
            if_changed: Mostly not where no task waits or is worked at, and no other connection has written
                anything since the last look, as far as the database tells that.

        Raises:
            StorageError: The database cannot be asked.
        """
        turn, self._turn = self._turn, self._turn + 1
        changed = self._has_changed()
        if if_changed and turn % _LOOK_FOR_LOST_EVERY and not (self._busy or changed):
            return
        if turn % _LOOK_FOR_LOST_EVERY == 0:
            self._give_back_lost()
        if turn % _SCHEDULES_EVERY == 0:
            for task in self._storage.run(queue_due):
                _logger.info("%s is due", task.operation)
        if turn % _QUEUERS_EVERY == 0:
            for queue in self._queuers:
                self._storage.run(queue)
        waiting = self._storage.read(records.due, _MOST_OFFERED)
        for carrier in self._carriers:
            carrier.offer(waiting)
        self._busy = bool(waiting)
        if self._on_change is not None:
            for task in self._storage.read(self._watch.look):
                self._on_change(task)
            self._busy |= self._watch.has_active

    def close(self) -> None:
        """End what carries the tasks."""
        for carrier in self._carriers:
            carrier.close()

    def _has_changed(self) -> bool:
        before, self._version = self._version, self._storage.data_version()
        return self._version is None or self._version != before

    def _give_back_lost(self) -> None:
        running = self._storage.read(records.running)
        for claim in self._losses.observe(running):
            status = self._storage.run(records.lose, claim)
            if status is not None:
                _logger.warning("the worker of task %s died: it is %s", claim.task_id, status)
