"""The firmware's own pauses, from `paused` to `resumed`: what the job and the stream do meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.marlin.outgoing import BARRIER
from lezerprint.port.contract.states import RunState
from lezerprint.port.effects import JobHasChanged, Send
from lezerprint.port.injections import take_targets
from lezerprint.port.paused_machine import FirmwarePause, PausedMachine
from lezerprint.port.run_state import Step

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.effects import Effects
    from lezerprint.port.heating import Heaters
    from lezerprint.port.run import Run

_REASON: Final = "the printer has paused by itself, and waits to be resumed"


class FirmwarePauses:
    """Follows them; what a successor must know is kept with the job (`PausedMachine.firmware`)."""

    def __init__(self, ledger: Ledger, heaters: Heaters) -> None:
        self._ledger = ledger
        self._heaters = heaters
        self._ordered = False
        """Whether the firmware was told to go back to the print."""

    def paused(self, run: Run, resume_with: bytes) -> Effects:
        """It has parked, and may let the nozzle cool, whose target before that is remembered."""
        prints = run.state is RunState.PRINTING and not run.returning
        stops = run.state is RunState.PAUSING and run.paused_machine is None
        if not resume_with or not (prints or stops):
            return []
        state = run.spool.state_before(run.sent)
        take_targets(state, self._heaters)
        machine = PausedMachine.begin(state, None)
        machine.firmware = FirmwarePause(self._ledger.sent, resume_with.decode())
        run.paused_machine = machine
        if prints:
            run.pause([], _REASON)
            return []
        run.reason = _REASON
        return [JobHasChanged()]

    def resumed(self, run: Run) -> None:
        """It is back at the print; whether it is hot again is still to be seen."""
        stands = run.state in (RunState.PAUSING, RunState.PAUSED) or run.step is Step.RESUMING
        if _pause(run) is not None and stands:
            run.come_back(Step.ASKING)

    def on_time(self, run: Run) -> Effects:
        """Tell it to resume, where that was ordered; what was done in the pause must not be done again."""

        def answered(_answer: Answer) -> None:
            """A firmware that says nothing when it is back has answered by then."""
            self.resumed(run)

        pause = _pause(run)
        if pause is None:
            self._ordered = False
            return []
        self._ledger.never_again(pause.after, BARRIER)
        begins = run.step is Step.RESUMING and not self._ordered
        self._ordered = run.step is Step.RESUMING
        return [Send(pause.resume_with.encode(), answered)] if begins else []

    def check(self, run: Run | None, command: bytes) -> None:
        """Raise PortError for what must not be done in such a pause."""
        if run is not None and (pause := _pause(run)) is not None:
            pause.check(command)


def _pause(run: Run) -> FirmwarePause | None:
    return run.paused_machine.firmware if run.active and run.paused_machine is not None else None
