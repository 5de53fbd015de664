"""One file on its way in."""

from __future__ import annotations

import hashlib
import os
import threading
from typing import TYPE_CHECKING, Final

from lezerprint.base import durable
from lezerprint.files.content import ContentError, content_type, media_type
from lezerprint.files.disk import disk_errors
from lezerprint.files.errors import FileTooLargeError, InvalidFileError, UnsupportedFileError
from lezerprint.files.names import SUFFIXES

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.base.enums import FileType
    from lezerprint.files.claims import Claim
    from lezerprint.files.store import FileStore

_CHECKED_EVERY_BYTES: Final = 8 << 20
_FLUSHED_EVERY_BYTES: Final = 32 << 20
"""As much may wait in memory for the disk: at the end of a long upload there is then no long flush, which
others who want the same disk would wait for."""


class IncomingFile:
    """Takes a file piece by piece; it is there whole after `place`, and not at all after `discard`.

    Any thread may use it, one after the other.

    Args:
        store: Where it goes.
        file_id: What it is called there.
        claim: Its mark; ours from now on.
        declared_bytes: How much is to come at most; 0: unknown.

    Attributes:
        file_id: The id of the file to be.
        size_bytes: How much has come.
        file_name: What it is called in the upload directory, after `place`.
        media_type: What it is called in HTTP, after `seal`.

    Raises:
        OSError: It cannot be created; nothing is left.
    """

    def __init__(self, store: FileStore, file_id: UUID, claim: Claim, declared_bytes: int) -> None:
        self.file_id = file_id
        self.size_bytes = 0
        self.file_name = ""
        self.media_type = ""
        self._store = store
        self._claim = claim
        self._declared_bytes = declared_bytes
        self._path = store.part_path(file_id)
        self._hash = hashlib.sha256()
        self._guard = threading.Lock()
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            self._descriptor = os.open(self._path, flags, 0o666)
        except BaseException:
            claim.drop()
            raise

    @property
    def sha256(self) -> str:
        """The hash of what has come, in hex."""
        return self._hash.hexdigest()

    def write(self, pieces: list[bytes]) -> None:
        """Append these.

        Raises:
            FileTooLargeError: The file is longer than is taken.
            StorageError: The disk is full or fails.
        """
        with self._guard:
            if self._descriptor < 0:
                raise RuntimeError("a file is written that is closed")
            data = b"".join(pieces)
            if self.size_bytes + len(data) > self._store.max_file_bytes:
                raise FileTooLargeError(self._store.max_file_bytes)
            if self._passes(_CHECKED_EVERY_BYTES, len(data)):
                left_bytes = max(len(data), self._declared_bytes - self.size_bytes)
                self._store.space.promise(self.file_id, left_bytes)
            with disk_errors():
                _write_all(self._descriptor, data)
                if self._passes(_FLUSHED_EVERY_BYTES, len(data)):
                    os.fdatasync(self._descriptor)
            self._hash.update(data)
            self.size_bytes += len(data)

    def _passes(self, every_bytes: int, more_bytes: int) -> bool:
        return self.size_bytes // every_bytes != (self.size_bytes + more_bytes) // every_bytes

    def seal(self) -> FileType:
        """All has come: put it on the disk, and find out what it is.

        Raises:
            InvalidFileError: It is empty.
            UnsupportedFileError: It is not a file of a type that is taken.
            StorageError: The disk is full or fails.
        """
        with self._guard, disk_errors():
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1
            if not self.size_bytes:
                raise InvalidFileError("the file is empty")
            try:
                file_type = content_type(self._path)
                self.media_type = media_type(self._path, file_type)
            except ContentError as error:
                raise UnsupportedFileError(f"this file cannot be used: {error}") from error
            return file_type

    def place(self, file_type: FileType) -> None:
        """Put it, sealed, where files are; its mark stays until the row stands.

        Raises:
            StorageError: The disk is full or fails.
        """
        with self._guard, disk_errors():
            self._claim.keep()
            self.file_name = f"{self.file_id}{SUFFIXES[file_type][0]}"
            durable.rename(self._path, self._store.folder / self.file_name)

    def commit(self) -> None:
        """The row stands: no mark is needed."""
        with self._guard, disk_errors():
            self._store.space.release(self.file_id)
            self._claim.drop()

    def leave(self) -> None:
        """Nobody knows whether the row stands: a sweep finds out."""
        with self._guard:
            self._close()
            self._claim.leave()

    def discard(self) -> None:
        """Leave nothing of it; nothing happens if it was committed or left.

        Raises:
            StorageUnavailableError: The disk fails; a sweep tries again.
        """
        with self._guard:
            if not self._claim.is_held:
                return
            try:
                with disk_errors():
                    self._close()
                    self._store.erase(self.file_id)
                    self._claim.drop()
            finally:
                self._claim.leave()

    def _close(self) -> None:
        self._store.space.release(self.file_id)
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _write_all(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
