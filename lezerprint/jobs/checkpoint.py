"""What is kept on disk of a print that is under way: all that is known of it when the host loses power."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from lezerprint.port.contract.heaters import HeaterReading
from lezerprint.port.contract.run_report import RunReport

if TYPE_CHECKING:
    from lezerprint.port.contract.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The job of a snapshot.

    Attributes:
        run: How it stood.
        temperatures: By heater.
        sequence: The number of the last event of the port process.
        at: When that was, in seconds since 1970.
    """

    run: RunReport
    temperatures: dict[str, HeaterReading]
    sequence: int
    at: float

    @classmethod
    def of(cls, snapshot: Snapshot, run: RunReport, at: float) -> Self:
        """What the snapshot has of its job, at this time."""
        return cls(run, snapshot.temperatures, snapshot.sequence, at)
