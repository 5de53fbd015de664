"""The port process's report, as the rules look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.link import LinkCounts
from lezerprint.port.contract.states import ConnectionState, RunState, WaitsFor

if TYPE_CHECKING:
    from lezerprint.port.contract.snapshot import Snapshot

HALTING: Final = frozenset({RunState.PAUSING, RunState.PAUSED})


@dataclass(frozen=True, slots=True)
class Heat:
    """A heater, in degrees Celsius; `actual` is None where the firmware does not say."""

    actual: float | None
    target: float


def job_of(report: Snapshot) -> str | None:
    """What is being printed; None: nothing."""
    return None if report.active_job is None else report.active_job.job


@dataclass(frozen=True, slots=True)
class PrinterSituation:
    """How a printer stands.

    Attributes:
        first: Whether it is the first since the watch began: what is the matter now, was before.
        awaits_user: Whether the firmware goes on only when somebody answers or presses a button.
        connection: The link's state, `ready` when all is well.
        reason: Why it is so.
        job: What is being printed; None: nothing.
        state: How far that is, in the words of `RunState`.
        waits_for_heat: Whether the job goes on only when a heater is there.
        command: What the firmware has been at for a while; empty: nothing that takes long.
        usual_seconds: How long that may take.
        progress: Changes with everything that is acknowledged or executed.
        heaters: By name: tool0, tool1, …, bed, chamber.
        may_be_hot: Whether nothing proves that all heaters are off.
        counts: What happened on the link since the port process started.
        refused_tools: The tools, and their targets in degrees Celsius, that the file waits for in vain.
        question: The question that the firmware asks its user; empty: nothing.
    """

    first: bool
    awaits_user: bool
    connection: ConnectionState
    reason: str = ""
    job: str | None = None
    state: RunState | None = None
    waits_for_heat: bool = False
    command: str = ""
    usual_seconds: float = 0.0
    progress: tuple[object, ...] = ()
    heaters: dict[str, Heat] = field(default_factory=dict)
    counts: LinkCounts = field(default_factory=LinkCounts)
    refused_tools: dict[int, float] = field(default_factory=dict)
    question: str = ""
    may_be_hot: bool = False

    @classmethod
    def of(cls, report: Snapshot, *, first: bool, awaits_user: bool) -> PrinterSituation:
        """What a report says."""
        run, command = report.job, report.command
        return cls(
            first=first,
            awaits_user=awaits_user,
            connection=report.connection.state,
            reason=report.connection.reason,
            job=job_of(report),
            state=run.state if run else None,
            waits_for_heat=run is not None and run.waits is WaitsFor.HEAT,
            command=command.text if command else "",
            usual_seconds=(command.usual_seconds if command else None) or 0.0,
            progress=(run.job, run.state, run.acknowledged, run.executed) if run else (),
            heaters={
                name: Heat(reading.actual, reading.target or 0.0)
                for name, reading in report.temperatures.items()
            },
            counts=report.link,
            refused_tools=run.refused_tools if run else {},
            may_be_hot=report.may_be_hot,
            question=report.question,
        )

    @property
    def is_ready(self) -> bool:
        """Whether the firmware answers, so that what is said of it is of now."""
        return self.connection is ConnectionState.READY

    @property
    def is_printing(self) -> bool:
        """Whether the printer should be moving by itself."""
        return self.job is not None and self.state is not RunState.PAUSED
