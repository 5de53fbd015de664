"""The supervision tree of the server process, on one screen.

    root                      one_for_one: exhausted, the program ends with an error
    ├── storage               takes to the database what waits
    ├── tasks                 looks after the background tasks and who works at them
    ├── printer/<name>        one_for_one, parked when exhausted; one for each printer
    │   ├── telemetry         what is known now
    │   ├── job               the jobs, and their record
    │   ├── streamer          prepares jobs, keeps checkpoints
    │   ├── timelapse         orders pictures of jobs; where there is a camera
    │   └── serial            the line to the port process
    └── camera/<name>         parked when exhausted; one for each camera
        ├── camera            its reader, on while somebody watches
        └── recorder          its recordings

Nobody dies with SerialActor: the print's state lives in the port process. `serial` comes last, so that
those it tells are there.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from actors.job import JobActor
from actors.serial import AUDIENCE, SerialActor
from actors.storage import MESSAGE_LIMIT_SECONDS, SHUTDOWN_SECONDS, StorageActor
from actors.streamer import PrintStreamerActor
from actors.supervision import ChildSpec, Intensity, OnExhausted, Strategy, SupervisorSpec
from actors.tasks import tasks_spec
from actors.telemetry import TelemetryActor
from lezerprint.terminal import TerminalLog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lezerprint.parts import Parts
    from lezerprint.port.options import PortOptions
    from lezerprint.storage.backlog import Backlog
    from lezerprint.storage.database import Storage
    from lezerprint.tasks.dispatcher import TaskDispatcher


def server_tree(
    printers: Iterable[PortOptions], parts: Parts, dispatcher: TaskDispatcher | None = None
) -> SupervisorSpec:
    """The whole server; `parts` and the dispatcher outlive it. Without a dispatcher there are no tasks."""
    children: list[ChildSpec | SupervisorSpec] = [storage_spec(parts.backlog, parts.database)]
    if dispatcher is not None:
        children.append(tasks_spec(dispatcher))
    children += [printer_tree(options, parts) for options in printers]
    if parts.recordings is not None:
        from actors.camera import camera_tree  # noqa: PLC0415 - who has no camera loads nothing of it

        children += [camera_tree(one, parts.recordings, parts.events) for one in parts.camera_parts]
    return SupervisorSpec("root", children=tuple(children))


def storage_spec(backlog: Backlog, storage: Storage) -> ChildSpec:
    """Who takes rows to the database; the backlog outlives it."""
    return ChildSpec(
        "storage",
        partial(StorageActor.start, backlog=backlog, storage=storage),
        shutdown_seconds=SHUTDOWN_SECONDS,
        message_limit_seconds=MESSAGE_LIMIT_SECONDS,
    )


def printer_tree(options: PortOptions, parts: Parts) -> SupervisorSpec:
    """One printer; what its actors tell each other stays inside."""
    name = options.printer
    timelapse = _timelapse_specs(name, parts)
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
                    events=parts.events,
                    new_watcher=partial(parts.new_watcher, name),
                ),
            ),
            ChildSpec(
                "job",
                partial(
                    JobActor.start,
                    printer=name,
                    recorder=parts.recorder,
                    load_queue=partial(parts.load_queue, name),
                    record_seconds=parts.settings.temperature_log_seconds,
                ),
            ),
            ChildSpec("streamer", partial(PrintStreamerActor.start, preparation=parts.preparation)),
            *timelapse,
            ChildSpec(
                "serial",
                partial(
                    SerialActor.start,
                    options=options,
                    terminal=TerminalLog(name, parts.events),
                    heard_until=partial(parts.jobs.heard_until, name),
                    audience=(*AUDIENCE, *(spec.name for spec in timelapse)),
                ),
            ),
        ),
    )


def _timelapse_specs(printer: str, parts: Parts) -> tuple[ChildSpec, ...]:
    photographer = parts.photographers.get(printer)
    if photographer is None:
        return ()
    from actors.camera import camera_path  # noqa: PLC0415 - who has no camera loads nothing of it
    from actors.timelapse import TimelapseActor  # noqa: PLC0415 - the same

    settings = next(one.timelapse for one in parts.settings.printers if one.name == printer)
    start = partial(
        TimelapseActor.start,
        photographer=photographer,
        jobs=parts.jobs,
        settings=settings,
        camera=camera_path(photographer.camera.name),
    )
    return (ChildSpec("timelapse", start),)
