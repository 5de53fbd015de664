"""Carries the ids of tasks through Redis, with rq, to workers on any machine that shares the storage.

The rows stay the truth. What Redis forgets is handed in again, and what it carries twice is done once.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import redis
from rq import Queue as RedisQueue
from rq import SimpleWorker
from rq.exceptions import StopRequested

from lezerprint.errors import SettingsError, StorageError
from lezerprint.logs.redaction import redacted
from lezerprint.tasks.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis.client import Pipeline
    from rq.job import Job

    from lezerprint.settings import Settings
    from lezerprint.storage.models import Task
    from lezerprint.tasks.control import Control
    from lezerprint.tasks.runner import Runner

_logger = logging.getLogger(__name__)
_PREFIX: Final = "lezerprint:"
_PATIENCE_SECONDS: Final = 2.0
_IDLE_SECONDS: Final = 2
_RETRY_SECONDS: Final = 1.0
_LONGEST_RETRY_SECONDS: Final = 5.0
_SPARE_SECONDS: Final = 600
"""The runner ends what takes too long, long before rq would."""

_KEPT_SECONDS: Final = 60


def redis_client(settings: Settings, *, timeout_seconds: float | None = None) -> redis.Redis:
    """A client that connects when it is used.

    Raises:
        SettingsError: The settings name no Redis.
    """
    if settings.redis_url is None:
        raise SettingsError("REDIS_URL is not set; without it the server runs background tasks itself")
    return redis.Redis.from_url(
        settings.redis_url, socket_connect_timeout=_PATIENCE_SECONDS, socket_timeout=timeout_seconds
    )


class RedisFeeder:
    """Hands ids in to Redis; one that is away is no error, for they are handed in again."""

    def __init__(self, settings: Settings) -> None:
        self._url = redacted(settings.redis_url or "")
        self._client = redis_client(settings, timeout_seconds=_PATIENCE_SECONDS)
        self._away = False

    def offer(self, waiting: Sequence[Task]) -> None:
        """Make sure that each of these is in Redis."""
        try:
            for name in {task.queue for task in waiting}:
                self._feed(name, [task for task in waiting if task.queue == name])
        except redis.RedisError as error:
            if not self._away:
                _logger.warning("tasks wait until Redis (%s) is available: %s", self._url, error)
            self._away = True
        else:
            self._away = False

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _feed(self, name: str, waiting: list[Task]) -> None:
        queue = RedisQueue(_PREFIX + name, connection=self._client)
        there = set(queue.get_job_ids())
        for task in waiting:
            if task.id.hex not in there:
                queue.enqueue_call(
                    run_task,
                    args=(task.id.hex,),
                    timeout=int(OPERATIONS[task.operation].timeout_seconds) + _SPARE_SECONDS
                    if task.operation in OPERATIONS
                    else _SPARE_SECONDS,
                    result_ttl=0,
                    failure_ttl=_KEPT_SECONDS,
                    job_id=task.id.hex,
                    description=task.operation,
                )


class _Worker(SimpleWorker):
    """rq's worker that runs jobs in its own process; here they only fork and watch.

    Signals and orders by Redis are left out: the control's pipe says when to leave, the row when to stop.
    """

    max_connection_wait_time = _LONGEST_RETRY_SECONDS

    def __init__(self, queues: list[RedisQueue], client: redis.Redis, control: Control) -> None:
        super().__init__(queues, connection=client, disable_default_exception_handler=False)
        self._control = control
        self._waits = False

    def _install_signal_handlers(self) -> None:
        pass

    def subscribe(self) -> None:
        """Start no thread: this process forks."""

    def unsubscribe(self) -> None:
        """There is nothing to end."""

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, RedisQueue] | None:
        """Wait for a job; while Redis is away this tries again for ever."""
        self._waits = True
        try:
            return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)
        finally:
            self._waits = False

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Begins each try of the wait for a job: leave it if that was said meanwhile.

        Raises:
            StopRequested: It was. If a job has just come, it is handed in again.
        """
        if self._waits:
            self._control.look()
            if self._control.ends:
                raise StopRequested
        super().heartbeat(timeout, pipeline)

    def execute_job(self, job: Job, queue: RedisQueue) -> None:
        """Do a job, and leave after it if that was said meanwhile."""
        self._control.look()
        if not self._control.ends:
            super().execute_job(job, queue)
        self._control.look()
        self._stop_requested = self._control.ends


_runners: list[Runner] = []
"""Who does the jobs of this process; rq knows functions by their name alone."""


def run_task(task_id: str) -> None:
    """The function of every job."""
    try:
        _runners[-1].run_one(UUID(hex=task_id))
    except StorageError as error:
        _logger.warning("task %s waits until the database is available: %s", task_id, error)


def work_from_redis(settings: Settings, queues: Sequence[str], runner: Runner, control: Control) -> None:
    """Do what comes through Redis until the control says that it is over."""
    client: Any = redis_client(settings)
    _runners.append(runner)
    try:
        while not control.ends:
            try:
                named = [RedisQueue(_PREFIX + name, connection=client) for name in queues]
                _Worker(named, client, control).work(max_idle_time=_IDLE_SECONDS, logging_level="WARNING")
            except redis.RedisError as error:
                _logger.warning("Redis does not answer: %s", error)
                control.wait(_RETRY_SECONDS)
            control.look()
    finally:
        _runners.remove(runner)
        client.close()
