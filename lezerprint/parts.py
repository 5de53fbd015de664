"""What the server works with besides its actors: there before they are, and after them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from lezerprint.alerts.watcher import Watcher
from lezerprint.analytics.materials import Prices
from lezerprint.base.stills import FOLDER
from lezerprint.events import EventHub
from lezerprint.files.store import FileStore
from lezerprint.jobs.consequences import draw_consequences
from lezerprint.jobs.loading import load_queue
from lezerprint.jobs.preparation import Preparation
from lezerprint.jobs.recorder import JobRecorder
from lezerprint.jobs.slicing import TaskSlicer
from lezerprint.jobs.store import JobStore
from lezerprint.notify.notifier import Notifier
from lezerprint.notify.queue import NotificationQueue
from lezerprint.recovery.planning import plan_for
from lezerprint.storage.backlog import Backlog
from lezerprint.tasks.task_queue import TaskQueue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.analytics.history import Correction
    from lezerprint.camera.camera import Camera
    from lezerprint.camera.recordings import Recordings
    from lezerprint.camera.stills import Stills
    from lezerprint.jobs.job import Job
    from lezerprint.settings import Settings
    from lezerprint.storage.database import Storage
    from lezerprint.timelapse.photographer import Photographer

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The one container of parts: actors get it as it is, and the web layer extends it (`web.services`).

    It cannot be one class with that: the domain and the actors import nothing of the web layer.

    Attributes:
        settings: What the user has set.
        database: Every thread has its own connection.
        jobs: The jobs' files.
        backlog: What is written to the database behind everybody's back.
        events: What happens, for whoever is connected.
        notifier: Tells users, and waits for the database.
        notifications: Does so for those who must not wait.
        recorder: Where it is noted what becomes of jobs.
        preparation: Makes jobs ready to be printed.
        camera_parts: What outlives the actors of the cameras; the one that is called `default` is first.
        recordings: What they recorded; None: there is no camera.
        photographers: Who takes the pictures of time-lapses, by the printers that have a camera.
    """

    settings: Settings
    database: Storage
    jobs: JobStore
    backlog: Backlog
    events: EventHub
    notifier: Notifier
    notifications: NotificationQueue
    recorder: JobRecorder
    preparation: Preparation
    camera_parts: tuple[Camera, ...]
    recordings: Recordings | None
    photographers: Mapping[str, Photographer]

    @property
    def files(self) -> FileStore:
        """The upload directory."""
        return FileStore(self.settings.upload_dir, self.settings.max_file_size)

    def load_queue(self, printer: str) -> tuple[list[Job], list[Job]] | None:
        """The printer's jobs that wait and its others that have not ended, as `jobs.loading` has it."""
        return load_queue(self.database, self.backlog, self.files.locate, printer)

    def new_watcher(self, printer: str) -> Watcher:
        """Who sees what somebody should know of this printer."""
        found = next(one for one in self.settings.printers if one.name == printer)
        return Watcher(found.alerts)

    def close(self) -> None:
        """End their threads, and close the database; what it did not take waits on disk."""
        for photographer in self.photographers.values():
            photographer.close()
        self.notifications.close()
        self.jobs.close()
        try:
            self.backlog.spill()
        except OSError as error:
            _logger.error("%d rows are lost, as the disk takes nothing: %s", self.backlog.waiting, error)  # noqa: TRY400 - the disk's words say all
        self.database.close()


def parts_of(settings: Settings, database: Storage) -> Parts:
    """The parts over a database, which is theirs from then on."""
    notifier = Notifier(database, mails=settings.smtp_host is not None)
    notifications = NotificationQueue(notifier)
    jobs = JobStore(settings.data_dir / "jobs")
    backlog = Backlog(settings.data_dir / "backlog", draw_consequences)
    events = EventHub()
    slicer = TaskSlicer(database, TaskQueue(), FileStore(settings.upload_dir, settings.max_file_size))
    printers = {printer.name: printer for printer in settings.printers}
    cameras, recordings = _cameras(settings, events)
    return Parts(
        settings=settings,
        database=database,
        jobs=jobs,
        backlog=backlog,
        events=events,
        notifier=notifier,
        notifications=notifications,
        recorder=JobRecorder(
            jobs, events, backlog, notifications, settings.currency, stills=_stills(settings, cameras)
        ),
        preparation=Preparation(
            jobs, slicer, Prices.of(settings), printers, plan_for, partial(_correction, database)
        ),
        camera_parts=cameras,
        recordings=recordings,
        photographers=_photographers(settings, cameras, backlog, events),
    )


def _correction(database: Storage, printer: str) -> Correction:
    """What this printer's past says of how long the next print takes."""
    from lezerprint.analytics.history import correction  # noqa: PLC0415 - before a print is early enough
    from lezerprint.analytics.job_statistics import past_prints  # noqa: PLC0415 - the same

    return correction(database.read(past_prints, printer))


def _cameras(settings: Settings, events: EventHub) -> tuple[tuple[Camera, ...], Recordings | None]:
    if not settings.all_cameras:
        return (), None
    from lezerprint.camera.cameras import cameras_of  # noqa: PLC0415 - who has none loads nothing of it
    from lezerprint.camera.recordings import Recordings  # noqa: PLC0415 - the same

    return cameras_of(settings, events), Recordings(settings.recording_dir)


def _photographers(
    settings: Settings, cameras: tuple[Camera, ...], backlog: Backlog, events: EventHub
) -> dict[str, Photographer]:
    if not cameras:
        return {}
    from lezerprint.timelapse.photographer import Photographer  # noqa: PLC0415 - who has no camera needs none
    from lezerprint.timelapse.store import TimelapseStore  # noqa: PLC0415 - the same

    store = TimelapseStore(settings.timelapse_dir)
    return {
        printer: Photographer(printer, camera, store, backlog, events)
        for printer, camera in _watched(settings, cameras).items()
    }


def _stills(settings: Settings, cameras: tuple[Camera, ...]) -> Stills | None:
    if not cameras:
        return None
    from lezerprint.camera.stills import Stills  # noqa: PLC0415 - who has no camera needs none

    return Stills(settings.data_dir / FOLDER, _watched(settings, cameras))


def _watched(settings: Settings, cameras: tuple[Camera, ...]) -> dict[str, Camera]:
    """The cameras by the printers that they show."""
    by_name = {camera.name: camera for camera in cameras}
    named = ((one.name, by_name.get(one.camera or cameras[0].name)) for one in settings.printers)
    return {printer: camera for printer, camera in named if camera is not None}
