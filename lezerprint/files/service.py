"""What is done with files: disk and database together, each whole or not at all.

The methods wait for the disk and the database, so they are for threads; they open their transactions
themselves.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from lezerprint.errors import StorageError, StorageUnavailableError
from lezerprint.files import rows
from lezerprint.files.disk import disk_errors
from lezerprint.files.errors import FileError
from lezerprint.files.events import FileDeleted, FileUploaded, nobody
from lezerprint.files.metadata import upload_metadata
from lezerprint.files.names import clean_folder, clean_name, with_suffix
from lezerprint.storage import trash
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import File
from lezerprint.storage.row_copies import restore

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from uuid import UUID

    from lezerprint.base.enums import FileType
    from lezerprint.files.events import FileEvent, Publish
    from lezerprint.files.incoming import IncomingFile
    from lezerprint.files.store import FileStore
    from lezerprint.storage.database import Storage

Row = TypeVar("Row")
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A new file, and the oldest that has the same content, if one has."""

    file: File
    duplicate_of: File | None


class Files:
    """Files of one upload directory and one database.

    Args:
        storage: The database.
        store: The directory.
        publish: Is told what happens.
        enqueue: Has a new file analysed; called in the transaction of its row, so that neither is there
            without the other.
    """

    def __init__(
        self,
        storage: Storage,
        store: FileStore,
        *,
        publish: Publish = nobody,
        enqueue: Callable[[File], object] | None = None,
    ) -> None:
        self.storage = storage
        self.store = store
        self._publish = publish
        self._enqueue = enqueue

    def tell(self, event: FileEvent) -> None:
        """Tell whoever listens."""
        try:
            self._publish(event)
        except Exception:
            _logger.exception("%s could not be published", event.event)

    def finish(self, incoming: IncomingFile, user_id: UUID, name: str, folder: str) -> Uploaded:
        """Keep a file that has come whole. If it raises, nothing is left of it.

        Args:
            incoming: All of it.
            user_id: Whose it is.
            name: What it is to be called, clean.
            folder: Where it is to be, clean.

        Raises:
            InvalidFileError: It is empty.
            UnsupportedFileError: It is not a file of a type that is taken.
            StorageError: Disk or database are full or away. If the database was lost in the very moment
                when it was told, a sweep finds out whether the file is there.
        """
        try:
            file_type = incoming.seal()
            incoming.place(file_type)
        except BaseException:
            incoming.discard()
            raise
        try:
            uploaded = self._insert(incoming, file_type, user_id, with_suffix(name, file_type), folder)
        except StorageUnavailableError:
            incoming.leave()  # it may have been lost after it was told
            raise
        except BaseException:
            incoming.discard()
            raise
        try:
            incoming.commit()
        except StorageError as error:
            _logger.warning("the claim of a file stays until the next sweep: %s", error)
        self.tell(FileUploaded(uploaded.file))
        return uploaded

    def _insert(
        self, incoming: IncomingFile, file_type: FileType, user_id: UUID, name: str, folder: str
    ) -> Uploaded:
        now = utc_now()
        with self.storage.transaction():
            file = File.create(
                id=incoming.file_id,
                user=user_id,
                original_name=name,
                file_name=incoming.file_name,
                file_path=incoming.file_name,
                file_type=file_type,
                file_size=incoming.size_bytes,
                metadata=upload_metadata(incoming.size_bytes, incoming.media_type, now),
                created_at=now,
                updated_at=now,
                folder=folder,
                sha256=incoming.sha256,
            )
            if self._enqueue is not None:
                self._enqueue(file)
            return Uploaded(file, rows.same_content(file))

    def get(self, file_id: UUID) -> File:
        """The file. Raises NoSuchFileError."""
        with self.storage.session():
            return rows.get(file_id)

    def change(self, file_id: UUID, *, name: str | None = None, folder: str | None = None) -> File:
        """Rename a file or move it; None leaves it. Its content stays where it is, also for a running job.

        Raises:
            NoSuchFileError: There is none.
            InvalidFileError: The name or the folder cannot be taken.
        """
        name = None if name is None else clean_name(name)
        folder = None if folder is None else clean_folder(folder)
        with self.storage.transaction():
            if name is not None:
                name = with_suffix(name, rows.get(file_id).file_type)
            return rows.change(file_id, name=name, folder=folder)

    def delete(self, file_id: UUID, keep: timedelta | None = None) -> File:
        """Delete a file and all that was made from it; the file as it was.

        Args:
            file_id: Which.
            keep: For how long it lies in the trash; None: it does not.

        Raises:
            NoSuchFileError: There is none.
            FileInUseError: Jobs need it.
            StorageError: Disk or database are away; a sweep does what was left undone.
        """
        if keep is None:
            with self.storage.session():
                rows.get(file_id)  # before anything is written for it
            file = self._erase(file_id, partial(rows.delete, file_id))
        else:  # what is on the disk stays as it is
            with self.storage.transaction():
                file = rows.delete(file_id, keep)
        self.tell(FileDeleted(file.id, file.user_id))
        return file

    def restore(self, file_id: UUID) -> File:
        """Bring a file back from the trash, as it was; one that was not analysed yet is analysed.

        Raises:
            NoSuchEntryError: It does not lie in the trash.
            StorageError: The database is away.
        """
        with self.storage.transaction():
            entry = trash.take(file_id)
            restore(entry.rows, {"user": entry.user_id})
            file = rows.get(file_id)
            if file.processed_at is None and self._enqueue is not None:
                self._enqueue(file)
        self.tell(FileUploaded(file))
        return file

    def purge(self, file_id: UUID) -> None:
        """Remove a file from the trash, with all that was made from it.

        Raises:
            NoSuchEntryError: It does not lie in the trash.
            FileInUseError: Somebody else does so.
            StorageError: Disk or database are away; a sweep does what was left undone.
        """
        with self.storage.session():
            trash.get(file_id)
        self._erase(file_id, partial(trash.take, file_id))

    def _erase(self, file_id: UUID, forget: Callable[[], Row]) -> Row:
        """Remove a file's row, and then all that is on the disk; what `forget` returns."""
        with disk_errors():
            self.store.prepare()
            claim = self.store.claim(file_id)
        try:
            with disk_errors():
                claim.keep()
            with self.storage.transaction():
                row = forget()
            with disk_errors():
                self.store.erase(file_id)
                claim.drop()
        except (FileError, trash.NoSuchEntryError):  # the row stays as it is
            claim.drop()
            raise
        finally:
            claim.leave()
        return row
