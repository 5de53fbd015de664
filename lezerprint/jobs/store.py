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
from lezerprint.base.backoff import Backoff
from lezerprint.base.enums import JobState
from lezerprint.base.write_behind import WriteBehind
from lezerprint.jobs.checkpoint import Checkpoint
from lezerprint.jobs.job import Job
from lezerprint.jobs.open_alerts import OpenAlerts
from lezerprint.port.contract.coding import ContractError, decoded, encoded

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

_logger = logging.getLogger(__name__)
_BACKOFF: Final = Backoff(first_seconds=0.5, cap_seconds=1.0)


class JobStore:
    """The jobs of one data directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._newest: dict[str, Job] = {}
        self._guard = threading.Lock()
        self._writing: WriteBehind[Path, bytes | None] = WriteBehind(
            "files of jobs", _replace, OSError, _BACKOFF, keeps_order=False
        )

    def spool_path(self, job_id: UUID) -> Path:
        """Where the job's commands are."""
        return self._folder / job_id.hex / "commands.spool"

    def forecast_path(self, job_id: UUID) -> Path:
        """Where it stands what the job will take."""
        return self._folder / job_id.hex / "forecast.json"

    def remove_spool(self, job_id: UUID) -> None:
        """The job's commands are needed no more; returns at once."""
        self._writing.put(self.spool_path(job_id), None)

    def save(self, job: Job) -> None:
        """Keep this as how the job stands; returns at once."""
        with self._guard:
            newest = self._newest.get(job.printer)
            if job.state is JobState.QUEUED:  # it went back into the queue
                if newest is not None and newest.id == job.id:
                    del self._newest[job.printer]
            elif newest is None or job.created_at >= newest.created_at:
                self._newest[job.printer] = job
        self._writing.put(self._folder / job.id.hex / "job.json", _encoded(job.as_data()))

    def save_checkpoint(self, job_id: UUID, checkpoint: Checkpoint) -> None:
        """Keep how far it is: all that is left of a print when the host loses power."""
        self._writing.put(self._folder / job_id.hex / "checkpoint.json", encoded(checkpoint))

    def checkpoint(self, job_id: UUID) -> Checkpoint | None:
        """The last checkpoint, be it on disk yet or not; None where there is none that can be read."""
        data = self._read(self._folder / job_id.hex / "checkpoint.json")
        try:
            return None if data is None else decoded(Checkpoint, data)
        except ContractError:
            _logger.warning("the checkpoint of %s cannot be read", job_id)
            return None

    def save_open_alerts(self, printer: str, alerts: OpenAlerts) -> None:
        """Keep what is the matter at a printer."""
        self._writing.put(self._alerts_path(printer), _encoded(alerts.as_data()))

    def open_alerts(self, printer: str, now: float) -> OpenAlerts:
        """What was the matter at a printer when that was kept last; `now` is of a monotonic clock."""
        path = self._alerts_path(printer)
        try:
            return OpenAlerts(self._read(path), now)
        except (KeyError, TypeError, ValueError):
            _logger.warning("%s cannot be read", path)
            return OpenAlerts(now=now)

    def _alerts_path(self, printer: str) -> Path:
        return self._folder / f"alerts-{printer}.json"

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
        with self._guard:
            if (newest := self._newest.get(printer)) is not None:
                return newest
        found = (_job(path, self._read(path)) for path in self._folder.glob("*/job.json"))
        jobs = [job for job in found if job and job.printer == printer and job.state is not JobState.QUEUED]
        return max(jobs, key=lambda job: job.created_at, default=None)

    def flush(self, timeout_seconds: float) -> bool:
        """Wait until all is on disk; False if that takes too long."""
        return self._writing.flush(timeout_seconds)

    def close(self, timeout_seconds: float = 2.0) -> None:
        """Write what is left, if the disk lets us, and end."""
        self._writing.close(timeout_seconds)

    def _read(self, path: Path) -> dict[str, Any] | None:
        waiting = self._writing.get(path)
        return _read(path) if waiting is None else _decoded(waiting)


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
        _logger.warning("%s is not a job", path)
        return None
