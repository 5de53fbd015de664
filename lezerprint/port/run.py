"""One job on its way through the printer: which lines may go out, where it waits, how it ends."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import PortError
from lezerprint.marlin.commands import Wait
from lezerprint.port.contract.states import ENDED, RunState
from lezerprint.port.failure import FailureReason
from lezerprint.port.file_pauses import FilePauses
from lezerprint.port.injections import Injections
from lezerprint.port.motion_barrier import MotionBarrier
from lezerprint.port.paused_machine import PausedMachine, check_keeps_origin
from lezerprint.port.print_tools import PrintTools
from lezerprint.port.progress import Progress
from lezerprint.port.run_state import IN_WORDS, TRANSITIONS, Step
from lezerprint.port.scripts import Script, templates_for, values_for_scripts
from lezerprint.port.stopping import stopped_at
from lezerprint.port.template import longest, render
from lezerprint.port.time_spent import TimeSpent, doing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lezerprint.marlin.protocol import Protocol
    from lezerprint.port.contract.events import Event
    from lezerprint.port.heating import Heaters, HeatWait
    from lezerprint.port.spool import SpoolReader

__all__ = ["ENDED", "FINISH_MOVES", "Run", "RunState"]

FINISH_MOVES: Final = b"M400 S0"
"""M400 with a parameter that Marlin ignores, so that our barriers can be told from a file's own M400."""

_LONGEST_REASON: Final = 300


class Run(Progress):
    """The job's progress. `changed` is called after every change of state, to journal and to tell it."""

    def __init__(
        self,
        job: str,
        spool: SpoolReader,
        spool_path: str,
        protocol: Protocol,
        heaters: Heaters,
        *,
        residency_seconds: float,
        changed: Callable[[], None],
        tell: Callable[[Event], None],
        firmware_name: str = "",
    ) -> None:
        super().__init__(spool, protocol.ledger)
        self.job = job
        self.spool_path = spool_path
        self.reason = ""
        self.failure: FailureReason | None = None
        self.paused_machine: PausedMachine | None = None
        self.restored: list[str] = []
        self.firmware_name = firmware_name
        self.time_spent = TimeSpent()
        self.changed_at = time.time()
        self._protocol = protocol
        self._changed = changed
        self._tell = tell
        self._heaters = heaters
        self._barrier = MotionBarrier(protocol)
        self.injections = Injections()
        self.file_pauses = FilePauses()
        self.tools = PrintTools(spool, self.injections, heaters, residency_seconds)
        self._script = Script()
        self._templates: list[str] = []
        self._wait: HeatWait | None = None
        self._reheating: list[HeatWait] = []
        self._first_line = 0

    @property
    def wait(self) -> HeatWait | None:
        """What heat is being waited for."""
        return self._reheating[0] if self._reheating else self._wait

    @property
    def ends_by_itself(self) -> bool:
        """Whether it needs nobody to come to its end."""
        return self.active and self.state not in (RunState.PAUSING, RunState.PAUSED) and self.wait is None

    # What may be done with it.

    def start(self, first_line: int) -> None:
        """Begin at command `first_line`."""
        self._first_line = self.executed = first_line
        self._protocol.begin_job(self.spool, first_line, limit=first_line)
        self._open_gate(first_line)

    def pause(self, script: Sequence[str] | None = None, reason: str = "") -> None:
        """Send no more of the job; PAUSED once all is executed and `script` is done.

        The script is templates, None for the spool's own; `resume` undoes whatever it does. The reason is for
        people, and empty where it was somebody's order.
        """
        stays = self.paused_machine is not None and self.paused_machine.left and self._step is not Step.MOVING
        templates = [] if stays else self._checked("pause", script, self._script)
        behind = self._script.followed_by([FINISH_MOVES], self._protocol.ledger)
        self._go("pause", behind, templates, why=reason)
        self._protocol.limit_job(self.sent)
        self._inject([FINISH_MOVES])
        self._ask_where_it_stops()

    def pause_somehow(self, reason: str) -> None:
        """Pause; where the script cannot be done, without it."""
        try:
            self.pause(reason=reason)
        except PortError:
            self.pause([], reason)

    def resume(self, script: Sequence[str] | None = None) -> None:
        """Do `script`, make the machine as it was when it was paused, and go on with the job."""
        templates = self._checked("resume", script, self._script)
        if self.paused_machine is None:
            self._go("resume", self._script)
            self._barrier.forget()
            self._open_gate(self._line_to_resume_from())
            return
        if self.paused_machine.firmware is not None:
            self.come_back(Step.RESUMING)
            return
        templates = self.paused_machine.allowed(templates)
        self.paused_machine.check_can_resume(self._render(templates), self.spool, self.sent)
        self._go("resume", self._script, templates, Step.ASKING)
        self._barrier.ask()

    def come_back(self, step: Step) -> None:
        """The firmware is to go back to the print (RESUMING), or is there, and may be cold (ASKING)."""
        if self.state is RunState.PRINTING:
            self._do(self._script, (), step)
        else:
            self._go("resume", self._script, (), step)
        if step is Step.ASKING:
            self._barrier.ask()

    def cancel(self, script: Sequence[str] | None = None, *, last: Sequence[bytes] = ()) -> None:
        """Send no more of the job for good; CANCELLED once `script` (as for `pause`) and `last` are done."""
        commands = [*self._render(self._checked("cancel", script, Script())), *last, FINISH_MOVES]
        self._go("cancel", Script().followed_by(commands, self._protocol.ledger))
        self._protocol.limit_job(self.sent)
        self._protocol.withdraw_injections()
        self._wait = None
        self._inject(commands)
        self._barrier.ask()

    def abandon(self) -> None:
        """The printer takes nothing any more, and its heaters are off: a cancelled job has ended so."""
        self._go("executed", Script())

    def injected(self, command: bytes) -> bool:
        """Somebody's command goes out next; whether it is to be journalled with this.

        Raises PortError for one that would spoil the rest of the job.
        """
        if self.paused_machine is not None:
            check_keeps_origin([command])
            return self.paused_machine.follow_by_hand(command)
        return self.active and self.injections.note(command, self.sent)

    def fail(self, reason: str, failure: FailureReason = FailureReason.OTHER) -> None:
        """It cannot go on, for a reason in words for people, and in one for statistics."""
        self.failure = failure
        self._wait = None
        self._protocol.limit_job(0)
        self._go("fail", Script(), why=reason)

    def explain(self, failure: FailureReason, words: str) -> None:
        """What made it fail is known better now."""
        self.failure, self.reason = failure, f"{self.reason}; {words}"[:_LONGEST_REASON]

    def _go(
        self,
        event: str,
        script: Script,
        templates: Sequence[str] = (),
        step: Step | None = None,
        *,
        why: str = "",
    ) -> None:
        target = TRANSITIONS.get((self.state, event))
        if target is None:
            raise PortError(f"the print {IN_WORDS[self.state]}")
        if target in ENDED:
            self.keep_counts()
            self.paused_machine = None
        if event != "executed":
            self.reason = why[:_LONGEST_REASON]
        self.state, self.changed_at = target, time.time()
        self._reheating = []
        self._do(script, templates, step)

    def _do(self, script: Script, templates: Sequence[str] = (), step: Step | None = None) -> None:
        """Journal what is to be sent, and what after that, before any of it is."""
        self._script, self._templates, self._step = script, list(templates), step
        self._changed()

    # What a successor takes over.

    def kept(self) -> dict[str, Any]:
        """For the journal, beside the counts."""
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
            "file_pauses": [self.file_pauses.made_at, self.file_pauses.unknown_at],
            "last_counts": self._last_counts,
            "changed_at": self.changed_at,
            "spent": self.time_spent.kept(),
        }

    def resume_after_restart(self, kept: dict[str, Any], executed: int) -> None:
        """Take over a predecessor's run; what it waited for or had still to do is begun again."""
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
        self._restore_pause(kept)
        self._protocol.limit_job(self.sent)
        self._inject(self._script.left(self._protocol.ledger))
        if self.state is RunState.PRINTING and self._step is None:
            self._open_gate(self._line_to_wait_at())
        elif self.state is not RunState.PAUSED and self._step not in (Step.HEATING, Step.RESUMING):
            self._ask_where_it_stops()

    def _restore_pause(self, kept: dict[str, Any]) -> None:
        self._templates = kept["templates"]
        self._step = Step(kept["step"]) if kept["step"] else None
        self._reheating = [self.tools.heat_wait(Wait(**wait)) for wait in kept["reheating"]]
        machine = kept["paused_machine"]
        self.paused_machine = PausedMachine.from_kept(machine) if machine else None
        self.injections.restore(kept["injections"])
        self.file_pauses = FilePauses(*kept.get("file_pauses", ()))
        if kept["waits"]:
            self._wait = self.tools.wait_after(self.sent - 1)

    # What happens by itself.

    def on_time(self, now: float, *, waits_for_user: bool = False) -> None:
        """Move the gate, if what it was closed for has come."""
        if self.active:
            self.tools.follow(self.acknowledged, self.paused_machine)
            kind = doing(self.state, self._step, heats=self.wait is not None, waits_for_user=waits_for_user)
            self.time_spent.passed(kind, now)
        if self.state is not RunState.PRINTING:
            return
        if self._step is not None:
            self._reheat(now)
            return
        if self._wait is not None:
            if self.acknowledged < self._protocol.job_limit or not self._wait.is_over(self._heaters, now):
                return
            self.tools.waited(self._wait)
            self._wait = None
            self._open_gate(self._protocol.job_limit)
        limit = self._protocol.job_limit
        if self.sent < limit:
            return
        if limit >= len(self.spool):
            self._go("all sent", self._script.followed_by([FINISH_MOVES], self._protocol.ledger))
            self._inject([FINISH_MOVES])
            self._barrier.ask()
        elif wait := self.tools.wait_after(limit - 1):
            self._wait = wait
        elif self.acknowledged >= limit:
            self._pass(limit)

    def _pass(self, limit: int) -> None:
        """The command behind which nothing was sent is done: go on, unless the file asks for a pause."""
        if (reason := self.file_pauses.due(self.spool, limit - 1)) is None:
            self._open_gate(limit)
            return
        self.pause_somehow(reason)

    def command_done(self, token: int, lines: Sequence[str]) -> None:
        """A barrier of ours may have been reached: all that was sent is executed."""
        if not self._barrier.command_done(token, lines):
            return
        if self.paused_machine is None or self.paused_machine.firmware is None:
            self.executed = self.sent
        if self.state is RunState.PAUSING:
            self._stopped()
        elif self.state is not RunState.PRINTING:
            self._go("executed", Script())
        elif self.paused_machine is not None:
            self._came_nearer(self.paused_machine)

    def _ask_where_it_stops(self) -> None:
        first = self.state is RunState.PAUSING and not self.paused_machine
        self._barrier.ask(self.firmware_name if first else "")

    def _stopped(self) -> None:
        """All is executed: see how the machine is before the script changes that, and after it be paused."""
        if self.paused_machine is None:
            self.paused_machine, news = stopped_at(
                self.spool, self.sent, self.injections, self._barrier, self._heaters, self.firmware_name
            )
            for event in news:
                self._tell(event)
        self._templates = self.paused_machine.allowed(self._templates)
        if self._templates:
            self._do_script(None)
        else:
            self._go("executed", Script())

    def _came_nearer(self, machine: PausedMachine) -> None:
        """One step of the way back is done."""
        if self._step is Step.ASKING:
            commands, waits = machine.reheating(self._heaters)
            if commands or waits:
                self._reheating = [self.tools.heat_wait(wait) for wait in waits]
                self._inject_next(commands, self._templates, Step.SETTING)
            else:
                self._move_back()
        elif self._step is Step.SETTING:
            self._do(Script(), self._templates, Step.HEATING)
        else:
            self._resume_as_before(machine)

    def _reheat(self, now: float) -> None:
        if self._step is not Step.HEATING:
            return
        while self._reheating and self._reheating[0].is_over(self._heaters, now):
            del self._reheating[0]
        if not self._reheating:
            self._move_back()

    def _move_back(self) -> None:
        if self._templates or self._step is not Step.ASKING:
            self._do_script(Step.MOVING)
        elif self.paused_machine is not None:
            self._resume_as_before(self.paused_machine)

    def _do_script(self, step: Step | None) -> None:
        commands = [*self._render(self._templates), FINISH_MOVES]
        if self.paused_machine is not None:
            self.paused_machine.follow(commands)
            self.paused_machine.left = step is None
        self._inject_next(commands, (), step)

    def _inject_next(self, commands: list[bytes], templates: Sequence[str], step: Step | None) -> None:
        self._do(self._script.followed_by(commands, self._protocol.ledger), templates, step)
        self._inject(commands)
        self._barrier.ask()

    def _resume_as_before(self, machine: PausedMachine) -> None:
        """The machine is made as it was, and the next line of the job finds it so."""
        commands = machine.restoration(self._barrier.position, self.spool.values)
        self.paused_machine, self.restored = None, [body.decode() for body in commands]
        self._do(self._script.followed_by(commands, self._protocol.ledger))
        self._inject(commands)
        self._open_gate(self._line_to_resume_from())

    def _checked(self, name: str, script: Sequence[str] | None, behind: Script) -> list[str]:
        """The templates to do. Raises PortError where they cannot be done, or not be kept until then."""
        templates = templates_for(self.spool, name, script)
        behind.followed_by([FINISH_MOVES, *longest(templates), FINISH_MOVES], self._protocol.ledger)
        return templates

    def _render(self, templates: Sequence[str]) -> list[bytes]:
        if not templates:
            return []
        return render(templates, values_for_scripts(self, self.paused_machine, self.firmware_name))

    def _open_gate(self, first_line: int) -> None:
        """Let the lines up to and with the next out behind which is waited (from `first_line` on)."""
        self._passed, stop = first_line, self.spool.next_stop(first_line)
        self._protocol.limit_job(len(self.spool) if stop is None else stop + 1)

    def _line_to_resume_from(self) -> int:
        return self.sent if self._passed >= self.sent else self._line_to_wait_at()

    def _line_to_wait_at(self) -> int:
        """The last line sent: if it is one that is followed by a wait, that wait may not be over."""
        return max(self._first_line, self.sent - 1)

    def _inject(self, commands: Iterable[bytes]) -> None:
        for command in commands:
            self._heaters.note(command)
            self._protocol.inject(command)
