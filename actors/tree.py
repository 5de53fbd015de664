"""The supervision tree of the server process, on one screen.

    root                      one_for_one: exhausted, the program ends with an error
    ├── storage               takes to the database what waits
    ├── tasks                 looks after the background tasks and who works at them
    ├── printer/<name>        one_for_one, parked when exhausted; one for each printer
    │   ├── telemetry         what is known now
    │   ├── job               the jobs, and their record
    │   ├── streamer          prepares jobs, keeps checkpoints
    │   └── serial            the line to the port process
    └── camera/<name>         parked when exhausted; one for each camera
        └── camera            its reader, on while somebody looks

Nobody dies with SerialActor: the print's state lives in the port process. `serial` comes last, so that
those it tells are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from actors.job import JobActor
from actors.serial import SerialActor
from actors.storage import MESSAGE_LIMIT_SECONDS, SHUTDOWN_SECONDS, StorageActor
from actors.streamer import PrintStreamerActor
from actors.supervision import ChildSpec, Intensity, OnExhausted, Strategy, SupervisorSpec
from actors.tasks import tasks_spec
from actors.telemetry import TelemetryActor
from lezerprint.alerts.watcher import Watcher
from lezerprint.settings.alerts import AlertSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from actors.job_queueing import LoadQueue
    from lezerprint.camera.camera import Camera
    from lezerprint.jobs.preparation import Preparation
    from lezerprint.jobs.recorder import JobRecorder
    from lezerprint.parts import Parts
    from lezerprint.port.options import PortOptions
    from lezerprint.storage.backlog import Backlog
    from lezerprint.storage.database import Storage
    from lezerprint.tasks.dispatcher import TaskDispatcher


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What the actors work with; it outlives them.

    Attributes:
        recorder: Where it is noted what becomes of jobs.
        preparation: Makes jobs ready to be printed.
        backlog: What waits for the database; None: there is none.
        storage: The database; None: there is none.
        dispatcher: Looks after the background tasks; None: there are none.
        load_queue: For a printer's name: who asks which jobs wait for it; None: nobody.
        new_watcher: For a printer's name: who sees what somebody should know.
        record_seconds: How often a job's temperatures are noted.
        cameras: What outlives the actors of the cameras.
    """

    recorder: JobRecorder
    preparation: Preparation
    backlog: Backlog | None = None
    storage: Storage | None = None
    dispatcher: TaskDispatcher | None = None
    load_queue: Callable[[str], LoadQueue] | None = None
    new_watcher: Callable[[str], Watcher] = lambda _: Watcher(AlertSettings())
    record_seconds: float = 5.0
    cameras: tuple[Camera, ...] = ()


def dependencies_of(parts: Parts, dispatcher: TaskDispatcher | None = None) -> Dependencies:
    """The parts of a server as its actors use them."""
    return Dependencies(
        parts.recorder,
        parts.preparation,
        backlog=parts.backlog,
        storage=parts.storage,
        dispatcher=dispatcher,
        load_queue=parts.load_queue,
        new_watcher=parts.new_watcher,
        record_seconds=parts.settings.temperature_log_seconds,
        cameras=parts.cameras,
    )


def server_tree(printers: Iterable[PortOptions], dependencies: Dependencies) -> SupervisorSpec:
    """The whole server; without a database there is nothing to take to it, and there are no tasks."""
    children: list[ChildSpec | SupervisorSpec] = []
    if dependencies.backlog is not None and dependencies.storage is not None:
        children.append(storage_spec(dependencies.backlog, dependencies.storage))
    if dependencies.dispatcher is not None:
        children.append(tasks_spec(dependencies.dispatcher))
    children += [printer_tree(options, dependencies) for options in printers]
    if dependencies.cameras:
        from actors.camera import camera_tree  # noqa: PLC0415 - who has no camera loads nothing of it

        children += [camera_tree(camera) for camera in dependencies.cameras]
    return SupervisorSpec("root", children=tuple(children))


def storage_spec(backlog: Backlog, storage: Storage) -> ChildSpec:
    """Who takes rows to the database; the backlog outlives it."""
    return ChildSpec(
        "storage",
        partial(StorageActor.start, backlog=backlog, storage=storage),
        shutdown_seconds=SHUTDOWN_SECONDS,
        message_limit_seconds=MESSAGE_LIMIT_SECONDS,
    )


def printer_tree(options: PortOptions, dependencies: Dependencies) -> SupervisorSpec:
    """One printer; what its actors tell each other stays inside."""
    name, recorder = options.printer, dependencies.recorder
    load_queue = dependencies.load_queue and dependencies.load_queue(name)
    return SupervisorSpec(
        f"printer/{name}",
        strategy=Strategy.ONE_FOR_ONE,
        intensity=Intensity(restarts=10, seconds=60.0),
        on_exhausted=OnExhausted.PARK,
        children=(
            ChildSpec(
                "telemetry",
                partial(
                    TelemetryActor.start,
                    printer=name,
                    events=recorder.events,
                    new_watcher=partial(dependencies.new_watcher, name),
                ),
            ),
            ChildSpec(
                "job",
                partial(
                    JobActor.start,
                    printer=name,
                    recorder=recorder,
                    load_queue=load_queue,
                    record_seconds=dependencies.record_seconds,
                ),
            ),
            ChildSpec("streamer", partial(PrintStreamerActor.start, preparation=dependencies.preparation)),
            ChildSpec(
                "serial",
                partial(
                    SerialActor.start,
                    options=options,
                    heard_until=partial(recorder.store.heard_until, name),
                ),
            ),
        ),
    )
