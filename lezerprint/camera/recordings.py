"""Recordings on disk: each a video and a record beside it, in one folder.

    ID.json        what is known of it
    ID.deleted     the same while it lies in the trash
    ID.part.mp4    while it grows: fragmented, so that it can be played at any moment, however it ends
    ID.mp4         afterwards: rewritten, so that a browser can play it before all of it has come

Whatever is killed, the video is one of the two. What was not rewritten is, when the next recorder starts.
"""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from lezerprint.base import durable
from lezerprint.camera.errors import NoSuchRecordingError
from lezerprint.errors import StorageFullError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEAST_FREE_BYTES: Final = 500_000_000
"""No recording begins or goes on with less: database, journal and logs share the disk."""


class Quality(StrEnum):
    """How good a recording is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording.

    Attributes:
        user_id: Who began it.
        started_at: In seconds since 1970.
        ended_at: The same; None while it goes on.
        reason: Why it ended; None while it goes on.
    """

    id: UUID
    camera: str
    quality: Quality
    user_id: UUID
    started_at: float
    ended_at: float | None = None
    reason: str | None = None

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def of_json(cls, text: str) -> Recording:
        """As it was kept; ValueError, TypeError or KeyError: it is none."""
        kept: dict[str, Any] = json.loads(text)
        kept |= {
            "id": UUID(kept["id"]),
            "user_id": UUID(kept["user_id"]),
            "quality": Quality(kept["quality"]),
        }
        return cls(**kept)


class Recordings:
    """All of them. Thread-safe.

    Args:
        folder: Where they are; made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._being_written: set[UUID] = set()
        self._guard = threading.Lock()

    def begin(self, camera: str, quality: Quality, user_id: UUID) -> Recording:
        """A new one, whose video is to be written to `part_path`.

        Raises:
            StorageFullError: There is too little room.
            OSError: It cannot be written.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.check_space()
        recording = Recording(uuid4(), camera, quality, user_id, time.time())
        with self._guard:
            self._being_written.add(recording.id)
        self._keep(recording)
        return recording

    def check_space(self) -> None:
        """Raise StorageFullError where there is too little room to record."""
        status = os.statvfs(self._folder)
        if status.f_bavail * status.f_frsize < LEAST_FREE_BYTES:
            raise StorageFullError(
                f"less than {LEAST_FREE_BYTES // 1_000_000} MB are free: delete recordings or other files"
            )

    def end(self, recording: Recording, reason: str) -> Recording:
        """Note that its video is whole, and why it ended."""
        ended = replace(recording, ended_at=time.time(), reason=reason)
        with suppress(OSError):  # a full disk: at the next start it counts as interrupted
            self._keep(ended)
        with self._guard:
            self._being_written.discard(recording.id)
        return ended

    def take_interrupted(self, camera: str) -> list[Recording]:
        """Those of this camera that nobody writes any more, and nobody has ended; the caller is to do so."""
        taken = []
        for recording in self.all():
            with self._guard:
                free = recording.id not in self._being_written
                if free and recording.ended_at is None and recording.camera == camera:
                    self._being_written.add(recording.id)
                    taken.append(recording)
        return taken

    def all(self) -> list[Recording]:
        """The newest first."""
        return sorted(self._read_all(), key=lambda one: one.started_at, reverse=True)

    def get(self, recording_id: UUID) -> Recording:
        """One of them.

        Raises:
            NoSuchRecordingError: There is none.
        """
        with suppress(OSError, ValueError, TypeError, KeyError):
            return Recording.of_json(self._record_path(recording_id).read_text("utf-8"))
        raise NoSuchRecordingError(f"there is no recording {recording_id}")

    def path(self, recording_id: UUID) -> Path:
        """Its video, as it is now.

        Raises:
            NoSuchRecordingError: There is none.
        """
        for path in (self.final_path(recording_id), self.part_path(recording_id)):
            if path.is_file():
                return path
        raise NoSuchRecordingError(f"the recording {recording_id} has no video")

    def size_bytes(self, recording_id: UUID) -> int:
        """How long its video is now; 0 where there is none."""
        with suppress(NoSuchRecordingError, OSError):
            return self.path(recording_id).stat().st_size
        return 0

    def hide(self, recording_id: UUID) -> None:
        """Have nobody but `show` and `delete` know of it; the caller has seen to it that it has ended.

        Raises:
            NoSuchRecordingError: There is none.
        """
        try:
            durable.rename(self._record_path(recording_id), self._hidden_path(recording_id))
        except FileNotFoundError as error:
            raise NoSuchRecordingError(f"there is no recording {recording_id}") from error

    def show(self, recording_id: UUID) -> None:
        """Undo `hide`.

        Raises:
            NoSuchRecordingError: There is none.
        """
        if not self._record_path(recording_id).is_file():
            try:
                durable.rename(self._hidden_path(recording_id), self._record_path(recording_id))
            except FileNotFoundError as error:
                raise NoSuchRecordingError(f"there is no recording {recording_id}") from error

    def is_shown(self, recording_id: UUID) -> bool:
        """Whether there is such a recording, and it is not hidden."""
        return self._record_path(recording_id).is_file()

    def delete(self, recording_id: UUID) -> None:
        """Remove it; the caller has seen to it that it has ended."""
        for path in (
            self.final_path(recording_id),
            self.part_path(recording_id),
            self._record_path(recording_id),
            self._hidden_path(recording_id),
        ):
            path.unlink(missing_ok=True)

    def part_path(self, recording_id: UUID) -> Path:
        """Where its video grows."""
        return self._folder / f"{recording_id}.part.mp4"

    def final_path(self, recording_id: UUID) -> Path:
        """Where its video is in the end."""
        return self._folder / f"{recording_id}.mp4"

    def _record_path(self, recording_id: UUID) -> Path:
        return self._folder / f"{recording_id}.json"

    def _hidden_path(self, recording_id: UUID) -> Path:
        return self._folder / f"{recording_id}.deleted"

    def _keep(self, recording: Recording) -> None:
        durable.write(self._record_path(recording.id), recording.to_json().encode())

    def _read_all(self) -> Iterator[Recording]:
        for path in self._folder.glob("*.json"):
            with suppress(OSError, ValueError, TypeError, KeyError):
                yield Recording.of_json(path.read_text("utf-8"))
