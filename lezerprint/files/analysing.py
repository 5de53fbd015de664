"""When files are analysed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.files import rows as files
from lezerprint.tasks.active import active_task
from lezerprint.tasks.errors import TaskUnderWayError

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.storage.models import File, Task
    from lezerprint.tasks.task_queue import TaskQueue

_OPERATION = "analyze"


def analyse(tasks: TaskQueue, file: File) -> Task:
    """Have a file analysed, for whom it belongs to; in a transaction of the caller."""
    return tasks.enqueue(_OPERATION, {"fileId": str(file.id)}, file.user_id)


def analyse_again(tasks: TaskQueue, file_id: UUID) -> Task:
    """The same once more, of which nobody else has it begun meanwhile; what is known stays until then.

    Raises:
        NoSuchFileError: There is none.
        TaskUnderWayError: It is being analysed, or waits for that.
    """
    file = files.hold(file_id)
    if (task := active_task(_OPERATION, "fileId", file_id)) is not None:
        raise TaskUnderWayError(f"the task {task.id} analyses this file already")
    return analyse(tasks, file)
