"""The operation `cleanup-old-files`: removes what nobody saved and nobody needs.

That is: what uploads and tasks left behind in the middle, what was made from files that are gone, sessions
that are over, records of tasks that ended long ago, notifications that were read and are old, and most of the
temperatures of prints of long ago; recordings and time-lapses as the settings say. Files of users and what
was made from them stay.
"""

from __future__ import annotations

import shutil
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from lezerprint.accounts.sessions import sweep as sweep_sessions
from lezerprint.jobs import temperatures
from lezerprint.notify import notifications
from lezerprint.processing.retention import remove_old
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import File, Task, TaskStatus
from lezerprint.tasks.context import DRAFT_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lezerprint.storage.database import Storage
    from lezerprint.tasks.context import TaskContext

ORPHAN_AGE: Final = timedelta(days=1)
"""What is younger may belong to a task or an upload that is under way, or to a row that comes."""

RECORD_AGE: Final = timedelta(days=30)
TEMPERATURES_AGE: Final = timedelta(days=7)
"""After that, a sample a minute tells enough."""

TEMPERATURES_SPACING: Final = timedelta(minutes=1)
_BATCH: Final = 500
_SCRATCH: Final = "tasks"


def clean(context: TaskContext, arguments: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - takes none
    """Clean up; the result says how many of each kind are gone."""
    settings, storage = context.settings, context.storage
    counts = {"sessions": storage.run(sweep_sessions, utc_now())}
    context.progress(20, "sessions")
    counts["records"] = storage.run(_remove_records, utc_now() - RECORD_AGE)
    keep = timedelta(days=settings.notification_keep_days)
    counts["notifications"] = storage.run(notifications.delete_read, utc_now() - keep)
    counts["temperatures"] = _thin_temperatures(storage)
    context.progress(40, "records")
    scratch = _left_behind(settings.data_dir / _SCRATCH, storage, but=context.scratch)
    counts["scratch"] = _remove_all(scratch)
    context.progress(60, "scratch folders")
    drafts = (
        path
        for folder in (settings.upload_dir, settings.timelapse_dir, settings.backup_dir)
        for pattern in (f".*{DRAFT_SUFFIX}", ".lezerprint-*")
        for path in folder.rglob(pattern)
    )
    counts["drafts"] = _remove_all(_old(drafts))
    context.progress(80, "drafts")
    counts |= remove_old(settings, storage)
    counts["derived"] = _remove_all(_orphans(settings.upload_dir / ".derived", storage))
    return counts


def _remove_records(before: datetime) -> int:
    """Records of tasks that ended; one that is the parent of another leaves it alone."""
    ended = Task.status.not_in((TaskStatus.QUEUED, TaskStatus.RUNNING))
    return int(Task.delete().where(ended & (Task.ended_at < before)).execute())


def _thin_temperatures(storage: Storage) -> int:
    """Some jobs at a time, so that no transaction is long."""
    before, removed = utc_now() - TEMPERATURES_AGE, 0
    while jobs := storage.read(temperatures.unthinned, before):
        removed += storage.run(temperatures.thin, jobs, TEMPERATURES_SPACING)
    return removed


def _left_behind(folder: Path, storage: Storage, but: Path) -> Iterator[Path]:
    """Scratch folders whose task is not worked at."""
    for path in _old(folder.glob("*-*")):
        task_id = _id(path.name.partition("-")[0])
        if task_id is None or path == but:
            continue
        with storage.session():
            task = Task.get_or_none(Task.id == task_id)
        if task is None or task.status is not TaskStatus.RUNNING:
            yield path


def _orphans(folder: Path, storage: Storage) -> Iterator[Path]:
    """What was made from files that are gone, each in a folder called by the file's id.

    A file that is on the disk but in no row keeps it: it may be the database that is another.
    """
    paths = [
        path
        for path in _old(folder.glob("*"))
        if _id(path.name) is not None and not any(folder.parent.glob(f"{path.name}.*"))
    ]
    for start in range(0, len(paths), _BATCH):
        batch = {_id(path.name): path for path in paths[start : start + _BATCH]}
        with storage.session():
            known = {file.id for file in File.select(File.id).where(File.id.in_(list(batch)))}
        yield from (path for file_id, path in batch.items() if file_id not in known)


def _id(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def _old(paths: Iterator[Path]) -> Iterator[Path]:
    before = time.time() - ORPHAN_AGE.total_seconds()
    for path in list(paths):
        try:
            if path.lstat().st_mtime < before:
                yield path
        except FileNotFoundError:
            continue


def _remove_all(paths: Iterator[Path]) -> int:
    count = 0
    for path in list(paths):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        count += 1
    return count
