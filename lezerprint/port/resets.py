"""A board that starts anew in mid-print: the job is over, and the question is whether the power was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.port.failure import Failure

if TYPE_CHECKING:
    from lezerprint.marlin.replies import ResetCause
    from lezerprint.port.conductor import Conductor
    from lezerprint.port.run import Run

_CAUSE_FOLLOWS_SECONDS: Final = 10.0
"""A board says why it was reset in its first lines; what comes later is about a reset that was not seen."""


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

    def link_lost(self) -> None:
        """The device is gone."""
        self._vanished = True

    def link_works(self) -> None:
        """The firmware answers."""
        self._vanished = False

    def happened(self, conductor: Conductor, now: float) -> None:
        """The board started anew."""
        run = conductor.run
        self._run = run if run is not None and run.active else None
        self._happened_at, self._power_was_lost = now, False
        conductor.heaters.clear()
        failure = Failure.POWER_LOSS if self._vanished else Failure.PRINTER_RESET
        conductor.fail_run("the board was reset in mid-print", failure)
        conductor.outbox.add("board_reset")

    def explained(self, conductor: Conductor, cause: ResetCause, words: str, now: float) -> None:
        """The board has said why, in these words; it may give several reasons."""
        if self._happened_at is None or now - self._happened_at > _CAUSE_FOLLOWS_SECONDS:
            return
        self._power_was_lost |= cause.power_was_lost
        failure = Failure.POWER_LOSS if self._power_was_lost else Failure.PRINTER_RESET
        run = self._run if self._run is conductor.run else None
        job = run.job if run is not None else None
        conductor.outbox.add("reset_cause", cause=cause.value, failure=failure.value, job=job)
        if run is not None:
            run.explain(failure, f"the board says: {words}")
            conductor.run_changed()
