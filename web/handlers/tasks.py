"""Background tasks: an ADMIN sees all, everybody else their own; and the reports that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.audit import EventKind
from lezerprint.base.enums import UserRole
from lezerprint.processing import reports as report_rows
from lezerprint.tasks.errors import TaskNotFoundError
from lezerprint.tasks.task_queue import TaskFilter
from web.models.common import paging
from web.models.tasks import Report, ReportPage, Task, TaskAnswer, TaskPage

if TYPE_CHECKING:
    from lezerprint.storage.models import Task as Row
    from web.call import Call


async def tasks(call: Call) -> TaskPage:
    """A page of them, the newest first."""
    query, principal = call.query, call.principal
    owner = None if principal.role is UserRole.ADMIN else principal.user_id
    which = TaskFilter(query.status, query.queue, query.operation, owner)
    total, found = await call.read(call.services.tasks.page, which, query.limit, query.offset)
    return TaskPage(tasks=[Task.model_validate(row) for row in found], **paging(query, total))


async def task(call: Call) -> TaskAnswer:
    """One of them."""
    return TaskAnswer(task=Task.model_validate(await _own(call)))


async def cancel_task(call: Call) -> TaskAnswer:
    """End one; nothing of its work is kept."""
    await _own(call)
    row = await call.write(call.services.tasks.cancel, call.path["id"])
    call.audit(EventKind.TASK_CANCELLED, f"The task {row.operation} was cancelled", of=row.id)
    return TaskAnswer(task=Task.model_validate(row))


async def back_up(call: Call) -> TaskAnswer:
    """Create a backup of database and files."""
    row = await call.write(call.services.tasks.enqueue, "backup-database", None, call.principal.user_id)
    call.audit(EventKind.BACKUP_ORDERED, "A backup is to be made", task=row.id)
    return TaskAnswer(task=Task.model_validate(row))


async def reports(call: Call) -> ReportPage:
    """A page of reports."""
    query = call.query
    total, found = await call.read(report_rows.page, query.limit, query.offset)
    return ReportPage(reports=[Report.model_validate(row) for row in found], **paging(query, total))


async def _own(call: Call) -> Row:
    """The task, if the caller may know of it."""
    row: Row = await call.read(call.services.tasks.status, call.path["id"])
    if call.principal.role is not UserRole.ADMIN and row.user_id != call.principal.user_id:
        raise TaskNotFoundError(f"task not found: {row.id}")
    return row
