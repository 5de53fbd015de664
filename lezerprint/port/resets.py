"""A board that starts anew: in mid-print the job is over, and the question is whether the power was lost.

By order it is reset by a pulse on DTR, which many boards have no line for; then nothing happens at all, so a
boot banner is waited for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.port.contract import events
from lezerprint.port.contract.messages import Answer
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.failure import FailureReason

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.marlin.replies import ResetCause
    from lezerprint.port.controller import PortController
    from lezerprint.port.run import Run

_CAUSE_FOLLOWS_SECONDS: Final = 10.0
"""A board says why it was reset in its first lines; what comes later is about a reset that was not seen."""

_BOOT_SECONDS: Final = 6.0
"""A boot loader takes two seconds, some boards five; before the firmware is given up as silent (8 s)."""

_NO_EFFECT: Final = (
    "the reset had no effect (this link may have no DTR line): press the reset button at the printer, "
    "or switch it off and on"
)


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
        self._answer: Callable[[Answer], None] | None = None

    # By order.

    def order(
        self, controller: PortController, now: float, answer: Callable[[Answer], None] | None = None
    ) -> None:
        """Pull DTR and greet the board anew; `answer` is told whether the board has started.

        Raises PortError where there is no link.
        """
        connection = controller.connection
        if connection.link is None:
            raise PortError(f"the printer is {connection.state}: {connection.reason}; it cannot be reset")
        self._told(Answer.refused("NOT_DONE", "another reset was ordered"))
        if self._ordered_until is None:
            halted = connection.state is ConnectionState.HALTED
            self._halted_before = connection.reason if halted else None
        self._answer, self._ordered_until = answer, now + _BOOT_SECONDS
        doubtful = controller.is_printing
        controller.fail_run("the board was reset by order", FailureReason.PRINTER_RESET)
        controller.emergency.end()
        connection.reset_board()
        controller.heaters.lose_sight(doubtful=doubtful)
        controller.connect(now)

    def booted(self) -> None:
        """A boot banner was heard."""
        if self._ordered_until is not None:
            self._ordered_until = None
            self._told(Answer(restarted=True))

    def on_time(self, controller: PortController, now: float) -> None:
        """See whether the board that was ordered to start has done so."""
        if self._ordered_until is None:
            return
        connection, halted = controller.connection, self._halted_before
        if connection.state is ConnectionState.READY:
            self._had_no_effect(controller, Answer(message=_NO_EFFECT))
        elif now >= self._ordered_until or connection.state is not ConnectionState.CONNECTING:
            if halted is not None and connection.link is not None:
                controller.protocol.halt()
                connection.halted(f"{halted.partition('; the reset had no effect')[0]}; {_NO_EFFECT}")
            self._had_no_effect(controller, Answer(message=_NO_EFFECT))

    def _had_no_effect(self, controller: PortController, reply: Answer) -> None:
        self._ordered_until = None
        controller.event_log.add(events.ResetWithoutEffect(message=_NO_EFFECT))
        controller.write_state()
        self._told(reply)

    def _told(self, reply: Answer) -> None:
        answer, self._answer = self._answer, None
        if answer is not None:
            answer(reply)

    # By itself.

    def link_lost(self) -> None:
        """The device is gone."""
        self._vanished = True

    def link_works(self) -> None:
        """The firmware answers."""
        self._vanished = False

    def happened(self, controller: PortController, now: float) -> None:
        """The board started anew."""
        run = controller.run
        self._run = run if run is not None and run.active else None
        self._happened_at, self._power_was_lost = now, False
        controller.heaters.board_started(doubtful=controller.is_printing)
        controller.heat.board_started()
        self.booted()
        failure = FailureReason.POWER_LOSS if self._vanished else FailureReason.PRINTER_RESET
        controller.fail_run("the board was reset in mid-print", failure)
        controller.event_log.add(events.BoardReset())

    def explained(self, controller: PortController, cause: ResetCause, words: str, now: float) -> None:
        """The board has said why, in these words; it may give several reasons."""
        if self._happened_at is None or now - self._happened_at > _CAUSE_FOLLOWS_SECONDS:
            return
        self._power_was_lost |= cause.power_was_lost
        failure = FailureReason.POWER_LOSS if self._power_was_lost else FailureReason.PRINTER_RESET
        run = self._run if self._run is controller.run else None
        job = run.job if run is not None else None
        controller.event_log.add(events.ResetExplained(cause=cause, failure=failure, job=job))
        if run is not None:
            run.explain(failure, f"the board says: {words}")
            controller.run_changed()
