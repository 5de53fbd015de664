"""Jobs on disk, one folder each: `job.json`, spool, forecast, and `checkpoint.json`.

Writing is done behind the caller's back by one thread, the newest of each file winning, so that a disk
that stalls or is full holds up nobody: what cannot be written waits until it can. A file is replaced whole.
"""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING, Any, Final

from lezerprint.base import durable
from lezerprint.base.enums import JobState
from lezerprint.jobs.checkpoint import Checkpoint
from lezerprint.jobs.job import Job
from lezerprint.port.contract.coding import ContractError, decoded, encoded

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

_logger = logging.getLogger(__name__)
_RETRY_SECONDS: Final = 1.0


class JobStore:
    """The jobs of one data directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._newest: dict[str, Job] = {}
        self._waiting: dict[Path, bytes | None] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._failing = False
        self._thread = threading.Thread(target=self._write_behind, name="job-store", daemon=True)
        self._thread.start()

    def spool_path(self, job_id: UUID) -> Path:
        """Where the job's commands are."""
        return self._folder / job_id.hex / "commands.spool"

    def forecast_path(self, job_id: UUID) -> Path:
        """Where it stands what the job will take."""
        return self._folder / job_id.hex / "forecast.json"

    def remove_spool(self, job_id: UUID) -> None:
        """The job's commands are needed no more; returns at once."""
        self._put(self.spool_path(job_id), None)

    def save(self, job: Job) -> None:
        """Keep this as how the job stands; returns at once."""
        with self._changed:
            newest = self._newest.get(job.printer)
            if job.state is JobState.QUEUED:  # it went back into the queue
                if newest is not None and newest.id == job.id:
                    del self._newest[job.printer]
            elif newest is None or job.created_at >= newest.created_at:
                self._newest[job.printer] = job
        self._put(self._folder / job.id.hex / "job.json", _encoded(job.as_data()))

    def save_checkpoint(self, job_id: UUID, checkpoint: Checkpoint) -> None:
        """Keep how far it is: all that is left of a print when the host loses power."""
        self._put(self._folder / job_id.hex / "checkpoint.json", encoded(checkpoint))

    def checkpoint(self, job_id: UUID) -> Checkpoint | None:
        """The last checkpoint, be it on disk yet or not; None where there is none that can be read."""
        data = self._read(self._folder / job_id.hex / "checkpoint.json")
        try:
            return None if data is None else decoded(Checkpoint, data)
        except ContractError:
            _logger.warning("the checkpoint of %s cannot be read", job_id)
            return None

    def heard_until(self, printer: str) -> int | None:
        """The last event of the port process that is known to the record of the job that is not over."""
        job = self.latest(printer)
        if job is None or job.has_ended:
            return None
        checkpoint = self.checkpoint(job.id)
        return max(job.port_sequence, checkpoint.sequence if checkpoint else 0) or None

    def get(self, job_id: UUID) -> Job | None:
        """The job of this id: as it was saved here last, be it on disk yet or not."""
        path = self._folder / job_id.hex / "job.json"
        return _job(path, self._read(path))

    def latest(self, printer: str) -> Job | None:
        """The printer's newest job that left the queue: as it was saved here last, on disk yet or not."""
        with self._changed:
            if (newest := self._newest.get(printer)) is not None:
                return newest
        found = (_job(path, self._read(path)) for path in self._folder.glob("*/job.json"))
        jobs = [job for job in found if job and job.printer == printer and job.state is not JobState.QUEUED]
        return max(jobs, key=lambda job: job.created_at, default=None)

    def flush(self, timeout_seconds: float) -> bool:
        """Wait until all is on disk; False if that takes too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout_seconds)

    def close(self, timeout_seconds: float = 2.0) -> None:
        """Write what is left, if the disk lets us, and end."""
        if not self.flush(timeout_seconds):
            _logger.error("the disk takes nothing: %d files are not written", len(self._waiting))
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _read(self, path: Path) -> dict[str, Any] | None:
        with self._changed:
            waiting = self._waiting.get(path)
        return _read(path) if waiting is None else _decoded(waiting)

    def _put(self, path: Path, data: bytes | None) -> None:
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
                if self._try_later(path, error):
                    continue
                return
            with self._changed:
                self._failing = False
                if self._waiting[path] is data:
                    del self._waiting[path]
                self._changed.notify_all()

    def _try_later(self, path: Path, error: OSError) -> bool:
        """Wait a while, and let other files go first; False if there is no later."""
        if not self._failing:
            _logger.warning("cannot write %s, which waits until it can: %s", path, error)
        self._failing = True
        with self._changed:
            self._waiting[path] = self._waiting.pop(path)
            return not self._changed.wait_for(lambda: self._closed, _RETRY_SECONDS)


def _encoded(data: dict[str, Any]) -> bytes:
    return json.dumps(data).encode()


def _replace(path: Path, data: bytes | None) -> None:
    """Put this in the file's place; None removes it."""
    if data is None:
        path.unlink(missing_ok=True)
        return
    durable.write(path, data)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return _decoded(path.read_bytes())
    except OSError:
        return None


def _decoded(text: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _job(path: Path, data: dict[str, Any] | None) -> Job | None:
    try:
        return Job.from_data(data) if data else None
    except ValueError:
        _logger.warning("%s is no job", path)
        return None
