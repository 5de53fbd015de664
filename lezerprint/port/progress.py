"""How far a job is: where it stands, and which commands went out, were acknowledged, and are executed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.port.contract.states import ENDED, RunState

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.port.run_state import Step
    from lezerprint.port.spool import SpoolReader


class Progress:
    """Counts are indexes of the job's commands.

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
