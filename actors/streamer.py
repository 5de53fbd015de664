"""PrintStreamerActor: makes the spool of a job, and keeps checkpoints of its progress on disk."""

from __future__ import annotations

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

_CHECKPOINT_SECONDS: Final = 1.0


class PrintStreamerActor(SupervisedActor):
    """The stream itself is the port process's: it is handed a job, not lines."""

    def __init__(self, context: Context, store: JobStore) -> None:
        super().__init__(context)
        self._store = store
        self._checkpoint_at = 0.0

    def on_start(self) -> None:
        """Say that preparations of an earlier life are forgotten."""
        self.sibling("job").tell(StreamerReady())

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.streamer`, and the link's reports."""
        match message:
            case Prepare(job_id, source):
                _Spooling(job_id, Path(source), self._store.spool_path(job_id), self.address).start()
            case Spooled(job_id, None):
                self.sibling("job").tell(Prepared(job_id))
            case Spooled(job_id, str(error)):
                self.sibling("job").tell(PreparationFailed(job_id, error))
            case PortReport(_, report) | LinkUp(_, report):
                self._keep_checkpoint(report)
            case LinkDown() | PortEvents():
                pass
            case _:
                return super().on_receive(message)
        return None

    def _keep_checkpoint(self, report: dict[str, Any]) -> None:
        job = report.get("job")
        now = time.monotonic()
        if not job or now < self._checkpoint_at:
            return
        self._checkpoint_at = now + _CHECKPOINT_SECONDS
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
        """Write the spool and tell."""
        try:
            self._destination.parent.mkdir(parents=True, exist_ok=True)
            summary = write_spool(self._source, self._destination)
        except LezerPrintError as error:
            self._owner.tell(Spooled(self._job_id, str(error)))
        except OSError as error:
            self._owner.tell(Spooled(self._job_id, f"cannot write the spool: {error.strerror}"))
        else:
            self._owner.tell(Spooled(self._job_id, None, summary.skipped_count))
