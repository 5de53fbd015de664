"""TimelapseActor: orders the pictures of a printer's jobs, at their layers or at an interval.

It only orders: a thread that outlives it takes them (`Photographer`), and what was taken is on disk. So a new
life, or a new server, goes on with the next frame.
"""

from __future__ import annotations

import time
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from actors.messages.camera import Wanted
from actors.messages.serial import (
    Introduce,
    LinkDown,
    LinkUp,
    OrderAnswered,
    PortEvents,
    PortReport,
    SendOrder,
)
from actors.messages.timelapse import Caught
from actors.supervision import SupervisedActor
from lezerprint.base.enums import TimelapseMode
from lezerprint.port.contract import orders
from lezerprint.port.contract.events import PhotoDue
from lezerprint.port.contract.states import RunState
from lezerprint.timelapse.photographer import Shot
from lezerprint.timelapse.session import Policy, interval_for

if TYPE_CHECKING:
    from actors.supervision import Address, Context
    from lezerprint.jobs.job import Job
    from lezerprint.jobs.store import JobStore
    from lezerprint.port.contract.run_report import RunReport
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.settings.timelapse import TimelapseSettings
    from lezerprint.timelapse.photographer import Photographer

_PRINTS: Final = frozenset({RunState.PRINTING, RunState.FINISHING})
_ANSWER_SECONDS: Final = 2.0
_RECENT_SECONDS: Final = 600.0
"""The part of a job that has ended longer ago may have been taken off."""

_WANTED_SECONDS: Final = 5.0
"""So often the camera is told that it is wanted, in case its actor did not hear it."""


class TimelapseActor(SupervisedActor):
    """Of one printer.

    Args:
        photographer: Who takes the pictures.
        jobs: What is known of the jobs.
        settings: When pictures are taken, where a job does not say.
        camera: Where the camera's actor is.
    """

    passes_over = (PortReport, LinkUp, PortEvents)

    def __init__(
        self,
        context: Context,
        photographer: Photographer,
        jobs: JobStore,
        settings: TimelapseSettings,
        camera: str,
    ) -> None:
        super().__init__(context)
        self._photographer = photographer
        self._jobs = jobs
        self._settings = settings
        self._camera = camera
        self._seen = ""
        self._job_id: UUID | None = None
        self._policy: Policy | None = None
        self._layer = 0
        self._taken_at = float("-inf")
        self._wanted_at = float("-inf")
        self._told = False
        """Whether the port process was told that pictures of the parked head are wanted."""
        self._stood: dict[str, Future[bool]] = {}

    def on_start(self) -> None:
        """Ask what is being printed."""
        self.sibling("serial").tell(Introduce(self.address))

    def on_receive(self, message: Any) -> Any:
        """Handle the link's reports."""
        match message:
            case LinkUp(_, snapshot):
                self._seen, self._told = "", False  # the port process wants none after an attachment
                run = snapshot.job
                self._photographer.finish_others(None if run is None else _job_id(run))
                self._see(snapshot)
            case PortReport(_, report):
                self._see(report)
            case PortEvents(_, events):
                for event in events:
                    if isinstance(event, PhotoDue):
                        self._shoot_parked(event)
            case Caught(job, line, stood):
                tag = f"photo {uuid4().hex}"
                self._stood = {tag: stood}
                self.sibling("serial").tell(SendOrder(orders.PhotoTaken(job, line), self.address, tag))
            case OrderAnswered(tag, error):
                if (waiting := self._stood.pop(tag, None)) is not None:
                    waiting.set_result(error is None)
            case LinkDown():
                self._told = False
            case _:
                return super().on_receive(message)
        return None

    def _see(self, report: Snapshot) -> None:
        run = report.job
        if run is None:
            return
        if run.job != self._seen:
            self._look_at(run)
        self._tell_whether_wanted(run)
        if self._policy is None or self._job_id is None:
            return
        now = time.monotonic()
        if run.has_ended:
            self._photographer.take(Shot(self._job_id, run.layer, now, is_last=True))
            self._policy = None
            return
        if now - self._wanted_at >= _WANTED_SECONDS:
            self._wanted_at = now
            self.address_of(self._camera).tell(Wanted())
        if run.state in _PRINTS and self._photographer.is_idle:
            self._take_what_is_due(self._policy, self._job_id, run, now)

    def _take_what_is_due(self, policy: Policy, job_id: UUID, run: RunReport, now: float) -> None:
        printed = _printed(run)
        if policy.mode is TimelapseMode.LAYER:
            if printed > self._layer:
                self._layer = printed
                self._photographer.take(Shot(job_id, printed, now))
        elif policy.mode is TimelapseMode.INTERVAL:
            begun = run.layer is not None or not run.layers
            if begun and run.waits is None and now - self._taken_at >= policy.interval_seconds:
                self._taken_at = now
                self._photographer.take(Shot(job_id, printed or None, now))

    def _tell_whether_wanted(self, run: RunReport) -> None:
        """Where the camera gives nothing, the head need not be parked."""
        parks = self._policy is not None and self._policy.mode is TimelapseMode.LAYER_PARKED
        wanted = parks and not run.has_ended and self._photographer.is_live
        if wanted is not self._told and not run.has_ended:
            self._told = wanted
            self.sibling("serial").tell(SendOrder(orders.WantPhotos(wanted)))

    def _shoot_parked(self, due: PhotoDue) -> None:
        if self._job_id is None or due.job != self._job_id.hex:
            return
        confirm = partial(_stood_until_caught, self.address, due)
        self._photographer.take(Shot(self._job_id, due.layer, time.monotonic(), confirm))

    def _look_at(self, run: RunReport) -> None:
        """Another job than before is on the printer."""
        self._seen, self._policy, self._job_id = run.job, None, _job_id(run)
        if self._job_id is None:
            return
        if run.has_ended:
            is_recent = time.time() - run.changed_at < _RECENT_SECONDS
            self._photographer.conclude(self._job_id, run.layer, is_recent=is_recent)
            return
        job = self._jobs.get(self._job_id)
        if job is None or job.owner is None:  # it has no row, and so no frames
            return
        mode = job.timelapse or self._settings.mode
        if mode is TimelapseMode.OFF:
            return
        if not run.layers:  # the file does not tell where they begin
            mode = TimelapseMode.INTERVAL
        self._policy = self._policy_of(job, mode)
        self._layer = max(0, _printed(run) - 1)
        self._taken_at = float("-inf")
        self._photographer.begin(self._job_id, self._policy, max(0, _printed(run) - 1))

    def _policy_of(self, job: Job, mode: TimelapseMode) -> Policy:
        given = self._settings
        interval = interval_for(given.film_seconds, job.estimated_seconds)
        return Policy(mode, given.film_seconds, interval, given.settle_seconds)


def _stood_until_caught(actor: Address, due: PhotoDue) -> bool:
    """Let the print go on; whether the head was still parked. In the photographer's thread."""
    stood: Future[bool] = Future()
    if not actor.tell(Caught(due.job, due.line, stood)):
        return False
    try:
        return stood.result(_ANSWER_SECONDS)
    except TimeoutError:
        return False


def _printed(run: RunReport) -> int:
    """How many layers are printed."""
    return (run.layer or 1) - 1


def _job_id(run: RunReport) -> UUID | None:
    try:
        return UUID(run.job)
    except ValueError:  # it was not started by a server
        return None
