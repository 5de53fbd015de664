"""After noise in a wide window: is the tool where the file says?

The rest of a broken line may have run unchecked (PROTOCOL: an unnumbered line with a checksum executes).
The question is an M114 in the stream: Marlin answers with the position after all lines before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.events import PositionChecked
from lezerprint.port.contract.states import ConnectionState, RunState
from lezerprint.port.stopping import difference_in

if TYPE_CHECKING:
    from lezerprint.marlin.replies import ReportedPosition
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.controller import PortController
    from lezerprint.port.run import Run

_AT_MOST_EVERY_SECONDS: Final = 5.0


class PositionCheck:
    """Asks, compares, tells."""

    def __init__(self, controller: PortController) -> None:
        self._controller = controller
        self._next_at = 0.0
        self._run: Run | None = None
        self._heard: ReportedPosition | None = None

    def request(self, now: float) -> None:
        """Check soon, unless that is being done."""
        run = self._controller.run
        if self._run is not None or now < self._next_at or not _prints(run):
            return
        if self._controller.connection.state is not ConnectionState.READY:
            return
        self._run = run
        self._heard = None
        self._next_at = now + _AT_MOST_EVERY_SECONDS
        self._controller.inject(b"M114", self._answered)

    def heard(self, position: ReportedPosition) -> None:
        """Any report of the position; the last before the answer's `ok` is the one asked for."""
        self._heard = position

    def _answered(self, reply: Answer) -> None:
        run, self._run = self._run, None
        if self._heard is None or reply.number is None or run is not self._controller.run:
            return
        if run is None or not _prints(run):
            return
        index = self._controller.protocol.ledger.job_line_after(reply.number)
        wrong = difference_in(run, index, self._heard)
        if wrong is not None:
            self._controller.event_log.add(wrong)
        else:
            self._controller.event_log.add(PositionChecked())


def _prints(run: Run | None) -> bool:
    """Not of a job that is paused: its script has moved the tool away from where the file says."""
    return run is not None and run.state is RunState.PRINTING and not run.returning
