"""How far a job is, what it spent its time with, and all else that a successor must know of it."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.marlin.host_pauses import reason_of
from lezerprint.port.contract.coding import members
from lezerprint.port.contract.run_report import SecondsSpent
from lezerprint.port.contract.states import ENDED, RunState
from lezerprint.port.failure import FailureReason
from lezerprint.port.injections import Injections
from lezerprint.port.paused_machine import PausedMachine
from lezerprint.port.run_state import Step
from lezerprint.port.scripts import Script

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.port.heating import HeatWait
    from lezerprint.port.spool import SpoolReader


PRINTING: Final = "printing"
HEATING: Final = "heating"
PAUSED: Final = "paused"


class Progress:
    """Where it stands, and which commands went out, were acknowledged, and are executed, by their indexes.

    Attributes:
        executed: All before it are known to be executed.
    """

    def __init__(self, spool: SpoolReader, ledger: Ledger) -> None:
        self.spool = spool
        self.state = RunState.PRINTING
        self.executed = 0
        self._passed = 0
        """What is to be done behind commands before this one was done: a wait for heat, a pause."""
        self._step: Step | None = None
        self._ledger = ledger
        self._last_counts: tuple[int, int] | None = None

    @property
    def active(self) -> bool:
        """Whether it has not ended."""
        return self.state not in ENDED

    @property
    def step(self) -> Step | None:
        """Where it is on its way back from a pause."""
        return self._step

    @property
    def returning(self) -> bool:
        """Whether it is on its way back from a pause."""
        return self._step is not None

    def keep_counts(self) -> None:
        """The job is over, and the ledger may serve another."""
        self._last_counts = self.acknowledged, self.sent

    @property
    def acknowledged(self) -> int:
        """The first command whose `ok` has not come."""
        if self._last_counts is not None:
            return self._last_counts[0]
        return self._clamp(self._ledger.job_line_after(self._ledger.acknowledged))

    @property
    def sent(self) -> int:
        """The first command that has not gone out."""
        if self._last_counts is not None:
            return self._last_counts[1]
        return self._clamp(self._ledger.next_job_line)

    def _clamp(self, index: int) -> int:
        return max(0, min(index, len(self.spool)))

    def source_line(self, index: int) -> int:
        """The line of the file, from 1, on which the command before `index` stands; 0 before the first."""
        return self.spool.source_line(index - 1) if index > 0 else 0


def doing(state: RunState, step: Step | None, *, heats: bool, waits_for_user: bool) -> str:
    """What a job that stands there spends its time with."""
    pauses = state in (RunState.PAUSING, RunState.PAUSED)
    if waits_for_user or pauses or step in (Step.RESUMING, Step.ASKING, Step.MOVING):
        return PAUSED
    return HEATING if heats else PRINTING


class TimeSpent:
    """Seconds of each kind; `now` is the monotonic clock, which is one for all processes since the boot."""

    def __init__(self) -> None:
        self._seconds = {PRINTING: 0.0, HEATING: 0.0, PAUSED: 0.0}
        self._kind = PRINTING
        self._at: float | None = None

    def passed(self, kind: str, now: float) -> None:
        """Since the last call it did what was said then; from now on it does this."""
        if self._at is not None:
            self._seconds[self._kind] += max(0.0, now - self._at)
        self._kind, self._at = kind, now

    def report(self) -> SecondsSpent:
        """For the snapshot."""
        return SecondsSpent(**{kind: round(seconds, 3) for kind, seconds in self._seconds.items()})

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        return {**members(self.report()), "kind": self._kind, "at": self._at}

    def restore(self, kept: dict[str, Any]) -> None:
        """As a predecessor left it, what passed since included."""
        self._seconds = {kind: float(kept[kind]) for kind in self._seconds}
        self._kind, self._at = kept["kind"], kept["at"]


@dataclass(slots=True)
class FilePauses:
    """Which of the job's commands have been paused for, by their index.

    Attributes:
        made_at: The last command for which the print was paused.
        unknown_at: The last command that would have made the firmware stop, and that it does not know.
        photo_at: The last command before which a picture was due.
    """

    made_at: int = -1
    unknown_at: int = -1
    photo_at: int = -1

    def due(self, spool: SpoolReader, index: int) -> str | None:
        """Why to pause behind the command at `index`, which is done; None: there is no need. Asked once."""
        if index <= self.made_at:
            return None
        line = spool.source_line(index)
        if (text := spool.pause_at(index)) is not None:
            reason = reason_of(text.encode(), line)
        elif index == self.unknown_at:
            reason = reason_of(spool.body(index), line, is_known=False)
        else:
            return None
        self.made_at = index
        return reason


class JobRecord(Progress):
    """A job with all that is kept in the journal, beside the counts.

    Attributes:
        reason: Why it has failed or is paused, in words for people; empty: by somebody's order.
        paused_machine: From the moment at which a pause has been reached until the job goes on.
        restored: What was sent when it was resumed last, to make the machine as it was.
        firmware_name: What the firmware calls itself; empty: it has not been heard yet.
    """

    def __init__(
        self, job: str, spool: SpoolReader, spool_path: str, ledger: Ledger, firmware_name: str
    ) -> None:
        super().__init__(spool, ledger)
        self.job = job
        self.spool_path = spool_path
        self.reason = ""
        self.failure: FailureReason | None = None
        self.paused_machine: PausedMachine | None = None
        self.restored: list[str] = []
        self.firmware_name = firmware_name
        self.time_spent = TimeSpent()
        self.changed_at = time.time()
        self.injections = Injections()
        self.file_pauses = FilePauses()
        self._first_line = 0
        self._script = Script()
        """What of ours is to be sent, in order; it is begun already."""
        self._templates: list[str] = []
        """What is to be sent after that."""
        self._wait: HeatWait | None = None
        self._reheating: list[HeatWait] = []

    @property
    def wait(self) -> HeatWait | None:
        """What heat is being waited for."""
        return self._reheating[0] if self._reheating else self._wait

    @property
    def ends_by_itself(self) -> bool:
        """Whether it needs nobody to come to its end."""
        return self.active and self.state not in (RunState.PAUSING, RunState.PAUSED) and self.wait is None

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        return {
            "job": self.job,
            "spool": self.spool_path,
            "firmware_name": self.firmware_name,
            "state": self.state.value,
            "reason": self.reason,
            "failure": self.failure,
            "first_line": self._first_line,
            "script": self._script.as_data(),
            "templates": self._templates,
            "step": self._step,
            "waits": self._wait is not None,
            "reheating": [asdict(wait.wait) for wait in self._reheating],
            "paused_machine": self.paused_machine and self.paused_machine.kept(),
            "injections": self.injections.kept(),
            "file_pauses": [
                self.file_pauses.made_at,
                self.file_pauses.unknown_at,
                self.file_pauses.photo_at,
            ],
            "last_counts": self._last_counts,
            "changed_at": self.changed_at,
            "spent": self.time_spent.kept(),
        }

    def restore(self, kept: dict[str, Any], executed: int) -> None:
        """As a predecessor left it, but for what it waited for."""
        self.state, self.reason, self.executed = RunState(kept["state"]), kept["reason"], executed
        self.failure = FailureReason(kept["failure"]) if kept.get("failure") else None
        self.firmware_name = kept.get("firmware_name", "")
        self._first_line, self.changed_at = kept["first_line"], kept["changed_at"]
        self.time_spent.restore(kept["spent"])
        self._script = Script.from_data(kept["script"])
        if not self.active:
            acknowledged, sent = kept["last_counts"]
            self._last_counts = acknowledged, sent
            return
        self._templates = kept["templates"]
        self._step = Step(kept["step"]) if kept["step"] else None
        machine = kept["paused_machine"]
        self.paused_machine = PausedMachine.from_kept(machine) if machine else None
        self.injections.restore(kept["injections"])
        self.file_pauses = FilePauses(*kept.get("file_pauses", ()))
