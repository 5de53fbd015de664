"""How one job stands in the port process."""

from __future__ import annotations

from dataclasses import dataclass, field

from lezerprint.port.contract.states import ENDED, RunState, WaitsFor
from lezerprint.port.failure import FailureReason


@dataclass(frozen=True, slots=True)
class Place:
    """Commands and lines of the file between which the truth lies when the printer has lost its mind.

    All commands before `executed` are known to be done, and none from `sent` on has gone out.
    """

    executed: int
    acknowledged: int
    sent: int
    executed_line: int
    acknowledged_line: int
    sent_line: int

    def __str__(self) -> str:
        """In words."""
        return (
            f"known to be executed: line {self.executed_line} of the file; "
            f"acknowledged: {self.acknowledged_line}; sent: {self.sent_line}"
        )


@dataclass(frozen=True, slots=True)
class SecondsSpent:
    """What a job spent its time with, by a clock that nobody sets."""

    printing: float = 0.0
    heating: float = 0.0
    paused: float = 0.0


@dataclass(frozen=True, slots=True)
class PausedReport:
    """How the machine was as the job was paused, and what was done to it since.

    Attributes:
        values: By the names of templates; mm, mm/min, 0-255, %, °C.
        unhomed: The axes whose motors were switched off since, and that were not homed after that.
        homed: The axes that were homed since.
        doubt: Why it is not known what the file's modes mean for E; empty: it is known.
    """

    values: dict[str, float]
    unhomed: str = ""
    homed: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class RunReport:
    """A job. Counts are indexes of its commands: of the first that is not acknowledged, sent, executed.

    Attributes:
        job: Its id.
        spool: The path of its spool.
        name: Of the file.
        reason: Why it is so, for people; empty where it was ordered.
        failure: Why it failed.
        lines: How many commands it has.
        file_line: The line of the file that was acknowledged last, from 1.
        byte: Of the file, up to which all is acknowledged.
        layer: From 1; None before the first, and where the file does not tell.
        refused_tools: Tools that the printer does not have, and the targets that the file waits for in vain.
        waiting_for: What is waited for, in words that follow "waiting for".
        restored: The commands that made the machine as it was after the last pause.
        changed_at: When its state last changed, in seconds since 1970.
    """

    job: str
    spool: str
    name: str
    state: RunState
    place: Place
    lines: int
    acknowledged: int
    sent: int
    executed: int
    file_line: int
    byte: int
    bytes: int
    changed_at: float
    reason: str = ""
    failure: FailureReason | None = None
    layer: int | None = None
    layers: int = 0
    height_mm: float | None = None
    estimated_seconds: float | None = None
    refused_tools: dict[int, float] = field(default_factory=dict)
    waits: WaitsFor | None = None
    waiting_for: str | None = None
    paused_machine: PausedReport | None = None
    restored: tuple[str, ...] = ()
    seconds: SecondsSpent = field(default_factory=SecondsSpent)

    @property
    def has_ended(self) -> bool:
        """Whether nothing more is printed of it."""
        return self.state in ENDED

    @property
    def percent(self) -> int:
        """How many of its commands are acknowledged."""
        return 100 * self.acknowledged // self.lines
