"""One job on its way through the printer: which lines may go out, where it waits, how it ends."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import PortError
from lezerprint.port.heating import HeatWait
from lezerprint.port.script import Script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lezerprint.marlin.protocol import Protocol
    from lezerprint.port.heating import Heaters
    from lezerprint.port.spool import SpoolReader

FINISH_MOVES: Final = b"M400 S0"
"""M400 with a parameter that Marlin ignores, so that our barriers can be told from a file's own M400."""

_LONGEST_REASON: Final = 300
_LARGEST_PLANNER_LINES: Final = 128
"""No board's planner holds more moves: what was acknowledged so many lines ago has been executed."""


_MOST_SETTLE_TRIES: Final = 3
"""After these, a firmware is taken for one that has no M114."""


class RunState(StrEnum):
    """Where a job stands."""

    PRINTING = "printing"
    HOLDING = "holding"
    HELD = "held"
    ENDING = "ending"
    DROPPING = "dropping"
    DONE = "done"
    DROPPED = "dropped"
    FAILED = "failed"


_TRANSITIONS: Final[dict[tuple[RunState, str], RunState]] = {
    (RunState.PRINTING, "hold"): RunState.HOLDING,
    (RunState.PRINTING, "all sent"): RunState.ENDING,
    (RunState.HOLDING, "settled"): RunState.HELD,
    (RunState.HOLDING, "continue"): RunState.PRINTING,
    (RunState.HELD, "continue"): RunState.PRINTING,
    (RunState.ENDING, "settled"): RunState.DONE,
    (RunState.DROPPING, "settled"): RunState.DROPPED,
    **{
        (state, event): target
        for state in (RunState.PRINTING, RunState.HOLDING, RunState.HELD, RunState.ENDING)
        for event, target in (("drop", RunState.DROPPING), ("fail", RunState.FAILED))
    },
    (RunState.DROPPING, "fail"): RunState.FAILED,
}

ENDED: Final = frozenset({RunState.DONE, RunState.DROPPED, RunState.FAILED})


class Run:
    """The job's progress. `changed` is called after every change of state, to journal and to tell it."""

    def __init__(
        self,
        job: str,
        spool: SpoolReader,
        spool_path: str,
        protocol: Protocol,
        *,
        residency_seconds: float,
        changed: Callable[[], None],
    ) -> None:
        self.job = job
        self.spool = spool
        self.spool_path = spool_path
        self.state = RunState.PRINTING
        self.reason = ""
        self.executed = 0
        self.wait: HeatWait | None = None
        self._protocol = protocol
        self._residency_seconds = residency_seconds
        self._changed = changed
        self._settle_token: int | None = None
        self._settle_tries = 0
        self._position_token: int | None = None
        self._position_heard = False
        self._script = Script()
        self._first_line = 0
        self._last_counts: tuple[int, int] | None = None

    # How far it is, in indexes of the job's commands.

    @property
    def active(self) -> bool:
        """Whether it has not ended."""
        return self.state not in ENDED

    @property
    def acknowledged(self) -> int:
        """The first command whose `ok` has not come."""
        if self._last_counts is not None:
            return self._last_counts[0]
        return self._clamp(self._protocol.ledger.job_line_after(self._protocol.ledger.acknowledged))

    @property
    def sent(self) -> int:
        """The first command that has not gone out."""
        if self._last_counts is not None:
            return self._last_counts[1]
        return self._clamp(self._protocol.ledger.next_job_line)

    def _clamp(self, index: int) -> int:
        return max(0, min(index, len(self.spool)))

    def source_line(self, index: int) -> int:
        """The line of the file, from 1, on which the command before `index` stands; 0 before the first."""
        return self.spool.source_line(index - 1) if index > 0 else 0

    def interval(self) -> dict[str, int]:
        """Lines of the file between which the truth lies when the printer has lost its mind."""
        executed = max(self.executed, self.acknowledged - _LARGEST_PLANNER_LINES)
        return {
            "executed_line": self.source_line(executed),
            "acknowledged_line": self.source_line(self.acknowledged),
            "sent_line": self.source_line(self.sent),
        }

    # What may be done with it.

    def start(self, first_line: int) -> None:
        """Begin at command `first_line`."""
        self._first_line = self.executed = first_line
        self._protocol.begin_job(self.spool, first_line, limit=first_line)
        self._open_gate(first_line)

    def hold(self, script: Sequence[bytes]) -> None:
        """Send no more of the job; HELD once all is executed and `script` is done."""
        before = [FINISH_MOVES] if script else []
        commands = [*before, *script, FINISH_MOVES]
        self._go("hold", self._script.followed_by(commands, self._protocol.ledger))
        self._protocol.limit_job(self.sent)
        self._inject(commands)
        self._inject_barrier()

    def go_on(self, script: Sequence[bytes]) -> None:
        """Do `script`, then go on with the job."""
        self._go("continue", self._script.followed_by(script, self._protocol.ledger))
        self._settle_token = None
        self._inject(script)
        self._open_gate(self._line_to_wait_at() if self.wait else self.sent)

    def drop(self, script: Sequence[bytes]) -> None:
        """Send no more of the job for good; DROPPED once `script` is done."""
        commands = [*script, FINISH_MOVES]
        self._go("drop", Script().followed_by(commands, self._protocol.ledger))
        self._protocol.limit_job(self.sent)
        self._protocol.withdraw_injections()
        self.wait = None
        self._inject(commands)
        self._inject_barrier()

    def fail(self, reason: str) -> None:
        """It cannot go on."""
        self.reason = reason[:_LONGEST_REASON]
        self.wait = None
        self._protocol.limit_job(0)
        self._go("fail", Script())

    def _go(self, event: str, script: Script) -> None:
        target = _TRANSITIONS.get((self.state, event))
        if target is None:
            raise PortError(f"a job that is {self.state} cannot {event}")
        if target in ENDED:
            self._last_counts = self.acknowledged, self.sent
        self.state = target
        self._script = script
        self._changed()

    # What a successor takes over.

    def kept(self) -> dict[str, Any]:
        """For the journal, beside the counts."""
        return {
            "job": self.job,
            "spool": self.spool_path,
            "state": self.state.value,
            "reason": self.reason,
            "first_line": self._first_line,
            "script": self._script.as_data(),
            "last_counts": self._last_counts,
        }

    def resume_after_restart(self, kept: dict[str, Any], executed: int) -> None:
        """Take over a predecessor's run; what it waited for or had still to do is begun again."""
        self.state, self.reason, self.executed = RunState(kept["state"]), kept["reason"], executed
        self._first_line = kept["first_line"]
        self._script = Script.from_data(kept["script"])
        if not self.active:
            acknowledged, sent = kept["last_counts"]
            self._last_counts = acknowledged, sent
            return
        self._protocol.limit_job(self.sent)
        self._inject(self._script.left(self._protocol.ledger))
        if self.state is RunState.PRINTING:
            self._open_gate(self._line_to_wait_at())
        elif self.state is not RunState.HELD:
            self._inject_barrier()

    # What happens by itself.

    def on_time(self, heaters: Heaters, now: float) -> None:
        """Move the gate, if what it was closed for has come."""
        if self.state is not RunState.PRINTING:
            return
        if self.wait is not None:
            if self.acknowledged < self._protocol.job_limit or not self.wait.is_over(heaters, now):
                return
            self.wait = None
            self._open_gate(self._protocol.job_limit)
        limit = self._protocol.job_limit
        if self.sent < limit:
            return
        if limit >= len(self.spool):
            self._go("all sent", self._script.followed_by([FINISH_MOVES], self._protocol.ledger))
            self._inject([FINISH_MOVES])
            self._inject_barrier()
        elif wait := self.spool.wait_at(limit - 1):
            self.wait = HeatWait(wait, self._residency_seconds)

    def command_done(self, token: int, lines: Sequence[str]) -> None:
        """A barrier of ours may have been reached: all that was sent is executed."""
        if token == self._position_token:
            self._position_heard = any("X:" in line for line in lines)
        if token != self._settle_token:
            return
        if not self._position_heard and self._settle_tries < _MOST_SETTLE_TRIES:
            self._ask_whether_settled()
            return
        self._settle_token = None
        self.executed = self.sent
        self._go("settled", Script())

    def _open_gate(self, first_line: int) -> None:
        """Let the lines up to and with the next heating command out (from `first_line` on)."""
        wait_line = self.spool.next_wait(first_line)
        self._protocol.limit_job(len(self.spool) if wait_line is None else wait_line + 1)

    def _line_to_wait_at(self) -> int:
        """The last line sent: if it is one that is followed by a wait, that wait may not be over."""
        return max(self._first_line, self.sent - 1)

    def _inject(self, commands: Iterable[bytes]) -> None:
        for command in commands:
            self._protocol.inject(command)

    def _inject_barrier(self) -> None:
        """Its answer tells that all before it is executed, if FINISH_MOVES stands in front of it."""
        self._settle_tries = 0
        self._ask_whether_settled()

    def _ask_whether_settled(self) -> None:
        """An `ok T:` that comes before the M114's position answers an older M105, whose `ok` was late."""
        self._settle_tries += 1
        self._position_heard = False
        self._position_token = self._protocol.new_token()
        self._protocol.inject(b"M114", self._position_token)
        self._settle_token = self._protocol.new_token()
        self._protocol.inject(b"M105", self._settle_token)

    def as_data(self) -> dict[str, Any]:
        """For the snapshot."""
        acknowledged = self.acknowledged
        source_bytes = self.spool.header.source_bytes
        layer = self.spool.layer_at(max(0, acknowledged - 1))
        return {
            "job": self.job,
            "spool": self.spool_path,
            "name": self.spool.name,
            "state": self.state.value,
            "reason": self.reason,
            "lines": len(self.spool),
            "acknowledged": acknowledged,
            "sent": self.sent,
            "executed": self.executed,
            "file_line": self.source_line(acknowledged),
            "byte": self.spool.source_offset(acknowledged)
            if acknowledged < len(self.spool)
            else source_bytes,
            "bytes": source_bytes,
            "layer": layer.layer_index if layer else None,
            "layers": self.spool.layer_count,
            "height_mm": layer.z_mm if layer else None,
            "estimated_seconds": self.spool.estimated_seconds,
            "waiting_for": self.wait.describe() if self.wait else None,
        }
