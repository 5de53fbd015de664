"""Stopping the board at once, and what follows when it starts anew: in mid-print the job is over.

The emergency stop is raw, unnumbered, repeated until the firmware is dead, and then a reset. A firmware
without the emergency parser reads M112 from its ring only while its command queue has room, so one order may
not do. A stop that was ordered and not written survives us as a file: it is the first thing that a successor
writes.

By order a board is reset by a pulse on DTR, which many have no line for; then nothing happens at all, so a
boot banner is waited for. Whatever reset it, the question is whether the power was lost.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.protocol import EMERGENCY_STOP
from lezerprint.port.contract import events
from lezerprint.port.contract.messages import Answer
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.effects import (
    AnswerTo,
    FailJob,
    JobHasChanged,
    ResetBoard,
    StillHalted,
    StopAtOnce,
    Tell,
    WriteState,
)
from lezerprint.port.failure import FailureReason
from lezerprint.port.link import LinkLostError

if TYPE_CHECKING:
    from lezerprint.marlin.replies import ResetCause
    from lezerprint.port.effects import Effects, Then
    from lezerprint.port.link import Link
    from lezerprint.port.paths import PortPaths
    from lezerprint.port.run import Run

_REPEAT_SECONDS: Final = 0.2
_RESET_AFTER_SECONDS: Final = 5.0
_CAUSE_FOLLOWS_SECONDS: Final = 10.0
"""A board says why it was reset in its first lines; what comes later is about a reset that was not seen."""

_BOOT_SECONDS: Final = 6.0
"""A boot loader takes two seconds, some boards five; before the firmware is given up as silent (8 s)."""

_NO_EFFECT: Final = (
    "the reset had no effect (this link may have no DTR line): press the reset button at the printer, "
    "or switch it off and on"
)


class EmergencyStop:
    """Whether one is under way, and what is to be done about it."""

    def __init__(self, paths: PortPaths) -> None:
        self._order = paths.stop_order
        self._under_way = False
        self._first_written_at: float | None = None
        self._repeat_at = 0.0

    @property
    def ordered(self) -> bool:
        """Whether a stop waits for the device to be there, or for the firmware's last words."""
        return self._under_way or self._order.exists()

    def order(self, link: Link | None, now: float, *, dead: bool) -> bool:
        """Write it now, if there is anything to write to; otherwise keep it for when there is.

        It is repeated from now on, unless the firmware is known to be `dead`, when nothing would ever
        answer. Returns whether it was written.
        """
        dead = dead and not self._under_way
        written = _write(link)
        if written:
            self._order.unlink(missing_ok=True)
        else:
            with contextlib.suppress(OSError):  # no room for it: while this process lives it is not forgotten
                self._order.touch()
        if not dead:
            self._under_way = True
            self._repeat_at = now + _REPEAT_SECONDS
            if written and self._first_written_at is None:
                self._first_written_at = now
        return written

    def on_time(self, link: Link | None, now: float) -> Effects:
        """Repeat it while the firmware lives; pull DTR when it does not listen."""
        if not self._under_way:
            return [StopAtOnce()] if self._order.exists() else []
        if link is None or now < self._repeat_at:
            return []
        if self._first_written_at is not None and now - self._first_written_at >= _RESET_AFTER_SECONDS:
            return [ResetBoard()]
        self.order(link, now, dead=False)
        return []

    def end(self) -> None:
        """The firmware is dead, or starts anew."""
        self._under_way = False
        self._first_written_at = None
        self._order.unlink(missing_ok=True)


def _write(link: Link | None) -> bool:
    try:
        return link is not None and link.write(EMERGENCY_STOP) == len(EMERGENCY_STOP)
    except LinkLostError:
        return False


class BoardResets:
    """What is known of the last one.

    A reset is known by the board's `start`; why it was, the board says after that, if at all, so the job
    has failed by then, and what is said of it is put right. A device that was gone meanwhile is taken for
    one that had no power, until the board says otherwise.
    """

    def __init__(self) -> None:
        self._vanished = False
        self._happened_at: float | None = None
        self._power_was_lost = False
        self._run: Run | None = None
        self._ordered_until: float | None = None
        self._halted_before: str | None = None
        self._then: Then | None = None

    # By order.

    def order(self, state: ConnectionState, reason: str, now: float, then: Then | None = None) -> Effects:
        """DTR is pulled now, of a printer in this state; `then` is told whether the board has started."""
        effects = self._answer(Answer.refused("NOT_DONE", "another reset was ordered"))
        if self._ordered_until is None:
            self._halted_before = reason if state is ConnectionState.HALTED else None
        self._then, self._ordered_until = then, now + _BOOT_SECONDS
        return effects

    def booted(self) -> Effects:
        """A boot banner was heard."""
        if self._ordered_until is None:
            return []
        self._ordered_until = None
        return self._answer(Answer(restarted=True))

    def on_time(self, state: ConnectionState, now: float, *, linked: bool) -> Effects:
        """See whether the board that was ordered to start has done so."""
        if self._ordered_until is None:
            return []
        if state is ConnectionState.READY:
            return self._had_no_effect()
        if now < self._ordered_until and state is ConnectionState.CONNECTING:
            return []
        if self._halted_before is None or not linked:
            return self._had_no_effect()
        before = self._halted_before.partition("; the reset had no effect")[0]
        return [StillHalted(f"{before}; {_NO_EFFECT}"), *self._had_no_effect()]

    def _had_no_effect(self) -> Effects:
        self._ordered_until = None
        told = Tell(events.ResetWithoutEffect(message=_NO_EFFECT))
        return [told, WriteState(), *self._answer(Answer(message=_NO_EFFECT))]

    def _answer(self, answer: Answer) -> Effects:
        then, self._then = self._then, None
        return [] if then is None else [AnswerTo(then, answer)]

    # By itself.

    def link_lost(self) -> None:
        """The device is gone."""
        self._vanished = True

    def link_works(self) -> None:
        """The firmware answers."""
        self._vanished = False

    def happened(self, job: Run | None, now: float) -> Effects:
        """The board started anew, in the middle of this job."""
        self._run, self._happened_at, self._power_was_lost = job, now, False
        failure = FailureReason.POWER_LOSS if self._vanished else FailureReason.PRINTER_RESET
        fails = FailJob("the board was reset in mid-print", failure)
        return [*self.booted(), fails, Tell(events.BoardReset())]

    def explained(self, run: Run | None, cause: ResetCause, words: str, now: float) -> Effects:
        """The board has said why, in these words; it may give several reasons.

        `run` is the job that there is, which may be the one that has failed by it.
        """
        if self._happened_at is None or now - self._happened_at > _CAUSE_FOLLOWS_SECONDS:
            return []
        self._power_was_lost |= cause.power_was_lost
        failure = FailureReason.POWER_LOSS if self._power_was_lost else FailureReason.PRINTER_RESET
        failed = self._run if self._run is run else None
        job = failed.job if failed is not None else None
        told = Tell(events.ResetExplained(cause=cause, failure=failure, job=job))
        if failed is None:
            return [told]
        failed.explain(failure, f"the board says: {words}")
        return [told, JobHasChanged()]
