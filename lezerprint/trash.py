"""The trash: what users deleted can be restored for a while.

What lies there has no row but its entry, so that nothing else knows of it; files and videos stay on the disk.
The methods wait for disk and database, so they are for threads; they open their transactions themselves.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lezerprint.base.enums import TrashKind
from lezerprint.errors import LezerPrintError
from lezerprint.files.disk import disk_errors
from lezerprint.jobs import print_jobs
from lezerprint.slicing import profile_rows
from lezerprint.storage import trash
from lezerprint.storage.fields import utc_now
from lezerprint.storage.trash import Deleted, NoSuchEntryError
from lezerprint.timelapse.store import TimelapseStore

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from lezerprint.camera.recordings import Recordings
    from lezerprint.files.service import Files
    from lezerprint.storage.database import Storage
    from lezerprint.storage.models import File, PrintJob, PrintProfile, TrashEntry
    from lezerprint.storage.trash import TrashFilter

_logger = logging.getLogger(__name__)


class Trash:
    """The trash of one server.

    Args:
        files: The files.
        recording_dir: Where recordings are.
        timelapse_dir: Where the pictures and films of jobs are.
        keep_hours: For how long things lie there; 0: they are deleted at once.
    """

    def __init__(self, files: Files, recording_dir: Path, timelapse_dir: Path, keep_hours: float) -> None:
        self._files = files
        self._storage: Storage = files.storage
        self._recording_dir = recording_dir
        self._timelapses = TimelapseStore(timelapse_dir)
        self.keep = timedelta(hours=keep_hours) if keep_hours else None

    # Deleting.

    def delete_file(self, file_id: UUID) -> File:
        """Delete a file; see `Files.delete`."""
        return self._files.delete(file_id, self.keep)

    def delete_job(self, job_id: UUID) -> PrintJob:
        """Delete a job; see `print_jobs.delete`."""
        with self._storage.transaction():
            deleted = print_jobs.delete(job_id, self.keep)
        if self.keep is None:
            self._timelapses.delete(job_id)
        return deleted

    def delete_profile(self, profile_id: UUID, user_id: UUID) -> PrintProfile:
        """Delete a profile, as this user; see `profile_rows.delete`."""
        with self._storage.transaction():
            return profile_rows.delete(self._storage, profile_id, self.keep, user_id)

    def delete_recording(self, recording_id: UUID, user_id: UUID) -> None:
        """Delete a recording of this user that has ended.

        Raises:
            NoSuchRecordingError: There is none.
            StorageError: Disk or database are away.
        """
        recordings = self._recordings()
        with disk_errors():
            if self.keep is None:
                recordings.delete(recording_id)
                return
            found = recordings.get(recording_id)
            size_bytes = recordings.size_bytes(recording_id)
        name = f"{found.camera} {datetime.fromtimestamp(found.started_at, UTC):%Y-%m-%d %H:%M}"
        # First the entry: of what is hidden without one nobody would know.
        with self._storage.transaction():
            kept = Deleted(recording_id, TrashKind.RECORDING, name, user_id, size_bytes, [], self.keep)
            trash.put(kept)
        with disk_errors():
            recordings.hide(recording_id)

    # What lies there.

    def page(self, which: TrashFilter, limit: int, offset: int) -> tuple[int, int, list[TrashEntry]]:
        """How many entries there are, how many bytes they have on the disk, and some, the newest first."""
        with self._storage.session():
            return trash.page(which, limit, offset)

    def get(self, entry_id: UUID) -> TrashEntry:
        """One of them. Raises NoSuchEntryError."""
        with self._storage.session():
            return trash.get(entry_id)

    def restore(self, entry: TrashEntry) -> None:
        """Bring one back, as it was.

        Raises:
            NoSuchEntryError: It does not lie there any more.
            NotPrintableError: It is a job whose file is gone.
            ProfileConflictError: It is a profile whose name is taken.
            StorageError: Disk or database are away.
        """
        match entry.kind:
            case TrashKind.FILE:
                self._files.restore(entry.id)
            case TrashKind.JOB:
                self._storage.run(print_jobs.restore_deleted, entry.id)
            case TrashKind.PROFILE:
                self._storage.run(profile_rows.restore_deleted, self._storage, entry.id)
            case TrashKind.RECORDING:
                self._restore_recording(entry.id)

    def purge(self, entry: TrashEntry) -> None:
        """Remove one for good.

        Raises:
            NoSuchEntryError: It does not lie there any more.
            StorageError: Disk or database are away.
        """
        match entry.kind:
            case TrashKind.FILE:
                self._files.purge(entry.id)
            case TrashKind.RECORDING:
                self._purge_recording(entry.id)
            case TrashKind.JOB:
                self._storage.run(trash.take, entry.id)
                self._timelapses.delete(entry.id)
            case _:
                self._storage.run(trash.take, entry.id)

    def empty(self, which: TrashFilter) -> int:
        """Remove several for good; how many there were."""
        with self._storage.session():
            count = trash.page(which, 1, 0)[0]
            entries = trash.page(which, count, 0)[2]
        return self._purge_all(entries)

    def purge_expired(self, now: datetime | None = None) -> int:
        """Remove those whose time is over; how many there were."""
        with self._storage.session():
            entries = trash.expired(now or utc_now())
        return self._purge_all(entries)

    def _purge_all(self, entries: list[TrashEntry]) -> int:
        count = 0
        for entry in entries:
            try:
                self.purge(entry)
                count += 1
            except NoSuchEntryError:  # restored or purged meanwhile
                continue
            except LezerPrintError as error:
                _logger.warning("%s stays in the trash for now: %s", entry.name, error)
        return count

    def _restore_recording(self, recording_id: UUID) -> None:
        with self._storage.session():
            trash.get(recording_id)
        with disk_errors():
            self._recordings().show(recording_id)
        self._storage.run(trash.take, recording_id)

    def _purge_recording(self, recording_id: UUID) -> None:
        """One that can be seen was restored, or not quite deleted, when the server was killed: it stays."""
        recordings = self._recordings()
        if not recordings.is_shown(recording_id):
            with disk_errors():
                recordings.delete(recording_id)
        self._storage.run(trash.take, recording_id)

    def _recordings(self) -> Recordings:
        from lezerprint.camera.recordings import Recordings  # noqa: PLC0415 - who has no camera needs none

        return Recordings(self._recording_dir)
