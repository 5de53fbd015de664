"""After noise in a wide window: is the tool where the file says?

The rest of a broken line may have run unchecked (PROTOCOL: an unnumbered line with a checksum executes).
The question is an M114 in the stream: Marlin answers with the position after all lines before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lezerprint.port.connection import ConnectionState
from lezerprint.port.run import RunState

if TYPE_CHECKING:
    from lezerprint.marlin.replies import Position
    from lezerprint.port.conductor import Conductor
    from lezerprint.port.run import Run

_TOLERANCE_MM: Final = 0.05
_AT_MOST_EVERY_SECONDS: Final = 5.0


class PositionCheck:
    """Asks, compares, tells."""

    def __init__(self, conductor: Conductor) -> None:
        self._conductor = conductor
        self._next_at = 0.0
        self._run: Run | None = None
        self._heard: Position | None = None

    def request(self, now: float) -> None:
        """Check soon, unless that is being done."""
        run = self._conductor.run
        if self._run is not None or now < self._next_at or not _prints(run):
            return
        if self._conductor.connection.state is not ConnectionState.READY:
            return
        self._run = run
        self._heard = None
        self._next_at = now + _AT_MOST_EVERY_SECONDS
        self._conductor.inject(b"M114", self._answered)

    def heard(self, position: Position) -> None:
        """Any report of the position; the last before the answer's `ok` is the one asked for."""
        self._heard = position

    def _answered(self, reply: dict[str, Any]) -> None:
        run, self._run = self._run, None
        if self._heard is None or "number" not in reply or run is not self._conductor.run:
            return
        if run is None or not _prints(run):
            return
        ledger = self._conductor.protocol.ledger
        state = run.spool.state_before(ledger.job_line_after(reply["number"]))
        expected = {"x": state.x, "y": state.y, "z": state.z, "e": state.e}
        found = {"x": self._heard.x, "y": self._heard.y, "z": self._heard.z, "e": self._heard.e}
        wrong = [
            axis
            for axis, value in found.items()
            if value is not None and abs(value - expected[axis]) > _TOLERANCE_MM
        ]
        kind = "position_error" if wrong else "position_checked"
        self._conductor.outbox.add(kind, expected=expected, found=found, axes=wrong)


def _prints(run: Run | None) -> bool:
    """Not of a job that is held: its script has moved the tool away from where the file says."""
    return run is not None and run.state is RunState.PRINTING and not run.returning
