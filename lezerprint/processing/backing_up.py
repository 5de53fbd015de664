"""The operation `backup-database`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lezerprint.audit import EventKind, system_event
from lezerprint.backup.archive import write_backup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.tasks.context import TaskContext


def back_up(context: TaskContext, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Write a backup to `backup_dir`; the result says where, and how large it is in bytes.

    Args:
        context: Of the task.
        arguments: `files`: whether the users' files belong to it, true by default.
    """
    with_files = bool(arguments.get("files", True))
    path = write_backup(
        context.settings, storage=context.storage, with_files=with_files, progress=context.progress
    )
    event = system_event(
        EventKind.BACKUP_MADE, f"The backup {path.name} was made", metadata={"path": str(path)}
    )
    context.storage.run(lambda: event.save(force_insert=True))
    return {"path": str(path), "bytes": path.stat().st_size}
