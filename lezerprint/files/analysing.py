"""When files are analysed, and drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.files import rows as files
from lezerprint.tasks.active import active_task
from lezerprint.tasks.errors import TaskUnderWayError

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.storage.models import File, SlicedFile, Task
    from lezerprint.tasks.task_queue import TaskQueue

_ANALYSE = "analyze"
_ANALYSE_SLICED = "analyze-sliced"
_DRAW = "generate-thumbnail"


def analyse(tasks: TaskQueue, file: File) -> Task:
    """Have a file analysed, for whom it belongs to; in a transaction of the caller."""
    return tasks.enqueue(_ANALYSE, {"fileId": str(file.id)}, file.user_id)


def analyse_again(tasks: TaskQueue, file_id: UUID) -> Task:
    """The same once more, of which nobody else has it begun meanwhile; what is known stays until then.

    Raises:
        NoSuchFileError: There is none.
        TaskUnderWayError: It is being analysed, or waits for that.
    """
    return _again(tasks, file_id, _ANALYSE)


def analyse_sliced(tasks: TaskQueue, sliced: SlicedFile) -> Task:
    """Have sliced G-code analysed once more, for whom its model belongs to; in a transaction of the caller.

    Raises:
        TaskUnderWayError: It is being analysed, or waits for that.
    """
    if (task := active_task(_ANALYSE_SLICED, "slicedFileId", sliced.id)) is not None:
        raise TaskUnderWayError(f"the task {task.id} does this already")
    arguments = {"fileId": str(sliced.source_file_id), "slicedFileId": str(sliced.id)}
    return tasks.enqueue(_ANALYSE_SLICED, arguments, sliced.source_file.user_id)


def draw_again(tasks: TaskQueue, file_id: UUID) -> Task:
    """Have the picture of a file drawn once more; the one that is there stays until then.

    Raises:
        NoSuchFileError: There is none.
        TaskUnderWayError: It is being drawn, or waits for that.
    """
    return _again(tasks, file_id, _DRAW)


def _again(tasks: TaskQueue, file_id: UUID, operation: str) -> Task:
    file = files.hold(file_id)
    if (task := active_task(operation, "fileId", file_id)) is not None:
        raise TaskUnderWayError(f"the task {task.id} does this already")
    return tasks.enqueue(operation, {"fileId": str(file.id)}, file.user_id)
