"""Time-lapses on disk, a folder for each job.

    session.json     how it is taken, and whether it has ended
    frames.jsonl     a line for each frame, written after its file
    000001.jpg …     the frames
    film.mp4         what was made of them, and poster.jpg

The folder is the truth; rows follow behind the backlog. What a kill leaves without a line is overwritten by
the next frame.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID

from lezerprint.base import durable
from lezerprint.errors import StorageFullError
from lezerprint.timelapse.session import FrameRecord, Session

if TYPE_CHECKING:
    from pathlib import Path

LEAST_FREE_BYTES: Final = 500_000_000
"""No frame is taken and no film is made with less: database, journal and logs share the disk."""

FILM: Final = "film.mp4"
POSTER: Final = "poster.jpg"
_SESSION: Final = "session.json"
_FRAMES: Final = "frames.jsonl"


class TimelapseStore:
    """The folders of all jobs.

    Args:
        folder: Where they are; made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def folder_of(self, job_id: UUID) -> Path:
        """Of one job, be it there or not."""
        return self._folder / job_id.hex

    def film_path(self, job_id: UUID) -> Path:
        """Where its film is, if there is one."""
        return self.folder_of(job_id) / FILM

    def poster_path(self, job_id: UUID) -> Path:
        """Where the picture is that stands for the film."""
        return self.folder_of(job_id) / POSTER

    def frame_path(self, job_id: UUID, number: int) -> Path:
        """Where a frame is."""
        return self.folder_of(job_id) / f"{number:06}.jpg"

    def check_space(self) -> None:
        """Raise StorageFullError where there is too little room."""
        folder = next(one for one in (self._folder, *self._folder.parents) if one.is_dir())
        status = os.statvfs(folder)
        if status.f_bavail * status.f_frsize < LEAST_FREE_BYTES:
            raise StorageFullError(
                f"less than {LEAST_FREE_BYTES // 1_000_000} MB are free: delete recordings or other files"
            )

    # Sessions.

    def save(self, session: Session) -> None:
        """Keep this; OSError: the disk refuses."""
        durable.write(self.folder_of(session.job_id) / _SESSION, session.to_json())

    def load(self, job_id: UUID) -> Session | None:
        """The session of a job; None: there is none that can be read."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            return Session.of_json((self.folder_of(job_id) / _SESSION).read_bytes())
        return None

    def sessions(self, printer: str) -> list[Session]:
        """All of a printer."""
        found = (self.load(job_id) for job_id in self.job_ids())
        return [one for one in found if one is not None and one.printer == printer]

    def job_ids(self) -> list[UUID]:
        """The jobs that have a folder."""
        found = []
        for path in self._folder.glob("*"):
            with suppress(ValueError):
                found.append(UUID(path.name))
        return found

    # Frames.

    def frames(self, job_id: UUID) -> list[FrameRecord]:
        """In order; a line that a kill has cut is passed over."""
        found: dict[int, FrameRecord] = {}
        with suppress(OSError):
            for line in (self.folder_of(job_id) / _FRAMES).read_bytes().splitlines():
                with suppress(ValueError, TypeError, KeyError):
                    frame = FrameRecord.of_line(line)
                    found.setdefault(frame.number, frame)
        return [found[number] for number in sorted(found)]

    def add(self, job_id: UUID, frame: FrameRecord, jpeg: bytes | None) -> None:
        """Keep a frame; OSError: the disk refuses, and the frame is not there."""
        folder = self.folder_of(job_id)
        if jpeg is not None:
            path = self.frame_path(job_id, frame.number)
            draft = path.with_suffix(".new")
            draft.write_bytes(jpeg)
            draft.rename(path)
        descriptor = os.open(folder / _FRAMES, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            end = os.lseek(descriptor, 0, os.SEEK_END)
            cut = end > 0 and os.pread(descriptor, 1, end - 1) != b"\n"
            os.write(descriptor, (b"\n" if cut else b"") + frame.to_line())
        finally:
            os.close(descriptor)

    def frame_count(self, job_id: UUID) -> int:
        """How many frames have a file."""
        return sum(1 for _ in self.folder_of(job_id).glob("[0-9]*.jpg"))

    def changed_at(self, job_id: UUID) -> float:
        """When its last frame was kept, or else its folder was made, in seconds since 1970."""
        for path in (self.folder_of(job_id) / _FRAMES, self.folder_of(job_id)):
            with suppress(OSError):
                return path.stat().st_mtime
        return 0.0

    # The end of it.

    def delete(self, job_id: UUID) -> None:
        """Remove all of a job."""
        shutil.rmtree(self.folder_of(job_id), ignore_errors=True)

    def delete_film(self, job_id: UUID) -> None:
        """Remove its film, and leave its frames."""
        self.film_path(job_id).unlink(missing_ok=True)
        self.poster_path(job_id).unlink(missing_ok=True)

    def delete_frames(self, job_id: UUID) -> None:
        """Remove its frames, and leave its film."""
        for path in self.folder_of(job_id).glob("[0-9]*.jpg"):
            path.unlink(missing_ok=True)
