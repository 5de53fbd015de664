"""PrintStreamerActor: makes the spool of a job, and keeps checkpoints of its progress on disk."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from actors.messages.job import PreparationFailed, Prepared, StreamerReady
from actors.messages.serial import LinkDown, LinkUp, PortEvents, PortReport
from actors.messages.streamer import Prepare, Spooled
from actors.supervision import Address, SupervisedActor
from lezerprint.errors import LezerPrintError
from lezerprint.gcode.spooling import write_spool

if TYPE_CHECKING:
    from actors.supervision import Context
    from lezerprint.jobs.store import JobStore

_logger = logging.getLogger(__name__)
_CHECKPOINT_SECONDS: Final = 1.0


class PrintStreamerActor(SupervisedActor):
    """The stream itself is the port process's: it is handed a job, not lines."""

    def __init__(self, context: Context, store: JobStore) -> None:
        super().__init__(context)
        self._store = store
        self._spooling: set[str] = set()
        self._checkpoint_at = 0.0
        self._checkpoint: dict[str, Any] = {}

    def on_start(self) -> None:
        """Say that preparations of an earlier life are forgotten."""
        self.sibling("job").tell(StreamerReady())

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.streamer`, and the link's reports."""
        match message:
            case Prepare(job_id, source):
                self._prepare(job_id, Path(source))
            case Spooled(job_id, error):
                self._spooling.discard(job_id)
                done = Prepared(job_id) if error is None else PreparationFailed(job_id, error)
                self.sibling("job").tell(done)
            case PortReport(_, report) | LinkUp(_, report):
                self._keep_checkpoint(report)
            case LinkDown() | PortEvents():
                pass
            case _:
                return super().on_receive(message)
        return None

    def _prepare(self, job_id: str, source: Path) -> None:
        if job_id not in self._spooling:
            self._spooling.add(job_id)
            _Spooling(job_id, source, self._store.spool_path(job_id), self.address).start()

    def _keep_checkpoint(self, report: dict[str, Any]) -> None:
        job = report.get("job")
        now = time.monotonic()
        if not job or job == self._checkpoint or now < self._checkpoint_at:
            return
        self._checkpoint, self._checkpoint_at = job, now + _CHECKPOINT_SECONDS
        self._store.save_checkpoint(
            job["job"], {**job, "temperatures": report["temperatures"], "at": time.time()}
        )


class _Spooling(threading.Thread):
    """A file of some hundred megabytes takes longer than an actor may take over one message."""

    def __init__(self, job_id: str, source: Path, destination: Path, owner: Address) -> None:
        super().__init__(name=f"spooling {job_id}", daemon=True)
        self._job_id = job_id
        self._source = source
        self._destination = destination
        self._owner = owner

    def run(self) -> None:
        """Write the spool and tell. One that is there is whole, and may be in use."""
        error = None
        try:
            if not self._destination.exists():
                self._destination.parent.mkdir(parents=True, exist_ok=True)
                write_spool(self._source, self._destination)
        except LezerPrintError as refused:
            error = str(refused)
        except OSError as failed:
            error = f"cannot write the spool: {failed.strerror or failed}"
        except Exception as broken:
            # Unanswered, the job would be prepared for ever.
            _logger.exception("the spool of %s could not be made", self._source)
            error = f"{type(broken).__name__}: {broken}"
        self._owner.tell(Spooled(self._job_id, error))
