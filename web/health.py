"""How the server is: what it needs is asked all at once, once a second at most, and not waited for long."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any, Final, Literal

from actors.errors import SupervisionError
from actors.messages.telemetry import GetStatus
from actors.supervision import State
from lezerprint.errors import StorageError, StorageUnavailableError
from lezerprint.files.disk import Space
from lezerprint.host.throttling import read_throttling
from lezerprint.tasks.waiting import Workforce, waiting_tasks
from web.models.system import (
    DatabaseHealth,
    DiskHealth,
    Health,
    HealthProblem,
    PowerHealth,
    PrinterHealth,
    RedisHealth,
    TasksHealth,
    WorkersHealth,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from actors.supervision import System
    from lezerprint.host.throttling import Throttling
    from lezerprint.parts import Parts
    from web.printers import Printer, Printers
    from web.storage_pool import StoragePool

_FRESH_SECONDS: Final = 1.0
_logger = logging.getLogger(__name__)
_PATIENCE_SECONDS: Final = 2.0
_PARKED: Final = "{} has failed too often: it is down, and is started again by itself"
_NO_DATABASE: Final = "the database does not answer; most requests get 503 until it does"
_NO_REDIS: Final = "Redis does not answer; tasks wait, and rate limits are counted in each server"
_NO_WORKERS: Final = "no worker serves the queues {}: start `lezerprint worker`"
_LATE: Final = "tasks wait in the queues {}, and nobody takes them"
_FULL: Final = "the disk of the {} directory is full: delete files or backups"
_NO_DISK: Final = "the disk of the {} directory cannot be read"
_NO_PRINTER: Final = "the part of the server that drives the printer {} does not answer"


class HealthCheck:
    """Asks database, Redis, workers, disks, printers and the computer itself.

    Answers are kept for a second, so that nobody makes the server busy by asking.
    """

    def __init__(self, parts: Parts, system: System, printers: Printers, storage: StoragePool) -> None:
        self._parts = parts
        self._system = system
        self._printers = printers
        self._storage = storage
        self._workforce = Workforce(parts.settings)
        self._checking = asyncio.Lock()
        self._known: tuple[float, Health] | None = None

    async def check(self) -> Health:
        """How all is, not older than a second."""
        async with self._checking:
            now = time.monotonic()
            if self._known is None or now - self._known[0] > _FRESH_SECONDS:
                before = () if self._known is None else self._known[1].problems
                self._known = now, await self._look()
                _log_changes(before, self._known[1].problems)
            return self._known[1]

    async def is_attended(self, queue: str) -> bool:
        """Whether somebody takes tasks of this queue, or nobody can tell."""
        health = await self.check()
        is_missing = health.workers.status == "missing" and not health.workers.by_queue[queue]
        return not is_missing and queue not in health.tasks.late_queues

    def close(self) -> None:
        """Close the connection to Redis."""
        self._workforce.close()

    async def _look(self) -> Health:
        (database, tasks), (redis, workers), disks, printers, power = await asyncio.gather(
            self._database(),
            self._workers(),
            asyncio.to_thread(self._disks),
            asyncio.gather(*(_printer(printer) for printer in self._printers)),
            asyncio.to_thread(read_throttling),
        )
        health = Health(
            status="ok",
            problems=[],
            parked=[view.path for view in self._system.inspect().children if view.state is State.PARKED],
            database=database,
            redis=redis,
            workers=workers,
            tasks=tasks,
            disks=disks,
            printers=printers,
            power=None if power is None else PowerHealth.model_validate(power),
        )
        problems = list(_problems(health, power))
        return health.model_copy(update={"problems": problems, "status": _status(health, problems)})

    async def _database(self) -> tuple[DatabaseHealth, TasksHealth]:
        kind, begun = self._parts.database.kind, time.monotonic()
        try:
            reading = self._storage.run(
                self._parts.database.read, waiting_tasks, wait_seconds=_PATIENCE_SECONDS
            )
            waiting = await reading
        except StorageUnavailableError:
            nothing = TasksHealth(status="unknown", waiting=0, longest_wait_seconds=0.0, late_queues=[])
            return DatabaseHealth(status="unavailable", kind=kind, latency_ms=None), nothing
        latency_ms = round(1000 * (time.monotonic() - begun), 1)
        return DatabaseHealth(status="ok", kind=kind, latency_ms=latency_ms), TasksHealth(
            status="late" if waiting.late else "ok",
            waiting=waiting.count,
            longest_wait_seconds=round(waiting.longest_seconds, 1),
            late_queues=list(waiting.late),
        )

    async def _workers(self) -> tuple[RedisHealth, WorkersHealth]:
        place: Literal["server", "redis"] = "redis" if self._workforce.is_remote else "server"
        if place == "server":
            by_queue = self._workforce.workers()
            return RedisHealth(status="unused"), WorkersHealth(status="ok", place=place, by_queue=by_queue)
        from redis import RedisError  # noqa: PLC0415 - loads slowly, and most have none

        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                by_queue = await asyncio.to_thread(self._workforce.workers)
        except (RedisError, OSError):  # a time-out is an OSError
            unknown = WorkersHealth(status="unknown", place=place, by_queue={})
            return RedisHealth(status="unavailable"), unknown
        status: Literal["ok", "missing"] = "ok" if all(by_queue.values()) else "missing"
        return RedisHealth(status="ok"), WorkersHealth(status=status, place=place, by_queue=by_queue)

    def _disks(self) -> list[DiskHealth]:
        settings = self._parts.settings
        return [_disk("data", settings.data_dir), _disk("uploads", settings.upload_dir)]


def _log_changes(before: Sequence[HealthProblem], after: Sequence[HealthProblem]) -> None:
    """Log each problem as it appears, and that it is over."""
    was, is_now = ({problem.message for problem in problems} for problems in (before, after))
    for message in sorted(is_now - was):
        _logger.warning("%s", message)
    for message in sorted(was - is_now):
        _logger.info("no longer: %s", message)


def _disk(directory: Literal["data", "uploads"], folder: Path) -> DiskHealth:
    try:
        there = next(one for one in (folder, *folder.parents) if one.exists())
        free_bytes, total_bytes = Space(there).left()
    except (StorageError, OSError):
        return DiskHealth(directory=directory, status="unavailable", free_bytes=0, total_bytes=0)
    return DiskHealth(
        directory=directory,
        status="ok" if free_bytes > 0 else "full",
        free_bytes=max(0, free_bytes),
        total_bytes=total_bytes,
    )


async def _printer(printer: Printer) -> PrinterHealth:
    try:
        status: dict[str, Any] = await printer.telemetry.ask_async(GetStatus(), _PATIENCE_SECONDS)
    except SupervisionError:
        return PrinterHealth(name=printer.name, status="unavailable", state=None)
    return PrinterHealth(name=printer.name, status="ok", state=status["state"])


def _problems(health: Health, power: Throttling | None) -> Iterator[HealthProblem]:
    for path in health.parked:
        yield HealthProblem(part="actors", message=_PARKED.format(path))
    if health.database.status != "ok":
        yield HealthProblem(part="database", message=_NO_DATABASE)
    yield from _of_tasks(health)
    for disk in health.disks:
        if disk.status != "ok":
            words = _FULL if disk.status == "full" else _NO_DISK
            yield HealthProblem(part="disk", message=words.format(disk.directory))
    for printer in health.printers:
        if printer.status != "ok":
            yield HealthProblem(part="printers", message=_NO_PRINTER.format(printer.name))
    if power is not None and power.is_at_fault:
        yield HealthProblem(part="power", message=power.words)


def _of_tasks(health: Health) -> Iterator[HealthProblem]:
    if health.redis.status == "unavailable":
        yield HealthProblem(part="redis", message=_NO_REDIS)
    if health.workers.status == "missing":
        alone = ", ".join(queue for queue, count in health.workers.by_queue.items() if not count)
        yield HealthProblem(part="workers", message=_NO_WORKERS.format(alone))
    if health.tasks.late_queues:
        yield HealthProblem(part="tasks", message=_LATE.format(", ".join(health.tasks.late_queues)))


def _status(health: Health, problems: list[HealthProblem]) -> Literal["ok", "degraded", "unavailable"]:
    if health.parked or health.database.status != "ok":
        return "unavailable"
    return "degraded" if problems else "ok"
