"""In a worker: one task after the other, each attempt in a forked process that is watched and ended."""

from __future__ import annotations

import logging
import os
import shutil
import time
from contextlib import suppress
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lezerprint.base.disk import in_words
from lezerprint.errors import LezerPrintError, StorageError
from lezerprint.storage.database import Storage
from lezerprint.storage.models import Task
from lezerprint.tasks import records
from lezerprint.tasks.attempt import CANCEL, run_attempt
from lezerprint.tasks.operations import operation_named
from lezerprint.tasks.processes import end_descendants, end_group, worker_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path
    from uuid import UUID

    from lezerprint.settings import Settings
    from lezerprint.tasks.control import Control
    from lezerprint.tasks.operations import Operation
    from lezerprint.tasks.records import Claim

_logger = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 0.5
_BEAT_SECONDS: Final = 5.0
_GRACE_SECONDS: Final = 2.0
_DATABASE_SECONDS: Final = 60.0


class _Verdict(Enum):
    ENDED = auto()
    TIMED_OUT = auto()
    CLAIM_LOST = auto()
    LEAVING = auto()


class _Attempt(NamedTuple):
    """A forked process.

    Attributes:
        process: Its number.
        orders: The pipe to it.
        done: A pipe that ends when it does, at the latest when its descendants do.
    """

    process: int
    orders: int
    done: int

    def has_ended(self) -> int | None:
        """What waitpid says, or None while it runs."""
        try:
            found, status = os.waitpid(self.process, os.WNOHANG)
        except ChildProcessError:
            return 0
        return status if found else None


def scratch_folder(settings: Settings) -> Path:
    """Where attempts have their folders, each called by its task and number."""
    return settings.data_dir / "tasks"


class Runner:
    """Claims tasks and sees each to its end; the process must have no threads, for it forks."""

    def __init__(self, settings: Settings, control: Control) -> None:
        self._settings = settings
        self._control = control
        self._name = worker_name()
        self._storage = Storage(settings.database_url)

    def run_next(self, queues: Collection[str]) -> bool:
        """Do the oldest task of these queues; whether there was one.

        Raises:
            StorageError: The database cannot be asked.
        """
        claim = self._storage.run(records.claim_next, self._name, queues)
        if claim is not None:
            self._run(claim)
        return claim is not None

    def run_one(self, task_id: UUID) -> None:
        """Do this task, unless it has been begun or cancelled.

        Raises:
            StorageError: The database cannot be asked.
        """
        claim = self._storage.run(records.claim_one, task_id, self._name)
        if claim is not None:
            self._run(claim)

    def close(self) -> None:
        """Close the database."""
        self._storage.close()

    def _run(self, claim: Claim) -> None:
        scratch = scratch_folder(self._settings) / f"{claim.task_id.hex}-{claim.attempt}"
        try:
            operation = operation_named(self._storage.read(Task.get_by_id, claim.task_id).operation)
            operation.load()  # here, so that it stays in memory for the next
            _remove_earlier(scratch)
            scratch.mkdir(mode=0o700, parents=True)
        except (LezerPrintError, ImportError, OSError) as error:
            why = in_words(error) if isinstance(error, OSError) else str(error)
            again = isinstance(error, StorageError | OSError)
            self._write(lambda: records.fail(claim, why, again=again))
            return
        attempt = self._fork(claim, scratch)
        verdict, status = _Verdict.LEAVING, 0
        try:
            verdict, status = self._watch(attempt, claim, operation)
        finally:
            self._end(attempt)
            _remove(scratch)  # before the row says that another may begin
            self._write(lambda: _conclude(claim, verdict, status, operation))

    def _fork(self, claim: Claim, scratch: Path) -> _Attempt:
        # Neither database lets a connection be carried over a fork.
        self._storage.close()
        orders_read, orders = os.pipe()
        done, done_write = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(orders)
            os.close(done)
            run_attempt(claim, self._settings, scratch, orders_read)
        os.close(orders_read)
        os.close(done_write)
        self._storage = Storage(self._settings.database_url)
        return _Attempt(process, orders, done)

    def _watch(self, attempt: _Attempt, claim: Claim, operation: Operation) -> tuple[_Verdict, int]:
        begun = beaten = time.monotonic()
        lost_at: float | None = None
        while True:
            if (status := attempt.has_ended()) is not None:
                return _Verdict.ENDED, status
            now = time.monotonic()
            if self._control.closed:
                return _Verdict.LEAVING, 0
            if now - begun > operation.timeout_seconds:
                return _Verdict.TIMED_OUT, 0
            if lost_at is not None and now - lost_at > _GRACE_SECONDS:
                return _Verdict.CLAIM_LOST, 0
            beats = now - beaten > _BEAT_SECONDS
            if not self._holds(claim, beats=beats) and lost_at is None:
                lost_at = now
                with suppress(OSError):
                    os.write(attempt.orders, CANCEL)
            beaten = now if beats else beaten
            self._control.wait(_LOOK_SECONDS, attempt.done)

    def _holds(self, claim: Claim, *, beats: bool) -> bool:
        try:
            if beats:
                return self._storage.run(records.beat, claim)
            return self._storage.read(records.is_held, claim)
        except StorageError as error:
            _logger.debug("the claim of the task could not be checked: %s", error)
            return True

    def _end(self, attempt: _Attempt) -> None:
        """Everything that the attempt began ends, and nothing is left of it when this returns."""
        end_group(attempt.process)
        end_descendants()
        with suppress(ChildProcessError):
            os.waitpid(attempt.process, 0)
        os.close(attempt.orders)
        os.close(attempt.done)

    def _write(self, write: Callable[[], Any]) -> None:
        """Write how it ended; if the database stays away, the others will see that nobody works at it."""
        deadline = time.monotonic() + _DATABASE_SECONDS
        while True:
            try:
                self._storage.run(write)
            except StorageError as error:
                if time.monotonic() > deadline or self._control.closed:
                    _logger.error("the end of a task was not recorded: %s", error)  # noqa: TRY400 - its words say all
                    return
                self._control.wait(_LOOK_SECONDS)
            else:
                return


def _conclude(claim: Claim, verdict: _Verdict, status: int, operation: Operation) -> None:
    match verdict:
        case _Verdict.LEAVING:
            records.release(claim)
        case _Verdict.TIMED_OUT:
            records.fail(claim, f"it took longer than {operation.timeout_seconds:g} seconds", again=False)
        case _Verdict.ENDED if records.is_held(claim):
            how = f"by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "without a message"
            records.fail(claim, f"its process ended {how}", again=operation.idempotent)
        case _:
            pass


def _remove_earlier(scratch: Path) -> None:
    """Remove what earlier attempts at the task left behind when their worker was killed."""
    task, _, number = scratch.name.partition("-")
    for folder in scratch.parent.glob(f"{task}-*"):
        if int(folder.name.partition("-")[2]) <= int(number):
            _remove(folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
