"""One attempt at a task, in a process of its own that a worker forked.

It leads a session and a process group; when its worker dies, it ends all that it began, and itself.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NoReturn

from lezerprint.base import durable
from lezerprint.base.disk import in_words
from lezerprint.errors import LezerPrintError, StorageError
from lezerprint.storage.database import Storage
from lezerprint.storage.models import Task
from lezerprint.tasks import records
from lezerprint.tasks.context import TaskContext
from lezerprint.tasks.errors import ClaimLostError, TaskCancelledError, TryLaterError
from lezerprint.tasks.operations import operation_named
from lezerprint.tasks.processes import adopt_orphans, end_descendants, end_group
from lezerprint.tasks.task_queue import new_task

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from lezerprint.settings import Settings
    from lezerprint.tasks.context import Draft
    from lezerprint.tasks.records import Claim

CANCEL: Final = b"c"
"""What the worker writes to the attempt that is to stop; the end of the pipe is the end of the worker."""

_logger = logging.getLogger(__name__)
_DATABASE_SECONDS: Final = 60.0
_RETRY_SECONDS: Final = 0.5


def run_attempt(claim: Claim, settings: Settings, scratch: Path, orders: int) -> NoReturn:
    """Do the task, say in its row how it went, and end the process.

    Args:
        claim: The right to do it.
        settings: As the server has them.
        scratch: A folder that is there.
        orders: The pipe from the worker.
    """
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        gc.freeze()
        adopt_orphans()
        stopping = threading.Event()
        threading.Thread(target=_obey, args=(orders, stopping), daemon=True).start()
        _attempt(claim, Storage(settings.database_url), settings, scratch, stopping)
    except BaseException:
        _logger.exception("the outcome of task %s could not be written", claim.task_id)
    finally:
        # Whatever was raised: unwinding further would run the rest of the worker's program in its child.
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(0)


def _obey(orders: int, stopping: threading.Event) -> None:
    """Pass on the order to stop; when the worker is gone, end everything."""
    while order := os.read(orders, 1):
        if order == CANCEL:
            stopping.set()
    stopping.set()  # what comes of the end of its programs is no outcome
    end_descendants()
    end_group(os.getpid())


def _attempt(
    claim: Claim, storage: Storage, settings: Settings, scratch: Path, stopping: threading.Event
) -> None:
    with storage.session():
        task = Task.get_by_id(claim.task_id)
    context = TaskContext(claim, storage, settings, scratch, stopping, user_id=task.user_id)
    error, again = "", False
    try:
        result = operation_named(task.operation).load()(context, task.arguments)
        context.check()
        shutil.rmtree(scratch, ignore_errors=True)  # before the row says that all is done
        _finish(claim, context, result)
    except (TaskCancelledError, ClaimLostError):
        _logger.info("task %s (%s) stopped", task.id, task.operation)
    except (TryLaterError, StorageError) as raised:
        error, again = str(raised), True
    except LezerPrintError as raised:
        error = str(raised)
    except OSError as raised:
        error, again = in_words(raised), True
    except Exception as raised:
        _logger.exception("task %s (%s) failed", task.id, task.operation)
        error, again = f"{type(raised).__name__}: {raised}", True
    finally:
        for draft in context.drafts:
            draft.path.unlink(missing_ok=True)
    if error and not context.cancelled():
        _logger.warning("task %s (%s), attempt %d: %s", task.id, task.operation, claim.attempt, error)
        _patiently(lambda: storage.run(_fail, claim, error, again))


def _fail(claim: Claim, error: str, again: bool) -> None:  # noqa: FBT001 - called by position, by `run`
    records.fail(claim, error, again=again)


def _finish(claim: Claim, context: TaskContext, result: Mapping[str, Any] | None) -> None:
    """Make all that was done visible.

    The files get their names inside the transaction: one that is not committed leaves files that nobody
    refers to, never rows without files.

    Raises:
        ClaimLostError: The task was cancelled or given to another worker; nothing is left.
    """

    def write() -> None:
        if records.is_finished(claim):
            return  # an earlier try was committed, and only the answer was lost
        records.finish(claim, result)
        for save in context.saves:
            save()
        for operation, arguments in context.follow_ups:
            new_task(operation, arguments, context.user_id, context.task_id)
        for draft in context.drafts:
            _put_in_place(draft)

    try:
        _patiently(lambda: context.storage.run(write))
    except StorageError:
        raise
    except BaseException:
        for draft in context.drafts:
            if draft.is_new and not draft.path.exists():
                draft.destination.unlink(missing_ok=True)
        raise


def _put_in_place(draft: Draft) -> None:
    if draft.path.exists():
        draft.path.rename(draft.destination)
    durable.sync(draft.destination.parent)


def _patiently(write: Callable[[], None]) -> None:
    """Write to a database that may be away for a while."""
    deadline = time.monotonic() + _DATABASE_SECONDS
    while True:
        try:
            write()
        except StorageError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return
