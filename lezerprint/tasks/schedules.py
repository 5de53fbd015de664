"""What is done at fixed times, once, however many servers and workers look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from croniter import croniter  # type: ignore[import-untyped]  # it has no stubs

from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Task, TaskSchedule
from lezerprint.tasks.operations import OPERATIONS
from lezerprint.tasks.task_queue import new_task

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOCK_TOLERANCE: Final = timedelta(minutes=10)
"""So much may the clocks of two machines differ."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """An operation, and when it is due: five fields of cron, in local time."""

    operation: str
    cron: str

    def latest_due(self, now: datetime) -> datetime:
        """The last moment, up to now, at which it was due.

        Of an hour that comes twice the first counts; of one that is left out the same time by the old clock.
        """
        local = (now + timedelta(seconds=1)).astimezone().replace(tzinfo=None)
        times = croniter(self.cron, local)
        while True:
            moment = times.get_prev(datetime).replace(fold=0)
            due = datetime.fromtimestamp(moment.timestamp(), UTC)
            if due <= now:
                return due


SCHEDULES: Final = (
    Schedule("cleanup-old-files", "0 2 * * *"),
    Schedule("generate-reports", "0 9 * * MON"),
    Schedule("process-print-data", "0 * * * *"),
    Schedule("generate-insights", "10 9 * * MON"),
)


def queue_due(schedules: Iterable[Schedule] = SCHEDULES, now: datetime | None = None) -> list[Task]:
    """Queue what is due and what nobody has seen to; in a transaction of the caller.

    What was due while no program ran is queued once. A schedule that is new counts from now on.
    """
    now = now or utc_now()
    queued = []
    for schedule in schedules:
        operation = OPERATIONS.get(schedule.operation)
        if operation is not None and operation.function and _is_ours(schedule, now):
            queued.append(new_task(schedule.operation, {}))
    return queued


def _is_ours(schedule: Schedule, now: datetime) -> bool:
    """Whether it is due and this caller, of all that ask, is to see to it."""
    due = schedule.latest_due(now)
    row = TaskSchedule.get_or_none(TaskSchedule.name == schedule.operation)
    if row is None:
        new = TaskSchedule.insert(id=TaskSchedule.id.default(), name=schedule.operation, seen_to=due)
        new.on_conflict(action="nothing", conflict_target=[TaskSchedule.name]).execute()
        return False
    set_back = row.seen_to > now + _CLOCK_TOLERANCE  # the clock was ahead when it was written
    if row.seen_to >= due and not set_back:
        return False
    mine = (TaskSchedule.name == schedule.operation) & (TaskSchedule.seen_to == row.seen_to)
    return bool(TaskSchedule.update(seen_to=due).where(mine).execute()) and not set_back
