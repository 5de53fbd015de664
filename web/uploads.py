"""Uploads: a form that streams in, a piece at a time, from the connection to the disk.

The event loop takes the form apart; threads write and hash what belongs to the file. While they write one
piece the next is collected, so that no more than two are in memory.
"""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from lezerprint.errors import LezerPrintError, StorageUnavailableError
from lezerprint.files.events import UploadProgress
from lezerprint.files.names import clean_folder, clean_name, uploaded_name
from lezerprint.files.sweeping import sweep
from web.errors import RequestTimeoutError
from web.forms import Form, FormReader, boundary_of
from web.middleware.body_limit import allow_body

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from uuid import UUID

    from starlette.requests import Request

    from lezerprint.files.incoming import IncomingFile
    from lezerprint.files.service import Files, Uploaded
    from lezerprint.trash import Trash
    from web.rate_limits.uploads import UploadAllowance

Result = TypeVar("Result")
_logger = logging.getLogger(__name__)

_THREADS: Final = 8
_PIECE_BYTES: Final = 1 << 20
_FORM_BYTES: Final = 1 << 20
"""So much longer than its file a request may be."""

_IDLE_SECONDS: Final = 60.0
_PROGRESS_SECONDS: Final = 0.25
_SWEPT_EVERY_SECONDS: Final = 3600.0
_TRASH_SECONDS: Final = 600.0
_NAME, _FOLDER = "name", "folder"


class Uploads:
    """Takes uploads, and has threads of its own for all that waits for the disk.

    Args:
        files: Where they go.
        idle_seconds: How long a client may send nothing.
    """

    def __init__(self, files: Files, *, idle_seconds: float = _IDLE_SECONDS) -> None:
        self.files = files
        self._idle_seconds = idle_seconds
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="files")
        self._next_sweep = 0.0

    async def run(self, function: Callable[..., Result], *arguments: object) -> Result:
        """The result of a function that waits for the disk, and opens its transactions itself.

        What was left in the middle is cleared up by the way: at the first call, so once the database is
        there, and then every hour.

        Raises:
            StorageUnavailableError: The database has not been reached since the start.
        """
        if not self.files.storage.is_migrated:
            raise StorageUnavailableError("the database has not been reached yet")
        self.sweep_soon()
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)

    def sweep_soon(self) -> None:
        """Have a thread clear up what was left in the middle, unless that was done in the last hour."""
        now = time.monotonic()
        if now >= self._next_sweep:
            self._next_sweep = now + _SWEPT_EVERY_SECONDS
            self._threads.submit(_sweep, self.files)

    async def empty_trash(self, trash: Trash) -> None:
        """Remove what has lain in the trash long enough, every ten minutes, until cancelled."""
        while True:
            await asyncio.sleep(_TRASH_SECONDS)
            try:
                await self.run(trash.purge_expired)
            except LezerPrintError as error:
                _logger.warning("the trash is not emptied for now: %s", error)

    async def receive(
        self, request: Request, user_id: UUID, upload_id: UUID | None, allowance: UploadAllowance
    ) -> Uploaded:
        """Take the file of a form `{file, folder?, name?}`, in any order; other fields are ignored.

        Args:
            request: Its body is the form.
            user_id: Whose file it will be.
            upload_id: As the client announced it over the WebSocket, if it did.
            allowance: What the user may upload.

        Raises:
            RequestError: It is no form, is damaged or cut short, has no file or several, is too long, or
                its sender fell silent; or the user has uploaded too much of late.
            FileError: The file, its name or its folder cannot be taken.
            StorageError: There is no room for it, or disk or database are away.
            ClientDisconnect: The client went. In all of these cases nothing is left of the file.
        """
        reader = FormReader(boundary_of(request), frozenset({_NAME, _FOLDER}))
        longest_bytes = self.files.store.max_file_bytes + _FORM_BYTES
        allow_body(request.scope, longest_bytes)
        declared_bytes = _declared_bytes(request)
        if declared_bytes <= longest_bytes:  # what is longer is refused by the first read
            await self.run(self.files.store.check_space, declared_bytes)
            await allowance.begin(declared_bytes)
        upload = _Upload(self.files, self._threads, reader, user_id, declared_bytes, upload_id)
        try:
            await self._read(request, upload, allowance)
            name, folder = _name_and_folder(reader.finish())
            incoming = await upload.whole()
        except BaseException:
            await upload.abandon()
            raise
        finally:
            await allowance.end()
        # From here on it takes care of what is left, also if nobody waits for it any more.
        return await self.run(self.files.finish, incoming, user_id, name, folder)

    async def _read(self, request: Request, upload: _Upload, allowance: UploadAllowance) -> None:
        stream = request.stream()
        while chunk := await self._next(stream):
            await allowance.received(len(chunk))
            await upload.feed(chunk)

    async def _next(self, stream: AsyncGenerator[bytes, None]) -> bytes:
        try:
            async with asyncio.timeout(self._idle_seconds):
                return await anext(stream, b"")
        except TimeoutError as error:
            raise RequestTimeoutError(f"nothing came for {self._idle_seconds:g} seconds") from error

    def close(self) -> None:
        """Begin nothing more; what is left in the middle is swept at the next start."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Upload:
    """One of them, on the side of the event loop."""

    def __init__(
        self,
        files: Files,
        threads: ThreadPoolExecutor,
        reader: FormReader,
        user_id: UUID,
        declared_bytes: int,
        upload_id: UUID | None,
    ) -> None:
        self._files = files
        self._threads = threads
        self._reader = reader
        self._user_id = user_id
        self._declared_bytes = declared_bytes
        self._upload_id = upload_id
        self._begun: Future[IncomingFile] | None = None
        self._writing: Future[None] | None = None
        self._received_bytes = 0
        self._told_at = 0.0

    async def feed(self, chunk: bytes) -> None:
        """The next bytes of the request."""
        reader = self._reader
        reader.feed(chunk)
        if reader.has_file and self._begun is None:
            self._begun = self._threads.submit(self._files.store.begin, self._declared_bytes)
            await asyncio.wrap_future(self._begun)
        if reader.pending_bytes >= _PIECE_BYTES:
            await self._flush()

    async def whole(self) -> IncomingFile:
        """All has come and is written: the file."""
        if self._begun is None:
            raise RuntimeError("a form without a file is no upload")
        await self._flush()
        await self._written()
        incoming = self._begun.result()
        self._tell(incoming.file_id, self._received_bytes)
        return incoming

    async def abandon(self) -> None:
        """Leave nothing of it. A write that is under way is waited for, in the thread."""
        if self._begun is None:
            return
        try:
            discarding = self._threads.submit(_discard, self._begun)
        except RuntimeError:
            return  # the server ends: a sweep does it
        await asyncio.shield(asyncio.wrap_future(discarding))

    async def _flush(self) -> None:
        await self._written()
        if self._begun is None or not self._reader.pending_bytes:
            return
        incoming = self._begun.result()
        self._received_bytes += self._reader.pending_bytes
        self._writing = self._threads.submit(incoming.write, self._reader.take())
        now = time.monotonic()
        if now - self._told_at >= _PROGRESS_SECONDS:
            self._told_at = now
            self._tell(incoming.file_id, self._declared_bytes or None)

    async def _written(self) -> None:
        if self._writing is not None:
            await asyncio.wrap_future(self._writing)

    def _tell(self, file_id: UUID, total_bytes: int | None) -> None:
        progress = UploadProgress(
            file_id,
            self._user_id,
            self._reader.file_name,
            self._received_bytes,
            total_bytes,
            self._upload_id,
        )
        self._files.tell(progress)


def _discard(begun: Future[IncomingFile]) -> None:
    with suppress(LezerPrintError, OSError):  # it did not begin, or a sweep does it
        begun.result().discard()


def _sweep(files: Files) -> None:
    try:
        sweep(files.storage, files.store)
    except LezerPrintError as error:
        _logger.warning("files left in the middle stay for now: %s", error)


def _name_and_folder(form: Form) -> tuple[str, str]:
    given = form.fields.get(_NAME)
    name = clean_name(given) if given else uploaded_name(form.file_name)
    return name, clean_folder(form.fields.get(_FOLDER, ""))


def _declared_bytes(request: Request) -> int:
    """How long the request says it is; 0 if it does not say."""
    declared = request.headers.get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() else 0
