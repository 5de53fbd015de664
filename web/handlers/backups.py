"""Backups: found, fetched, deleted, uploaded, and restored at the server's next start."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from typing import TYPE_CHECKING, Final

from lezerprint.audit import EventKind
from lezerprint.backup.stored import BackupKind, new_path, path_of, stored_backups
from lezerprint.base import durable
from lezerprint.errors import StorageFullError
from lezerprint.files.disk import disk_errors
from lezerprint.processing import restoring
from web.downloads import attachment, download
from web.errors import ConflictError, RequestTimeoutError
from web.handlers.power import check_no_print, end_soon
from web.middleware.body_limit import allow_body
from web.models.backups import Backup, BackupAnswer, BackupList, LastRestore, RestoreOrdered
from web.models.common import Done
from web.validation import InvalidInputError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from starlette.requests import Request
    from starlette.responses import Response

    from lezerprint.backup.stored import StoredBackup
    from lezerprint.settings import Settings
    from web.call import Call

_IDLE_SECONDS: Final = 60.0
_PIECE_BYTES: Final = 1 << 20
_LEAST_FREE_BYTES: Final = 500_000_000
_LONGEST_BYTES: Final = 1 << 45


async def backups(call: Call) -> BackupList:
    """All of them."""
    settings = call.services.settings
    with disk_errors():
        found = await asyncio.to_thread(stored_backups, settings.backup_dir)
    last = await asyncio.to_thread(restoring.last_restore, settings)
    return BackupList(
        backups=[Backup.model_validate(one) for one in found],
        total_bytes=sum(one.size_bytes for one in found),
        last_restore=None
        if last is None
        else LastRestore.model_validate(
            {"name": last.name, "at": last.at, "error": last.error, "copy_name": last.copy}
        ),
    )


async def content(call: Call) -> Response:
    """One of them, or a range of it."""
    path = await _path(call)
    status = await asyncio.to_thread(path.stat)
    call.audit(EventKind.BACKUP_FETCHED, f"The backup {path.name} was downloaded")
    return download(
        call.request,
        path,
        status,
        etag=f"{status.st_mtime_ns:x}-{status.st_size:x}",
        media_type="application/gzip",
        disposition=attachment(path.name),
    )


async def delete(call: Call) -> Done:
    """Delete one; there is no way back."""
    path = await _path(call)
    with disk_errors():
        await asyncio.to_thread(path.unlink, missing_ok=True)
    call.audit(EventKind.BACKUP_DELETED, f"The backup {path.name} was deleted")
    return Done()


async def upload(call: Call) -> BackupAnswer:
    """Keep one that `lezerprint backup` or the API made, here or elsewhere; whole or not at all."""
    settings = call.services.settings
    allow_body(call.request.scope, _LONGEST_BYTES)
    target = new_path(settings.backup_dir, BackupKind.UPLOADED)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    with disk_errors():
        file = await asyncio.to_thread(_open, draft)
        try:
            with file:
                await _receive(call.request, file, settings.backup_dir)
            await asyncio.to_thread(_check_beginning, draft)
            await asyncio.to_thread(durable.place, draft, target)
        finally:
            await asyncio.shield(asyncio.to_thread(draft.unlink, missing_ok=True))
        found = await asyncio.to_thread(_stored, settings, target.name)
    call.audit(EventKind.BACKUP_UPLOADED, f"The backup {target.name} was uploaded", bytes=found.size_bytes)
    return BackupAnswer(backup=Backup.model_validate(found))


async def restore(call: Call) -> RestoreOrdered:
    """Put it in the place of the current data: the server restarts, and does so before it opens the data."""
    settings, path = call.services.settings, await _path(call)
    if call.body.confirm != path.name:
        problem = {"in": "body", "field": "confirm", "message": "must be the name of the backup"}
        raise InvalidInputError("Invalid input", [problem])
    if call.services.end is None:
        raise ConflictError("this server cannot restart itself: use `lezerprint restore`")
    await check_no_print(call, "its record would be replaced", force=False)
    with disk_errors():
        await asyncio.to_thread(restoring.order_restore, settings, path.name)
    call.audit(EventKind.BACKUP_RESTORED, f"The backup {path.name} is restored at the next start")
    end_soon(call, restart=True)
    return RestoreOrdered(restoring=path.name)


async def _path(call: Call) -> Path:
    return await asyncio.to_thread(path_of, call.services.settings.backup_dir, call.path["name"])


def _open(draft: Path) -> BinaryIO:
    durable.make_folder(draft.parent)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    return os.fdopen(descriptor, "wb")


async def _receive(request: Request, file: BinaryIO, folder: Path) -> None:
    stream, piece = request.stream(), bytearray()
    while True:
        try:
            async with asyncio.timeout(_IDLE_SECONDS):
                chunk = await anext(stream, b"")
        except TimeoutError as error:
            raise RequestTimeoutError(f"nothing came for {_IDLE_SECONDS:g} seconds") from error
        piece += chunk
        if len(piece) >= _PIECE_BYTES or not chunk:
            await asyncio.to_thread(_write, file, bytes(piece), folder)
            piece.clear()
        if not chunk:
            return


def _write(file: BinaryIO, piece: bytes, folder: Path) -> None:
    if shutil.disk_usage(folder).free < _LEAST_FREE_BYTES + len(piece):
        raise StorageFullError("the disk of the backup directory is full: delete files or backups")
    file.write(piece)


def _check_beginning(path: Path) -> None:
    """All of it is checked when it is restored; what is no backup at all is told at once."""
    import tarfile  # noqa: PLC0415 - which no start needs
    import zlib  # noqa: PLC0415 - as above

    from lezerprint.backup.contents import DATABASE  # noqa: PLC0415 - as above

    try:
        with tarfile.open(path, mode="r|gz") as tar:
            first = tar.next()
    except (tarfile.TarError, EOFError, zlib.error, OSError):
        first = None
    if first is None or first.name not in DATABASE.values():
        problem = {"in": "body", "field": "", "message": "is no backup that this program made"}
        raise InvalidInputError("Invalid input", [problem])


def _stored(settings: Settings, name: str) -> StoredBackup:
    return next(one for one in stored_backups(settings.backup_dir) if one.name == name)
