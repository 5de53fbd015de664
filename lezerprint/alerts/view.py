"""The port process's report, as the rules look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lezerprint.port.contract.states import ENDED, ConnectionState, RunState, WaitsFor

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_HEAT: Final = (None, WaitsFor.USER, WaitsFor.COMMAND)
HALTING: Final = frozenset({RunState.PAUSING, RunState.PAUSED})


@dataclass(frozen=True, slots=True)
class Heat:
    """A heater, in degrees Celsius; None where the firmware does not say."""

    actual: float | None
    target: float

    @classmethod
    def of(cls, data: Mapping[str, float | None]) -> Heat:
        """As the report has it."""
        return cls(data.get("actual"), data.get("target") or 0.0)


def job_of(report: Mapping[str, Any]) -> str | None:
    """What is being printed; None: nothing."""
    run = report.get("job") or {}
    return run.get("job") if run and run.get("state") not in ENDED else None


@dataclass(frozen=True, slots=True)
class View:
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
        question: What the firmware asks its user; empty: nothing.
    """

    first: bool
    awaits_user: bool
    connection: str
    reason: str = ""
    job: str | None = None
    state: str = ""
    waits_for_heat: bool = False
    command: str = ""
    usual_seconds: float = 0.0
    progress: tuple[object, ...] = ()
    heaters: dict[str, Heat] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    refused_tools: dict[str, float] = field(default_factory=dict)
    question: str = ""
    may_be_hot: bool = False

    @classmethod
    def of(cls, report: Mapping[str, Any], *, first: bool, awaits_user: bool) -> View:
        """What a report says; what an older port process leaves out is not the matter."""
        connection, run = report.get("connection") or {}, report.get("job") or {}
        prompt = report.get("prompt") or {}
        link, command = report.get("link") or {}, report.get("command") or {}
        return cls(
            first=first,
            awaits_user=awaits_user,
            connection=connection.get("state", ""),
            reason=connection.get("reason", ""),
            job=job_of(report),
            state=run.get("state", ""),
            waits_for_heat=run.get("waits", run.get("waiting_for")) not in _NO_HEAT,
            command=str(command.get("command", "")),
            usual_seconds=command.get("usual_seconds") or 0.0,
            progress=tuple(run.get(name) for name in ("job", "state", "acknowledged", "executed")),
            heaters={name: Heat.of(data) for name, data in (report.get("temperatures") or {}).items()},
            counts={name: link.get(name, 0) for name in ("resends", "oks_lost", "unchecked", "busy")},
            refused_tools=run.get("refused_tools") or {},
            may_be_hot=bool(report.get("may_be_hot")),
            question=str(prompt.get("text", "")) if prompt.get("shown") else "",
        )

    @property
    def is_ready(self) -> bool:
        """Whether the firmware answers, so that what is said of it is of now."""
        return self.connection == ConnectionState.READY

    @property
    def is_printing(self) -> bool:
        """Whether the printer should be moving by itself."""
        return self.job is not None and self.state != RunState.PAUSED
