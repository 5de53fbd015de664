"""Slicing models, and the G-code that comes of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from lezerprint.audit import EventKind
from lezerprint.base.disk import FULL_MESSAGE
from lezerprint.base.enums import FileType
from lezerprint.errors import StorageFullError
from lezerprint.files import rows as file_rows
from lezerprint.files.analysing import analyse_sliced
from lezerprint.files.store import TOOLPATHS_SUFFIX
from lezerprint.slicing import profile_rows as profiles
from lezerprint.slicing import sliced_files
from lezerprint.slicing.slicer import find_slicer
from lezerprint.storage.models import TaskStatus
from web.downloads import attachment, download
from web.errors import ConflictError, NoWorkerError, WorkFailedError, WorkTimeoutError
from web.handlers.files import toolpath_file
from web.models.common import Done
from web.models.profiles import SlicedFile, SlicedFileList
from web.models.tasks import SliceAnswer, Task, TaskAnswer
from web.responses import success

if TYPE_CHECKING:
    from uuid import UUID

    from starlette.responses import Response

    from lezerprint.storage.models import Task as TaskRow
    from web.call import Call

_POLL_SECONDS: Final = 0.25
_WAIT_SECONDS: Final = 600.0
_LOOK_SECONDS: Final = 5.0


async def slice_file(call: Call) -> Response:
    """Slice a model: 202 with the task, or with `wait` 200 with what it made."""
    services, given = call.services, call.body
    file = await call.read(file_rows.get, call.path["id"])
    if file.file_type is FileType.GCODE:
        raise ConflictError("the file is already G-code")
    profile_id = given.profile_id
    await call.read(*((profiles.get, profile_id) if profile_id else (profiles.default,)))
    await call.run(find_slicer, services.settings.slicer_path)
    await services.uploads.run(services.uploads.files.store.check_space, 0)
    arguments = {
        "fileId": str(file.id),
        "profileId": str(profile_id) if profile_id else None,
        "settings": given.settings.model_dump(by_alias=True, exclude_none=True),
        "plate": given.plate,
    }
    task = await call.write(services.tasks.enqueue, "slice", arguments, call.principal.user_id)
    words = f"{file.original_name} is to be sliced"
    call.audit(EventKind.FILE_SLICED, words, of=file.id, task=task.id, profile=profile_id)
    if not call.query.wait:
        return success(SliceAnswer(task=Task.model_validate(task)), 202)
    ended = await _ended(call, task.id)
    sliced = await call.read(sliced_files.get, ended.result["slicedFileId"])
    answer = SliceAnswer(task=Task.model_validate(ended), sliced_file=SlicedFile.model_validate(sliced))
    return success(answer)


async def sliced_of(call: Call) -> SlicedFileList:
    """Files sliced from a model, the newest first."""
    await call.read(file_rows.get, call.path["id"])
    found = await call.read(sliced_files.of_file, call.path["id"])
    return SlicedFileList(sliced_files=[SlicedFile.model_validate(row) for row in found])


async def download_sliced(call: Call) -> Response:
    """The G-code."""
    row, name = await call.read(sliced_files.with_name, call.path["id"])
    uploads = call.services.uploads
    path = uploads.files.store.locate(row.file_path)
    status = await uploads.run(uploads.files.store.status, path)
    return download(
        call.request,
        path,
        status,
        etag=row.sha256,
        media_type="text/x.gcode",
        disposition=attachment(name),
    )


async def toolpaths(call: Call) -> Response:
    """The moves of the G-code for viewers."""
    row, _ = await call.read(sliced_files.with_name, call.path["id"])
    path = call.services.uploads.files.store.locate(row.file_path)
    return await toolpath_file(call, path.with_suffix(TOOLPATHS_SUFFIX))


async def analyze_sliced(call: Call) -> TaskAnswer:
    """Have its toolpaths made again."""
    row, _ = await call.read(sliced_files.with_name, call.path["id"])
    call.must_own(row.source_file.user_id)
    task = await call.write(analyse_sliced, call.services.tasks, row)
    return TaskAnswer(task=Task.model_validate(task))


async def delete_sliced(call: Call) -> Done:
    """Delete G-code that no job needs."""
    row, name = await call.read(sliced_files.with_name, call.path["id"])
    call.must_own(row.source_file.user_id)
    uploads = call.services.uploads
    await call.write(sliced_files.delete, row.id)
    path = uploads.files.store.locate(row.file_path)
    await uploads.run(lambda: path.unlink(missing_ok=True))
    await uploads.run(lambda: path.with_suffix(TOOLPATHS_SUFFIX).unlink(missing_ok=True))
    call.audit(EventKind.FILE_DELETED, f"{name} was deleted", of=row.id)
    return Done()


async def _ended(call: Call, task_id: UUID) -> TaskRow:
    """The task when it is done.

    Raises:
        StorageFullError: It has failed, for the disk is full.
        WorkFailedError: It has failed otherwise, or was cancelled.
        NoWorkerError: Nobody takes it up; it stays queued.
        WorkTimeoutError: It takes longer than a request waits; it goes on.
    """
    waited_seconds = 0.0
    look_at_seconds = 0.0
    while waited_seconds < _WAIT_SECONDS:
        task: TaskRow = await call.read(call.services.tasks.status, task_id)
        if task.status is TaskStatus.FINISHED:
            return task
        if task.error == FULL_MESSAGE and task.status is TaskStatus.FAILED:
            raise StorageFullError(FULL_MESSAGE)
        if task.status in {TaskStatus.FAILED, TaskStatus.CANCELLED}:
            raise WorkFailedError(task.error or "the task was cancelled", {"taskId": str(task_id)})
        if task.status is TaskStatus.QUEUED and waited_seconds >= look_at_seconds:
            look_at_seconds = waited_seconds + _LOOK_SECONDS
            if not await call.services.health.is_attended(task.queue):
                raise NoWorkerError(
                    "no worker takes background tasks, so the task stays queued: start `lezerprint worker`",
                    {"taskId": str(task_id)},
                )
        await asyncio.sleep(_POLL_SECONDS)
        waited_seconds += _POLL_SECONDS
    raise WorkTimeoutError(
        "slicing takes longer than the request may wait; poll the task", {"taskId": str(task_id)}
    )
