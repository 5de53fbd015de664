"""Worker processes of this machine: started when there is work, started anew when they die.

They are new programs, not forks: the server has threads, and what it has open is none of theirs. A worker
knows the end of its starter, whatever the reason, by the end of its pipe.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from lezerprint.base.backoff import Backoff
from lezerprint.tasks.control import LEAVE, WAKE
from lezerprint.tasks.operations import HEAVY, LIGHT
from lezerprint.tasks.orders import Orders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.settings import Settings
    from lezerprint.storage.models import Task

_logger = logging.getLogger(__name__)
_CLOSE_SECONDS: Final = 8.0
_YOUNG_SECONDS: Final = 10.0
_BACKOFF: Final = Backoff(first_seconds=0.25, cap_seconds=60.0)


class _Worker:
    """A place in the pool, and the process in it."""

    def __init__(self, orders: Orders) -> None:
        self.queues = frozenset(orders.queues)
        self._orders = orders.packed()
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._young_deaths = 0
        self._not_before = float("-inf")

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The process, if it lives."""
        return self._process if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start it unless it lives."""
        if self.process is not None:
            return
        if self._process is not None:
            self._bury()
        if time.monotonic() < self._not_before:
            return
        words = [sys.executable, "-m", "lezerprint.tasks.worker"]
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(words, bufsize=0, stdin=subprocess.PIPE, start_new_session=True)
        if self._process.stdin is not None:
            # One that was suspended and does not read must not hold us up.
            os.set_blocking(self._process.stdin.fileno(), False)
        self.tell(self._orders)

    def tell(self, said: bytes) -> None:
        """Write to its pipe."""
        if self._process is None or self._process.stdin is None:
            return
        with suppress(OSError, ValueError):
            self._process.stdin.write(said)

    def hang_up(self) -> None:
        """End the pipe."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def end(self, deadline: float) -> None:
        """Wait for its end, not for long."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _bury(self) -> None:
        """One that died young puts its successor off, each time for longer."""
        self.hang_up()
        if self._process is not None and self._process.returncode:
            _logger.warning("worker process %d ended (%s)", self._process.pid, self._process.returncode)
        now, self._process = time.monotonic(), None
        young = now - self._started_at < _YOUNG_SECONDS
        self._young_deaths = self._young_deaths + 1 if young else 0
        self._not_before = now + _BACKOFF.delay_seconds(self._young_deaths) if young else now


class WorkerPool:
    """Some workers, of which one does what must not wait behind a slicer.

    Args:
        settings: For the workers; `task_workers` says how many.
        workers: How many, whatever the settings say.
        from_redis: Whether they get their tasks through Redis.
        plugins: See `Orders`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        workers: int | None = None,
        from_redis: bool = False,
        plugins: tuple[str, ...] = (),
    ) -> None:
        count = workers or settings.task_workers
        everything, light, heavy = (*LIGHT, *HEAVY), LIGHT, HEAVY
        shares = [everything] if count == 1 else [light, heavy, *([everything] * (count - 2))]
        self._workers = [
            _Worker(Orders(settings, tuple(queue.value for queue in share), from_redis, plugins))
            for share in shares
        ]
        self._guard = threading.Lock()
        self._closed = False

    @property
    def processes(self) -> list[int]:
        """The numbers of those that live."""
        return [worker.process.pid for worker in self._workers if worker.process is not None]

    def offer(self, waiting: Sequence[Task]) -> None:
        """Make sure that there are workers for these, and wake them."""
        queues = {task.queue for task in waiting}
        with self._guard:
            for worker in self._workers:
                if not self._closed and worker.queues & queues:
                    worker.start()
                    worker.tell(WAKE)

    def start(self) -> None:
        """Make sure that all workers live."""
        with self._guard:
            for worker in self._workers:
                if not self._closed:
                    worker.start()

    def leave(self) -> None:
        """Let each finish its task and end; starts no more."""
        self._closed = True
        for worker in self._workers:
            worker.tell(LEAVE)

    def close(self) -> None:
        """End all now; their tasks are queued again, unless they were done."""
        with self._guard:
            self._closed = True
            for worker in self._workers:
                worker.hang_up()
            deadline = time.monotonic() + _CLOSE_SECONDS
            for worker in self._workers:
                worker.end(deadline)
