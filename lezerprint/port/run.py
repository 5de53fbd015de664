"""One job on its way through the printer: which lines may go out, where it waits, how it ends.

`TRANSITIONS` (`run_state.py`) has the states, here in capitals, and what leads from one to the next. *Sent*,
*acknowledged* and *executed* are indexes of the job's commands. *Executed* is known by a barrier: M400, which
ends when all moves have, then M114 and M105 (`MotionBarrier`), behind all that waits to be sent.

**Print.** The protocol streams the commands below a limit, the gate. `start` opens it up to the next command
behind which something is to be done: a wait for heat, or a pause that the file asks for. Once all before the
gate is sent, the wait begins; when the heater is there, the gate opens up to the next such command. Thus the
firmware never waits itself, and whatever is ordered meanwhile is not stuck behind it. A command that may
pause the print must be acknowledged before the gate opens (`_pass`).

**Pause.** The gate closes behind what was sent; M400 and a barrier follow: PAUSING. At the barrier the
machine's state is taken from the file's replay, the firmware's reports and what others have injected
(`stopped_at`), and kept. Only then is the script sent, with values of that state, and another barrier. At
that: PAUSED. `resume` before the first barrier just opens the gate again.

**Resume.** PRINTING at once, with the gate still closed, in steps (`Step`):

| step     | what is done                                                                   |
|----------|--------------------------------------------------------------------------------|
| RESUMING | the firmware is told to end its own pause (only where it has paused by itself) |
| ASKING   | a barrier: where the machine is, and which targets are set                     |
| SETTING  | the targets are set again that differ                                          |
| HEATING  | they are waited for                                                            |
| MOVING   | the script that comes back                                                     |

Then position, modes, fans and factors are restored where they differ, and the gate opens.

**Cancel.** The gate closes for good, and what was injected and has not gone out is withdrawn. Script, heaters
off and a barrier follow: CANCELLING, and CANCELLED at the barrier. How a firmware that blocks is woken is
`cancelling.py`'s. **Fail** sends nothing: the firmware is in no state for it.

**Finish.** When the last command is sent: M400 and a barrier. FINISHING, and COMPLETED at the barrier.

**A kill** of the process at any of this is survived: before anything of ours is sent, the rest of it
(`_script`), what comes after that (`_templates`) and the step are journalled (`_do`). The successor sends of
the script what has no number yet, and begins again what is waited for (`resume_after_restart`).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import PortError
from lezerprint.marlin.commands import Wait
from lezerprint.port.contract.states import ENDED, RunState
from lezerprint.port.failure import FailureReason
from lezerprint.port.paused_machine import PausedMachine, check_keeps_origin
from lezerprint.port.photo_stops import PARK, RETURN
from lezerprint.port.progress import doing
from lezerprint.port.run_state import IN_WORDS, PHOTO_STEPS, TRANSITIONS, Step
from lezerprint.port.scripted_run import FINISH_MOVES, ScriptedRun
from lezerprint.port.scripts import Script, templates_for
from lezerprint.port.stopping import stopped_at

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["ENDED", "FINISH_MOVES", "Run", "RunState"]

_LONGEST_REASON: Final = 300


class Run(ScriptedRun):
    """What is done with a job. `changed` is called after every change of state, to journal and to tell it."""

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
        if self.paused_machine is not None and not stays:
            self.paused_machine.for_photo = False
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
        for_photo = self.paused_machine is not None and self.paused_machine.for_photo
        templates = self._checked(RETURN if for_photo else "resume", script, self._script)
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

    def photo_taken(self, line: int) -> None:
        """The picture before this command is there, or will not come: go on. PortError: too late."""
        if self.state is not RunState.PRINTING or not self._photos.waits_for(self, line):
            raise PortError("the head is not parked for this picture any more")
        self._end_photo()

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

    # What a successor takes over.

    def resume_after_restart(self, kept: dict[str, Any], executed: int) -> None:
        """Take over a predecessor's run; what it waited for or had still to do is begun again."""
        self.restore(kept, executed)
        if not self.active:
            return
        self._reheating = [self.tools.heat_wait(Wait(**wait)) for wait in kept["reheating"]]
        if kept["waits"]:
            self._wait = self.tools.wait_after(self.sent - 1)
        self._protocol.limit_job(self.sent)
        self._inject(self._script.left(self._protocol.ledger))
        if self.state is RunState.PRINTING and self._step is None:
            self._open_gate(self._line_to_wait_at())
        elif self.state is not RunState.PAUSED and self._step not in (Step.HEATING, Step.RESUMING):
            self._ask_where_it_stops()

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
            self._wait_on_the_way(now)
            return
        if self._wait is not None:
            if self.acknowledged < self._protocol.job_limit or not self._wait.is_over(self._heaters, now):
                return
            self.tools.waited(self._wait)
            self._wait = None
            self._pass(self._protocol.job_limit)
            return
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
        """The command behind which nothing was sent is done: go on, unless a pause or a picture is due."""
        if (reason := self.file_pauses.due(self.spool, limit - 1)) is not None:
            self.pause_somehow(reason)
        elif self._photos.is_due(self, limit):
            self._do(self._script.followed_by([FINISH_MOVES], self._protocol.ledger), (), Step.PHOTO_STOP)
            self._inject([FINISH_MOVES])
            self._ask_where_it_stops()
        else:
            self._open_gate(limit)

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
        elif self._step in PHOTO_STEPS:
            self._came_nearer_to_photo()
        elif self.paused_machine is not None:
            self._came_nearer(self.paused_machine)

    def _ask_where_it_stops(self) -> None:
        stops = self.state is RunState.PAUSING or self._step is Step.PHOTO_STOP
        first = stops and not self.paused_machine
        self._barrier.ask(self.firmware_name if first else "")

    def _stopped(self) -> None:
        """All is executed: see how the machine is before the script changes that, and after it be paused."""
        self._templates = self._stopped_machine().allowed(self._templates)
        if self._templates:
            self._do_script(None)
        else:
            self._go("executed", Script())

    def _stopped_machine(self) -> PausedMachine:
        if self.paused_machine is None:
            self.paused_machine, news = stopped_at(
                self.spool, self.sent, self.injections, self._barrier, self._heaters, self.firmware_name
            )
            for event in news:
                self._tell(event)
        return self.paused_machine

    def _came_nearer_to_photo(self) -> None:
        """All is executed, or the head is parked; a successor does not wait for a picture again."""
        if self._step is Step.PHOTO_STOP:
            self._stopped_machine().for_photo = True
            self._templates = templates_for(self.spool, PARK, None)
            self._do_script(Step.PHOTO_PARK)
        elif self._step is Step.PHOTO_PARK:
            self._do(self._script, (), Step.PHOTO)
            self._photos.parked(self)
        else:
            self._end_photo()

    def _end_photo(self) -> None:
        self._templates = templates_for(self.spool, RETURN, None)
        self._do_script(Step.MOVING)

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

    def _wait_on_the_way(self, now: float) -> None:
        if self._step is Step.PHOTO and self._photos.is_over():
            self._end_photo()
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

    def _resume_as_before(self, machine: PausedMachine) -> None:
        """The machine is made as it was, and the next line of the job finds it so."""
        commands = machine.restoration(self._barrier.position, self.spool.values)
        self.paused_machine, self.restored = None, [body.decode() for body in commands]
        self._do(self._script.followed_by(commands, self._protocol.ledger))
        self._inject(commands)
        self._open_gate(self._line_to_resume_from())
