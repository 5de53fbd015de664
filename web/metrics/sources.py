"""Where the figures come from that are not counted here: asked all at once, and left out if they are late."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from actors.errors import SupervisionError
from actors.messages.telemetry import GetReport
from lezerprint.errors import LezerPrintError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from actors.supervision import ActorView, System
    from lezerprint.camera.camera import Camera
    from lezerprint.jobs.print_jobs import JobCounts
    from lezerprint.port.contract.snapshot import Snapshot

Figure = TypeVar("Figure")

ASK_SECONDS: Final = 0.5

_logger = logging.getLogger(__name__)


class TaskFigures(Protocol):
    """What is told of the background tasks.

    Attributes:
        queued: How many wait.
        running: How many are worked at.
        finished: How many came to a good end so far.
        failed: How many did not.
    """

    @property
    def queued(self) -> int: ...  # noqa: D102 - the class says it
    @property
    def running(self) -> int: ...  # noqa: D102 - the class says it
    @property
    def finished(self) -> int: ...  # noqa: D102 - the class says it
    @property
    def failed(self) -> int: ...  # noqa: D102 - the class says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Whom to ask.

    Attributes:
        system: The supervision tree.
        printers: The names of the printers.
        job_counts: Asks how many print jobs there are; None: nobody knows.
        tasks: Asks for the figures of the tasks; None: there are none.
        cameras: The cameras.
    """

    system: System
    printers: Sequence[str]
    job_counts: Callable[[], Awaitable[JobCounts]] | None = None
    tasks: Callable[[], Awaitable[TaskFigures]] | None = None
    cameras: Sequence[Camera] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """What was answered in time.

    Attributes:
        reports: By printer, the port process's newest report; None while it has no port process.
    """

    tree: ActorView
    reports: dict[str, Snapshot | None] = field(default_factory=dict)
    job_counts: JobCounts | None = None
    tasks: TaskFigures | None = None
    cameras: Sequence[Camera] = ()


async def gather(sources: Sources, ask_seconds: float = ASK_SECONDS) -> Findings:
    """Ask everybody at once; whoever does not answer in time is left out."""
    asks = [
        _in_time(_report(sources.system, printer, ask_seconds), ask_seconds) for printer in sources.printers
    ]
    reports, job_counts, tasks = await asyncio.gather(
        asyncio.gather(*asks),
        _in_time(sources.job_counts() if sources.job_counts else None, ask_seconds),
        _in_time(sources.tasks() if sources.tasks else None, ask_seconds),
    )
    answered = {
        printer: answer[0]
        for printer, answer in zip(sources.printers, reports, strict=True)
        if answer is not None
    }
    return Findings(sources.system.inspect(), answered, job_counts, tasks, sources.cameras)


async def _report(system: System, printer: str, ask_seconds: float) -> tuple[Snapshot | None]:
    """In a tuple, since None is an answer too."""
    return (await system.address(f"printer/{printer}/telemetry").ask_async(GetReport(), ask_seconds),)


async def _in_time(question: Awaitable[Figure] | None, ask_seconds: float) -> Figure | None:
    if question is None:
        return None
    try:
        async with asyncio.timeout(ask_seconds):
            return await question
    except (LezerPrintError, SupervisionError, OSError) as error:
        _logger.debug("a figure is left out: %s", error)
        return None
