"""PrintStreamerActor: prepares jobs for printing, and keeps checkpoints of their progress on disk."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from actors.messages.job import PreparationFailed, Prepared, StreamerReady
from actors.messages.serial import LinkDown, LinkUp, PortEvents, PortReport
from actors.messages.streamer import Forget, PreparationEnded, Prepare
from actors.supervision import Address, SupervisedActor
from lezerprint.errors import LezerPrintError
from lezerprint.jobs.checkpoint import Checkpoint

if TYPE_CHECKING:
    from actors.supervision import Context
    from lezerprint.jobs.job import Job
    from lezerprint.jobs.preparation import Preparation, Ready
    from lezerprint.port.contract.run_report import RunReport
    from lezerprint.port.contract.snapshot import Snapshot

_logger = logging.getLogger(__name__)
_CHECKPOINT_SECONDS: Final = 1.0


class PrintStreamerActor(SupervisedActor):
    """The stream itself is the port process's: it is handed a job, not lines."""

    passes_over = (PortReport, LinkUp)

    def __init__(self, context: Context, preparation: Preparation) -> None:
        super().__init__(context)
        self._preparation = preparation
        self._store = preparation.store
        self._preparing: dict[UUID, threading.Event] = {}
        self._again: dict[UUID, Job] = {}
        self._checkpoint_at = 0.0
        self._checkpoint: RunReport | None = None

    def on_start(self) -> None:
        """Say that preparations of an earlier life are forgotten."""
        self.sibling("job").tell(StreamerReady())

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.streamer`, and the link's reports."""
        match message:
            case Prepare(job):
                self._prepare(job)
            case Forget(job_id):
                self._again.pop(job_id, None)
                if cancelled := self._preparing.get(job_id):
                    cancelled.set()
            case PreparationEnded(job_id, ready, error):
                self._ended(job_id, ready, error)
            case PortReport(_, report) | LinkUp(_, report):
                self._keep_checkpoint(report)
            case LinkDown() | PortEvents():
                pass
            case _:
                return super().on_receive(message)
        return None

    def release(self) -> None:
        """What is being prepared is begun again by the next life."""
        for cancelled in self._preparing.values():
            cancelled.set()

    def _prepare(self, job: Job) -> None:
        if job.id not in self._preparing:
            cancelled = self._preparing[job.id] = threading.Event()
            _Preparing(job, self._preparation, cancelled, self.address).start()
        elif self._preparing[job.id].is_set():  # forgotten, and wanted again
            self._again[job.id] = job

    def _ended(self, job_id: UUID, ready: Ready | None, error: str) -> None:
        self._preparing.pop(job_id, None)
        if job_id in self._again:
            self._prepare(self._again.pop(job_id))
        else:
            done = Prepared(job_id, ready) if ready is not None else PreparationFailed(job_id, error)
            self.sibling("job").tell(done)

    def _keep_checkpoint(self, report: Snapshot) -> None:
        run = report.job
        now = time.monotonic()
        if run is None or run == self._checkpoint or now < self._checkpoint_at:
            return
        self._checkpoint, self._checkpoint_at = run, now + _CHECKPOINT_SECONDS
        try:
            job_id = UUID(run.job)
        except ValueError:
            _logger.debug("no checkpoint is stored for %s, which was not started by a server", run.job)
            return
        self._store.save_checkpoint(job_id, Checkpoint.of(report, run, time.time()))


class _Preparing(threading.Thread):
    """A file of some hundred megabytes takes longer than an actor may take over one message."""

    def __init__(
        self, job: Job, preparation: Preparation, cancelled: threading.Event, owner: Address
    ) -> None:
        super().__init__(name=f"preparing {job.id}", daemon=True)
        self._job = job
        self._preparation = preparation
        self._cancelled = cancelled
        self._owner = owner

    def run(self) -> None:
        """Prepare and tell."""
        ready, error = None, ""
        try:
            ready = self._preparation.prepare(self._job, self._cancelled)
        except LezerPrintError as refused:
            error = str(refused)
        except OSError as failed:
            error = f"cannot write the spool: {failed.strerror or failed}"
        except Exception as broken:
            # Unanswered, the job would be prepared for ever.
            _logger.exception("%s could not be prepared", self._job.source)
            error = f"{type(broken).__name__}: {broken}"
        self._owner.tell(PreparationEnded(self._job.id, ready, error))
