"""What the server works with besides its actors: there before they are, and after them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from lezerprint.alerts.watcher import Watcher
from lezerprint.analytics.materials import Prices
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
    from collections.abc import Callable

    from lezerprint.camera.camera import Camera
    from lezerprint.jobs.job import Job
    from lezerprint.settings import Settings
    from lezerprint.storage.database import Storage

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that actors and handlers share.

    Attributes:
        settings: What the user has set.
        storage: The database; its opener closes it.
        jobs: The jobs' files.
        backlog: What is written to the database behind everybody's back.
        events: What happens, for whoever is connected.
        notifier: Tells users, and waits for the database.
        notifications: Does so for those who must not wait.
        cameras: The cameras, the one that is called `default` first.
    """

    settings: Settings
    storage: Storage
    jobs: JobStore
    backlog: Backlog
    events: EventHub
    notifier: Notifier
    notifications: NotificationQueue
    cameras: tuple[Camera, ...] = ()

    @property
    def files(self) -> FileStore:
        """The upload directory."""
        return FileStore(self.settings.upload_dir, self.settings.max_file_size)

    @property
    def recorder(self) -> JobRecorder:
        """Where it is noted what becomes of jobs."""
        return JobRecorder(self.jobs, self.events, self.backlog, self.notifications, self.settings.currency)

    @property
    def preparation(self) -> Preparation:
        """Makes jobs ready to be printed."""
        slicer = TaskSlicer(self.storage, TaskQueue(), self.files)
        printers = {printer.name: printer for printer in self.settings.printers}
        return Preparation(self.jobs, slicer, Prices.of(self.settings), printers, plan_for)

    def load_queue(self, printer: str) -> Callable[[], tuple[list[Job], list[Job]] | None]:
        """Who asks which jobs wait for this printer."""
        return partial(load_queue, self.storage, self.backlog, self.files.locate, printer)

    def new_watcher(self, printer: str) -> Watcher:
        """Who sees what somebody should know of this printer."""
        found = next(one for one in self.settings.printers if one.name == printer)
        return Watcher(found.alerts)

    def close(self) -> None:
        """End what they do behind everybody's back; what the database did not take waits on disk."""
        self.notifications.close()
        self.jobs.close()
        try:
            self.backlog.spill()
        except OSError as error:
            _logger.error("%d rows are lost, as the disk takes nothing: %s", self.backlog.waiting, error)  # noqa: TRY400 - the disk's words say all


def parts_of(settings: Settings, storage: Storage) -> Parts:
    """The parts over a database that is open."""
    notifier = Notifier(storage, mails=settings.smtp_host is not None)
    events = EventHub()
    return Parts(
        settings,
        storage,
        JobStore(settings.data_dir / "jobs"),
        Backlog(settings.data_dir / "backlog", draw_consequences),
        events,
        notifier,
        NotificationQueue(notifier),
        _cameras(settings, events),
    )


def _cameras(settings: Settings, events: EventHub) -> tuple[Camera, ...]:
    if not settings.all_cameras:
        return ()
    from lezerprint.camera.cameras import cameras_of  # noqa: PLC0415 - who has none loads nothing of it

    return cameras_of(settings, events)
