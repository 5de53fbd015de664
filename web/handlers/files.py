"""Files: uploading, finding, changing and fetching them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lezerprint.audit import EventKind
from lezerprint.files.metadata import MEDIA_TYPES
from lezerprint.files.names import clean_folder
from lezerprint.storage import files as rows
from lezerprint.storage.files import Filter, Order
from web.downloads import download
from web.models.common import Done, paging
from web.models.files import File, FileAnswer, FilePage, UploadAnswer

if TYPE_CHECKING:
    from starlette.responses import Response

    from lezerprint.storage.models import File as Row
    from web.call import Call
    from web.models.files import FileQuery


async def files(call: Call) -> FilePage:
    """A page of them."""
    query: FileQuery = call.query
    folder = None if query.folder is None else clean_folder(query.folder)
    which = Filter(folder, query.type, query.search)
    descending = query.order == "desc" if query.order else query.sort is not Order.NAME
    listing = partial(rows.page, which, query.sort, query.limit, query.offset, descending=descending)
    total, found = await call.read(listing)
    folders = await call.read(rows.folders)
    listed = [File.model_validate(row) for row in found]
    return FilePage(files=listed, folders=folders, **paging(query, total))


async def file(call: Call) -> FileAnswer:
    """One of them."""
    return _answer(await _row(call))


async def upload(call: Call) -> UploadAnswer:
    """A new one; what it is is told by its content."""
    made = await call.services.uploads.receive(call.request, call.principal.user_id)
    row, same = made.file, made.duplicate_of
    call.audit(EventKind.FILE_UPLOADED, f"{row.original_name} was uploaded", of=row.id)
    return UploadAnswer(file=File.model_validate(row), duplicate_of=same.id if same else None)


async def change(call: Call) -> FileAnswer:
    """Rename it, or move it to another folder."""
    call.must_own((await _row(call)).user_id)
    changing = partial(
        call.services.uploads.files.change, call.path["id"], name=call.body.name, folder=call.body.folder
    )
    return _answer(await call.run(changing))


async def delete(call: Call) -> Done:
    """Delete it, if no job needs it."""
    call.must_own((await _row(call)).user_id)
    uploads = call.services.uploads
    gone = await uploads.run(uploads.files.delete, call.path["id"])
    call.audit(EventKind.FILE_DELETED, f"{gone.original_name} was deleted", of=gone.id)
    return Done()


async def content(call: Call) -> Response:
    """The file itself."""
    row = await _row(call)
    uploads = call.services.uploads
    store = uploads.files.store
    status = await uploads.run(store.status, row.file_path)
    return download(
        call.request,
        store.locate(row.file_path),
        status,
        name=row.original_name,
        etag=row.sha256,
        media_type=MEDIA_TYPES[row.file_type],
    )


async def _row(call: Call) -> Row:
    return await call.read(rows.get, call.path["id"])


def _answer(row: Row) -> FileAnswer:
    return FileAnswer(file=File.model_validate(row))
