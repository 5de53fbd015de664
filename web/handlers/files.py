"""Files: uploading, finding, changing and fetching them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from lezerprint.audit import EventKind
from lezerprint.base.enums import FileType
from lezerprint.files import rows
from lezerprint.files.analysing import analyse_again, draw_again
from lezerprint.files.errors import NoSuchFileError
from lezerprint.files.metadata import MEDIA_TYPES
from lezerprint.files.names import clean_folder
from lezerprint.files.rows import FileFilter, Order, PrintResult
from lezerprint.files.store import (
    LARGE_PREVIEW_NAME,
    LAYERS_NAME,
    MODEL_NAME,
    PREVIEW_NAME,
    TOOLPATHS_NAME,
    plate_name,
)
from web.downloads import attachment, download
from web.handlers.trash import deleted
from web.models.common import paging
from web.models.files import (
    File,
    FileAnswer,
    FilePage,
    LayersAnswer,
    UploadAnswer,
)
from web.models.tasks import Task, TaskAnswer
from web.rate_limits.uploads import UploadAllowance
from web.responses import failure

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from starlette.responses import Response

    from lezerprint.storage.models import File as Row
    from lezerprint.storage.models import Task as TaskRow
    from lezerprint.tasks.task_queue import TaskQueue
    from web.call import Call
    from web.models.files import FileQuery
    from web.models.trash import Deleted


async def files(call: Call) -> FilePage:
    """A page of them."""
    query: FileQuery = call.query
    folder = None if query.folder is None else clean_folder(query.folder)
    which = FileFilter(folder, query.type, (query.search or "").strip() or None, query.result)
    descending = query.order == "desc" if query.order else query.sort is not Order.NAME
    listing = partial(rows.page, which, query.sort, query.limit, query.offset, descending=descending)
    total, found = await call.read(listing)
    folders = await call.read(rows.folders)
    results = await call.read(rows.last_results, [row.id for row in found])
    listed = [_model(row, results.get(row.id)) for row in found]
    return FilePage(files=listed, folders=folders, **paging(query, total))


async def file(call: Call) -> FileAnswer:
    """One of them."""
    row = await _row(call)
    results = await call.read(rows.last_results, [row.id])
    return FileAnswer(file=_model(row, results.get(row.id)))


async def upload(call: Call) -> UploadAnswer:
    """A new one; what it is is told by its content."""
    user_id = call.principal.user_id
    allowance = UploadAllowance(call.services.rate_limiter, str(user_id))
    made = await call.services.uploads.receive(call.request, user_id, call.query.upload_id, allowance)
    row, same = made.file, made.duplicate_of
    call.audit(EventKind.FILE_UPLOADED, f"{row.original_name} was uploaded", of=row.id, bytes=row.file_size)
    return UploadAnswer(file=File.model_validate(row), duplicate_of=same.id if same else None)


async def change(call: Call) -> FileAnswer:
    """Rename it, or move it to another folder."""
    call.must_own((await _row(call)).user_id)
    changing = partial(
        call.services.uploads.files.change, call.path["id"], name=call.body.name, folder=call.body.folder
    )
    row = await call.run(changing)
    call.audit(EventKind.FILE_CHANGED, f"{row.original_name} was renamed or moved", of=row.id)
    return _answer(row)


async def delete(call: Call) -> Deleted:
    """Delete it, if no job needs it."""
    call.must_own((await _row(call)).user_id)
    gone = await call.services.uploads.run(call.services.trash.delete_file, call.path["id"])
    call.audit(EventKind.FILE_DELETED, f"{gone.original_name} was deleted", of=gone.id)
    return deleted(call)


async def analyze(call: Call) -> TaskAnswer:
    """Have it analysed again."""
    return await _enqueue(call, analyse_again)


async def draw(call: Call) -> TaskAnswer:
    """Have its picture drawn again."""
    return await _enqueue(call, draw_again)


async def _enqueue(call: Call, enqueue: Callable[[TaskQueue, UUID], TaskRow]) -> TaskAnswer:
    call.must_own((await _row(call)).user_id)
    task = await call.write(enqueue, call.services.tasks, call.path["id"])
    return TaskAnswer(task=Task.model_validate(task))


async def content(call: Call) -> Response:
    """The file itself."""
    row = await _row(call)
    store = call.services.uploads.files.store
    return await _download(
        call,
        store.locate(row.file_path),
        etag=row.sha256,
        media_type=(row.metadata or {}).get("mimeType") or MEDIA_TYPES[row.file_type],
        disposition=attachment(row.original_name),
    )


async def preview(call: Call) -> Response:
    """A picture of it, once it was processed."""
    if call.query.size == "large":
        path = await _derived_path(call, plate_name(LARGE_PREVIEW_NAME, call.query.plate))
        if await asyncio.to_thread(path.is_file):
            return await _derived(call, path.name, "image/png")
    return await _derived(call, plate_name(PREVIEW_NAME, call.query.plate), "image/png")


async def model(call: Call) -> Response:
    """A small form of its model for viewers, once it was processed."""
    return await _derived(call, plate_name(MODEL_NAME, call.query.plate), "application/octet-stream")


async def layers(call: Call) -> LayersAnswer:
    """Where and when the layers of its G-code begin, once it was processed."""
    path = await _derived_path(call, plate_name(LAYERS_NAME, call.query.plate))
    try:
        return LayersAnswer.model_validate_json(await asyncio.to_thread(path.read_bytes))
    except FileNotFoundError as error:
        raise NoSuchFileError("this file has no layers, or was not processed yet") from error


async def toolpaths(call: Call) -> Response:
    """The moves of its G-code for viewers, once it was processed."""
    row = await _row(call)
    if row.file_type is not FileType.GCODE:
        raise NoSuchFileError("a model has no toolpaths before it is sliced; look at its sliced files")
    name = plate_name(TOOLPATHS_NAME, call.query.plate)
    return await toolpath_file(call, call.services.uploads.files.store.derived(row.id) / name)


async def toolpath_file(call: Call, path: Path) -> Response:
    """A toolpath file; for good where the address names its version."""
    uploads = call.services.uploads
    try:
        status = await uploads.run(uploads.files.store.status, path)
    except NoSuchFileError as error:
        raise NoSuchFileError(
            "the toolpaths do not exist yet: they are made when the G-code is analysed; "
            "if it was uploaded to an older version, have it analysed again"
        ) from error
    etag = _etag_of(status)
    if call.query.v not in {None, etag}:
        message = "the toolpaths were made anew: read them from the beginning"
        return failure(412, "PRECONDITION_FAILED", message, headers={"ETag": f'"{etag}"'})
    return download(
        call.request,
        path,
        status,
        etag=etag,
        media_type="application/octet-stream",
        disposition="inline",
        immutable=call.query.v is not None,
    )


async def _derived_path(call: Call, name: str) -> Path:
    row = await _row(call)
    return call.services.uploads.files.store.derived(row.id) / name


async def _derived(call: Call, name: str, media_type: str) -> Response:
    return await derived(call, (await _row(call)).id, name, media_type)


async def derived(call: Call, file_id: UUID, name: str, media_type: str) -> Response:
    """What was made from a file: its picture, its layers."""
    path = call.services.uploads.files.store.derived(file_id) / name
    return await _download(call, path, etag=None, media_type=media_type, disposition="inline")


async def _download(
    call: Call, path: Path, *, etag: str | None, media_type: str, disposition: str
) -> Response:
    uploads = call.services.uploads
    status = await uploads.run(uploads.files.store.status, path)
    etag = etag or _etag_of(status)
    return download(call.request, path, status, etag=etag, media_type=media_type, disposition=disposition)


def _etag_of(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns:x}-{status.st_size:x}"


async def _row(call: Call) -> Row:
    return await call.read(rows.get, call.path["id"])


def _answer(row: Row) -> FileAnswer:
    return FileAnswer(file=File.model_validate(row))


def _model(row: Row, result: PrintResult | None) -> File:
    return File.model_validate(row).model_copy(update={"last_result": result})
