"""`lezerprint worker`: work at the background tasks of servers that share storage, database and Redis."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Final

from lezerprint.backup.opening import opened
from lezerprint.base.backoff import Backoff
from lezerprint.cli.interrupts import Interrupts
from lezerprint.errors import StorageError
from lezerprint.notify.task import queue_if_due
from lezerprint.settings import load_settings
from lezerprint.storage.database import Storage
from lezerprint.storage.migrating import migrate
from lezerprint.tasks.dispatcher import EVERY_SECONDS, TaskDispatcher
from lezerprint.tasks.pool import WorkerPool
from lezerprint.tasks.redis_queue import RedisFeeder

if TYPE_CHECKING:
    from argparse import Namespace

_LOOK_SECONDS: Final = 0.2
_BACKOFF: Final = Backoff(first_seconds=2 * EVERY_SECONDS, cap_seconds=10.0)


def run(given: Namespace) -> int:
    """Work until told to stop; the exit code.

    The first signal lets tasks be finished, a second ends them, and they are queued again.

    Raises:
        SettingsError: There is no Redis.
        StorageError: The database is of another version.
    """
    settings = load_settings(given.config, {"data_dir": given.data_dir})
    feeder = RedisFeeder(settings)
    storage = Storage(settings.database_url)
    with opened(settings), Interrupts() as interrupts:
        migrate(storage)
        pool = WorkerPool(settings, workers=given.processes, from_redis=True)
        dispatcher = TaskDispatcher(storage, (feeder, pool), queuers=[queue_if_due])
        try:
            print("processing tasks; Ctrl-C stops after the tasks in progress", flush=True)
            _work(interrupts, dispatcher, pool)
        finally:
            dispatcher.close()
            storage.close()
    return 0


def _work(interrupts: Interrupts, dispatcher: TaskDispatcher, pool: WorkerPool) -> None:
    pause, failures = threading.Event(), 0
    while not interrupts.count:
        pool.start()
        try:
            dispatcher.tick()
            failures = 0
        except StorageError as error:
            print(f"lezerprint: {error}", file=sys.stderr)
            failures += 1
        wait = _BACKOFF.delay_seconds(failures) if failures else EVERY_SECONDS
        for _ in range(int(wait / _LOOK_SECONDS)):
            if not interrupts.count:
                pause.wait(_LOOK_SECONDS)
    pool.leave()
    while interrupts.count == 1 and pool.processes:
        pause.wait(_LOOK_SECONDS)
