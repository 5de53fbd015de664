"""Whether tasks wait for workers that are there."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lezerprint.storage.fields import utc_now
from lezerprint.tasks import records
from lezerprint.tasks.operations import HEAVY, LIGHT, Queue

if TYPE_CHECKING:
    import redis

    from lezerprint.settings import Settings
    from lezerprint.storage.models import Task

_MOST: Final = 200
_PREFIX: Final = "lezerprint:"
"""As `redis_queue` names the queues."""

_REDIS_SECONDS: Final = 2.0
_UNATTENDED_SECONDS: Final = 60.0
_LATE_SECONDS: Final = 3600.0
_SHARES: Final = (HEAVY, LIGHT)
"""Queues that one worker may serve: while it works at one, the others wait for good reason."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The tasks that could be begun now.

    Attributes:
        count: How many there are, up to 200.
        longest_seconds: How long the one that waits longest has waited.
        late: The queues in which a task waits for more than a minute while nobody works there, or for more
            than an hour.
    """

    count: int
    longest_seconds: float
    late: tuple[str, ...]


def waiting_tasks() -> Waiting:
    """What waits; in a session of the caller."""
    due = records.due(_MOST)
    at_work = {task.queue for task in records.running()}
    waits = [(task.queue, _waited_seconds(task)) for task in due]
    late = {queue for queue, seconds in waits if seconds > _longest_seconds(queue, at_work)}
    return Waiting(len(due), max((seconds for _, seconds in waits), default=0.0), tuple(sorted(late)))


def _waited_seconds(task: Task) -> float:
    since = max(task.created_at, task.not_before or task.created_at)
    return max(0.0, (utc_now() - since).total_seconds())


def _longest_seconds(queue: str, at_work: set[str]) -> float:
    share = next((share for share in _SHARES if queue in share), (queue,))
    return _LATE_SECONDS if at_work & set(share) else _UNATTENDED_SECONDS


class Workforce:
    """Who does the tasks: processes of this server, or workers that get them through Redis. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def is_remote(self) -> bool:
        """Whether tasks go through Redis, and need a `lezerprint worker`."""
        return self._settings.redis_url is not None

    def workers(self) -> dict[str, int]:
        """How many workers there are for each queue.

        Raises:
            redis.RedisError: Redis is away.
        """
        if not self.is_remote:
            return dict.fromkeys(Queue, self._settings.task_workers)  # each is started when there is work
        from rq import Worker  # noqa: PLC0415 - loads slowly

        found = [one for one in Worker.all(connection=self._client) if not _has_died(one.hostname, one.pid)]
        served = [name for worker in found for name in worker.queue_names()]
        return {queue: served.count(_PREFIX + queue) for queue in Queue}

    def close(self) -> None:
        """Close the connection to Redis."""
        if "_client" in self.__dict__:
            self._client.close()

    @cached_property
    def _client(self) -> redis.Redis:
        from lezerprint.tasks.redis_queue import redis_client  # noqa: PLC0415 - loads rq and redis

        return redis_client(self._settings, timeout_seconds=_REDIS_SECONDS)


def _has_died(hostname: str | None, pid: int | None) -> bool:
    """Whether it was of this machine and is gone; Redis forgets a worker that was killed after minutes."""
    if not pid or hostname != socket.gethostname():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
