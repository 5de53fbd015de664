"""Folders, and what is done with several files at once: each by itself, as if it were alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import orjson

from lezerprint.audit import EventKind
from lezerprint.base.enums import UserRole
from lezerprint.errors import LezerPrintError
from lezerprint.files import folders as rows
from lezerprint.files import rows as files
from web.errors import ConflictError, answer_to
from web.models.common import Done
from web.models.folders import BulkAnswer, BulkFailure, Folder, FolderAnswer, FolderList, Renamed
from web.validation import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from web.call import Call


async def folders(call: Call) -> FolderList:
    """All of them."""
    return FolderList(folders=[Folder.model_validate(one) for one in await call.read(rows.folders)])


async def create(call: Call) -> FolderAnswer:
    """Make one without files."""
    made = await call.write(rows.create, call.services.storage.storage, call.body.path)
    call.audit(EventKind.FILE_CHANGED, f"The folder {made.path} was made")
    return FolderAnswer(folder=Folder.model_validate(made))


async def rename(call: Call) -> Renamed:
    """Give one another path, with all that is in it."""
    path, new_path = call.body.path, call.body.new_path
    await _must_own_all(call, path)
    moved = await call.write(rows.rename, path, new_path)
    call.audit(EventKind.FILE_CHANGED, f"The folder {path} is called {new_path} now", files=moved)
    return Renamed(moved=moved)


async def delete(call: Call) -> Done:
    """Delete one; with its files none of them stays behind unless it is in use, and then neither goes."""
    path = call.query.path
    inside = await call.read(rows.files_in, path)
    if inside and not call.query.with_files:
        raise ConflictError(f"there are {len(inside)} files in it: delete or move them first")
    await _must_own_all(call, path)
    answer = await _each(call, inside, call.services.trash.delete_file)
    if answer.failed:
        first = answer.failed[0].message
        raise ConflictError(f"{len(answer.failed)} of {len(inside)} files stay: {first}")
    await call.write(rows.forget, path)
    call.audit(EventKind.FILE_DELETED, f"The folder {path} was deleted", files=len(inside))
    return Done()


async def bulk(call: Call) -> BulkAnswer:
    """Delete or move several files."""
    given = call.body
    ids = list(dict.fromkeys(given.ids))
    if given.action == "delete":
        answer = await _each(call, ids, call.services.trash.delete_file)
        call.audit(EventKind.FILE_DELETED, f"{len(answer.done)} files were deleted", of=answer.done)
        return answer
    if given.folder is None:
        problem = {"in": "body", "field": "folder", "message": "is missing"}
        raise InvalidInputError("Invalid input", [problem])
    answer = await _each(call, ids, partial(call.services.uploads.files.change, folder=given.folder))
    call.audit(EventKind.FILE_CHANGED, f"{len(answer.done)} files were moved", of=answer.done)
    return answer


async def _each(call: Call, ids: Iterable[UUID], how: object) -> BulkAnswer:
    done: list[UUID] = []
    failed: list[BulkFailure] = []
    for file_id in ids:
        try:
            call.must_own((await call.read(files.get, file_id)).user_id)
            await call.services.uploads.run(how, file_id)  # type: ignore[arg-type]  # any that takes an id
            done.append(file_id)
        except LezerPrintError as error:
            told = orjson.loads(answer_to(error).body)["error"]
            failed.append(BulkFailure(id=file_id, code=told["code"], message=told["message"]))
    return BulkAnswer(done=done, failed=failed)


async def _must_own_all(call: Call, path: str) -> None:
    if call.principal.role is not UserRole.ADMIN:
        for owner in await call.read(rows.owners, path):
            call.must_own(owner)
