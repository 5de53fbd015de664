"""Models that are sliced because somebody wants them printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.jobs.errors import NotPrintableError
from lezerprint.jobs.preparation import SlicedSource
from lezerprint.slicing import sliced_files
from lezerprint.storage.models import TaskStatus
from lezerprint.tasks.errors import TaskEndedError

if TYPE_CHECKING:
    from threading import Event

    from lezerprint.files.store import FileStore
    from lezerprint.jobs.job import Job
    from lezerprint.storage.database import Storage
    from lezerprint.storage.models import Task
    from lezerprint.tasks.task_queue import TaskQueue

_POLL_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class TaskSlicer:
    """Has the workers slice; it waits for the database, and as long as they take."""

    storage: Storage
    tasks: TaskQueue
    store: FileStore

    def slice(self, job: Job, cancelled: Event) -> SlicedSource:
        """Slice the model of a job.

        Raises:
            NotPrintableError: It cannot be sliced, or the job was cancelled.
            StorageError: The database is away.
        """
        owner = job.owner
        if owner is None:
            raise NotPrintableError("only an uploaded model can be sliced")
        arguments: dict[str, Any] = {
            "fileId": str(owner.file_id),
            "profileId": owner.profile_id and str(owner.profile_id),
            "settings": {},
        }
        task = self.storage.run(self.tasks.enqueue, "slice", arguments, owner.user_id)
        while not cancelled.wait(_POLL_SECONDS):
            task = self.storage.read(self.tasks.status, task.id)
            if task.status is TaskStatus.FINISHED:
                return self._result(task)
            if task.status in (TaskStatus.FAILED, TaskStatus.CANCELLED):
                raise NotPrintableError(f"slicing has failed: {task.error or 'it was cancelled'}")
        self._cancel(task)
        raise NotPrintableError("it was cancelled")

    def _result(self, task: Task) -> SlicedSource:
        sliced = self.storage.read(sliced_files.get, (task.result or {})["slicedFileId"])
        return SlicedSource(sliced.id, str(self.store.locate(sliced.file_path)), sliced.sha256)

    def _cancel(self, task: Task) -> None:
        try:
            self.storage.run(self.tasks.cancel, task.id)
        except TaskEndedError:
            return
