"""Carries the ids of tasks through Redis, with rq, to workers on any machine that shares the storage.

The rows stay the truth. What Redis forgets is handed in again, and what it carries twice is done once. That
is also why rq's Retry and cron are not used: when a task is tried again, and that a schedule was seen to,
must be known where the task is, in the transaction that says so, with Redis and without it.

rq is used by its public names alone.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import redis
from rq import Queue as RedisQueue
from rq import Worker
from rq.exceptions import StopRequested

from lezerprint.base.gate import Gate
from lezerprint.errors import SettingsError, StorageError
from lezerprint.tasks.operations import OPERATIONS
from lezerprint.tasks.processes import adopt_orphans, die_with
from lezerprint.tasks.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.settings import Settings
    from lezerprint.storage.models import Task
    from lezerprint.tasks.control import Control

_logger = logging.getLogger(__name__)
_PREFIX: Final = "lezerprint:"
_PATIENCE_SECONDS: Final = 2.0
_PAUSE_SECONDS: Final = 2.0
_RETRY_SECONDS: Final = 1.0
_LONGEST_RETRY_SECONDS: Final = 5.0
_CONTROL_SECONDS: Final = 3600.0
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
    """Hands ids in to Redis; one that is away is no error, for they are handed in again.

    Args:
        settings: Where Redis is.
        pause_seconds: How long it is left alone after a failure.

    Raises:
        SettingsError: The settings name no Redis.
    """

    def __init__(self, settings: Settings, *, pause_seconds: float = _PAUSE_SECONDS) -> None:
        self._gate = Gate(
            "Redis", meanwhile="tasks wait", usually="tasks are handed in", pause_seconds=pause_seconds
        )
        self._client = redis_client(settings, timeout_seconds=_PATIENCE_SECONDS)

    def offer(self, waiting: Sequence[Task]) -> None:
        """Make sure that each of these is in Redis."""
        if not self._gate.may_ask():
            return
        try:
            for name in {task.queue for task in waiting}:
                self._feed(name, [task for task in waiting if task.queue == name])
        except redis.RedisError as error:
            self._gate.failed(error)
        else:
            self._gate.answered()

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


_given: list[tuple[Settings, Control, int]] = []
"""What this process works with, and its number; rq knows functions by their name alone."""


def run_task(task_id: str) -> None:
    """The function of every job, in the process that rq forked for it."""
    settings, control, worker = _given[-1]
    die_with(worker)
    adopt_orphans()
    runner = Runner(settings, control.only_end())
    try:
        runner.run_one(UUID(hex=task_id))
    except StorageError as error:
        _logger.warning("task %s waits until the database is back: %s", task_id, error)
    finally:
        runner.close()


def work_from_redis(settings: Settings, queues: Sequence[str], control: Control) -> None:
    """Do what comes through Redis until the control says that it is over; in the main thread.

    rq's own worker does it, which is told to leave by SIGTERM. It forks a process for each job, so what its
    jobs need is loaded here, once.
    """
    for operation in OPERATIONS.values():
        if operation.queue in queues and operation.function:
            operation.load()
    _given.append((settings, control, os.getpid()))
    client: Any = redis_client(settings)
    threading.Thread(target=_pass_on, args=(control,), daemon=True).start()
    try:
        while True:
            signal.signal(signal.SIGTERM, _leave)
            if control.ends:
                break
            try:
                worker = Worker([RedisQueue(_PREFIX + name, connection=client) for name in queues])
                worker.max_connection_wait_time = _LONGEST_RETRY_SECONDS
                worker.work(logging_level="WARNING")
            except redis.RedisError as error:
                _logger.warning("Redis does not answer: %s", error)
                time.sleep(_RETRY_SECONDS)
    except StopRequested:
        pass
    finally:
        _given.pop()
        client.close()


def _leave(*_: object) -> None:
    """Until rq's worker has begun, which has a handler of its own."""
    raise StopRequested


def _pass_on(control: Control) -> None:
    """Tell the worker to leave, once: the second time it would kill what it works at."""
    while not control.ends:
        control.wait(_CONTROL_SECONDS)
    if (main := threading.main_thread().ident) is not None:
        signal.pthread_kill(main, signal.SIGTERM)
