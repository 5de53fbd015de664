"""What is kept in the journal as the stream goes, and what a successor takes from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import PortError
from lezerprint.port.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lezerprint.marlin.protocol import Protocol
    from lezerprint.port.run import Run

_LONGEST_NAMES_BYTES: Final = 6000
"""Job, spool's path and device as JSON; scripts and a reason must find room in the journal beside them."""


class JournalWriter:
    """Counts to the journal before bytes go out, and the job's state whenever it changes."""

    def __init__(self, path: Path, device: str) -> None:
        self._journal = Journal(path)
        self._device = device
        self._epoch = self._journal.latest_epoch
        self._acknowledged = 0
        predecessor = self._journal.state
        self._lease: int = predecessor.get("lease", 0)
        self.starts: int = predecessor.get("starts", 0) + 1
        """How many processes have had this journal: none of them has the same."""

    def inherited(self) -> dict[str, Any]:
        """The predecessor's state, if it had the same device."""
        state = self._journal.state
        return state if state.get("device") == self._device else {}

    def restore(self, protocol: Protocol, run: Run, kept: dict[str, Any]) -> None:
        """Give the predecessor's counts to the protocol, and its state to the job."""
        cursor, anchors = self._journal.cursor, self._journal.anchors
        if not anchors:
            raise PortError("the journal no longer has the position of the job")
        protocol.ledger.restore(cursor.sent, cursor.acknowledged, anchors, run.spool)
        run.resume_after_restart(kept, cursor.executed)

    def begin_numbering(self) -> None:
        """The firmware counts anew: lines of the numbering before mean nothing now."""
        self._epoch += 1

    def next_lease(self) -> int:
        """The epoch of a new lease, higher than any before, also than those of our predecessors."""
        self._lease += 1
        return self._lease

    def write_counts(self, protocol: Protocol, run: Run | None) -> None:
        """Bring the journal up to the protocol's counts; this is on the hot path."""
        ledger, journal = protocol.ledger, self._journal
        for anchor in protocol.take_anchors():
            journal.write_anchor(self._epoch, anchor)
        self._acknowledged = ledger.acknowledged
        journal.write_cursor(self._epoch, ledger.sent, ledger.acknowledged, run.executed if run else 0)

    def keep_up(self, protocol: Protocol, run: Run | None) -> None:
        """Write the counts if lines were acknowledged since, although nothing goes out."""
        if protocol.ledger.acknowledged != self._acknowledged:
            self.write_counts(protocol, run)

    def check_names(self, job: str, spool_path: str) -> None:
        """Raise PortError for names that the journal has no room for."""
        if len(json.dumps([job, spool_path, self._device])) > _LONGEST_NAMES_BYTES:
            raise PortError("the names of the job and its spool are too long")

    def write_state(self, kept: Mapping[str, Any]) -> None:
        """Keep how all stands, for a successor."""
        own = {"device": self._device, "lease": self._lease, "starts": self.starts}
        self._journal.write_state({**own, **kept})

    def close(self) -> None:
        """Let go of the journal."""
        self._journal.close()
