"""The supervision tree of the server process, on one screen.

    root                      one_for_one: exhausted, the program ends with an error
    ├── storage               takes to the database what waits
    ├── tasks                 looks after the background tasks and who works at them
    └── printer/<name>        one_for_one, parked when exhausted; one for each printer
        ├── telemetry         what is known now
        ├── job               the job's record
        ├── streamer          spools and checkpoints
        └── serial            the line to the port process

Nobody dies with SerialActor: the print's state lives in the port process. `serial` comes last, so that
those it tells are there; `camera/<name>` will stand beside the printers.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from actors.job import JobActor
from actors.serial import SerialActor
from actors.storage import MESSAGE_LIMIT_SECONDS, SHUTDOWN_SECONDS, StorageActor
from actors.streamer import PrintStreamerActor
from actors.supervision import ChildSpec, Intensity, OnExhausted, Strategy, SupervisorSpec
from actors.tasks import tasks_spec
from actors.telemetry import TelemetryActor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lezerprint.jobs.store import JobStore
    from lezerprint.port.options import PortOptions
    from lezerprint.storage.backlog import Backlog
    from lezerprint.storage.database import Storage
    from lezerprint.tasks.keeper import TaskKeeper


def server_tree(
    printers: Iterable[PortOptions],
    store: JobStore,
    *,
    backlog: Backlog | None = None,
    storage: Storage | None = None,
    keeper: TaskKeeper | None = None,
) -> SupervisorSpec:
    """The whole server; without a database there is nothing to take to it, and there are no tasks."""
    kept = () if backlog is None or storage is None else (storage_spec(backlog, storage),)
    looked_after = () if keeper is None else (tasks_spec(keeper),)
    return SupervisorSpec(
        "root", children=(*kept, *looked_after, *(printer_tree(options, store) for options in printers))
    )


def storage_spec(backlog: Backlog, storage: Storage) -> ChildSpec:
    """Who takes rows to the database; the backlog outlives it."""
    return ChildSpec(
        "storage",
        partial(StorageActor.start, backlog=backlog, storage=storage),
        shutdown_seconds=SHUTDOWN_SECONDS,
        message_limit_seconds=MESSAGE_LIMIT_SECONDS,
    )


def printer_tree(options: PortOptions, store: JobStore) -> SupervisorSpec:
    """One printer; what its actors tell each other stays inside."""
    name = options.printer
    return SupervisorSpec(
        f"printer/{name}",
        strategy=Strategy.ONE_FOR_ONE,
        intensity=Intensity(restarts=10, seconds=60.0),
        on_exhausted=OnExhausted.PARK,
        children=(
            ChildSpec("telemetry", partial(TelemetryActor.start, printer=name)),
            ChildSpec("job", partial(JobActor.start, printer=name, store=store)),
            ChildSpec("streamer", partial(PrintStreamerActor.start, store=store)),
            ChildSpec("serial", partial(SerialActor.start, options=options)),
        ),
    )
