"""Jobs on disk, one folder each: `job.json`, the spool, and `checkpoint.json`.

Writing is done behind the caller's back by one thread, the newest of each file winning, so that a disk
that stalls holds up nobody. A file is replaced whole.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from lezerprint.jobs.states import JobState

if TYPE_CHECKING:
    from pathlib import Path

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A file on its way through a printer. Times are seconds since 1970."""

    id: str
    printer: str
    name: str
    source: str
    state: JobState
    created_at: float
    started_at: float | None = None
    ended_at: float | None = None
    reason: str = ""

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


class JobStore:
    """The jobs of one data directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: dict[Path, dict[str, Any]] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._write_behind, name="job-store", daemon=True)
        self._thread.start()

    def spool_path(self, job_id: str) -> Path:
        """Where the job's commands are."""
        return self._folder / job_id / "commands.spool"

    def save(self, job: Job) -> None:
        """Keep this as how the job stands; returns at once."""
        self._put(self._folder / job.id / "job.json", job.as_data())

    def save_checkpoint(self, job_id: str, progress: dict[str, Any]) -> None:
        """Keep how far it is: all that is left of a print when the host loses power."""
        self._put(self._folder / job_id / "checkpoint.json", progress)

    def checkpoint(self, job_id: str) -> dict[str, Any] | None:
        """The last checkpoint on disk."""
        return _read(self._folder / job_id / "checkpoint.json")

    def latest(self, printer: str) -> Job | None:
        """The printer's newest job."""
        jobs = [
            job for path in self._folder.glob("*/job.json") if (job := _job(path)) and job.printer == printer
        ]
        return max(jobs, key=lambda job: job.created_at, default=None)

    def flush(self, timeout_seconds: float) -> bool:
        """Wait until all is on disk; False if that takes too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout_seconds)

    def close(self, timeout_seconds: float = 2.0) -> None:
        """Write what is left, if the disk lets us, and end."""
        self.flush(timeout_seconds)
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _put(self, path: Path, data: dict[str, Any]) -> None:
        with self._changed:
            self._waiting[path] = data
            self._changed.notify_all()

    def _write_behind(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                path, data = next(iter(self._waiting.items()))
            try:
                _replace(path, data)
            except OSError as error:
                # A full disk must not end a print: the next change is the next try.
                _logger.warning("cannot write %s: %s", path, error)
            with self._changed:
                if self._waiting.get(path) is data:
                    del self._waiting[path]
                self._changed.notify_all()


def _replace(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    with temporary.open("w") as file:
        json.dump(data, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        data = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def _job(path: Path) -> Job | None:
    data = _read(path)
    try:
        return Job(**{**data, "state": JobState(data["state"])}) if data else None
    except (KeyError, TypeError, ValueError):
        _logger.warning("%s is no job", path)
        return None
