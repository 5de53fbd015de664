"""Which tasks have lost their worker.

On the same machine the system knows whether a process lives. Of others only their heartbeats are known, and
they are judged by whether they change, not by what they say: clocks differ, and jump.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from lezerprint.tasks.processes import has_died
from lezerprint.tasks.records import Claim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from lezerprint.storage.models import Task

SILENT_SECONDS: Final = 30.0
SILENT_LOOKS: Final = 5
"""So often the same heartbeat must be seen, too: after an outage of the database all are old."""


class DeadWorkerDetector:
    """Remembers heartbeats from look to look.

    Args:
        clock: Seconds that never jump.
        died: Whether a worker is known to be gone.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, died: Callable[[str], bool] = has_died
    ) -> None:
        self._clock = clock
        self._died = died
        self._seen: dict[Claim, tuple[datetime | None, float, int]] = {}

    def observe(self, running: Iterable[Task]) -> list[Claim]:
        """Take what the rows say now; the claims whose worker is gone."""
        now, before = self._clock(), self._seen
        self._seen = {}
        lost = []
        for task in running:
            claim = Claim(task.id, task.worker or "", task.attempts)
            heartbeat, since, looks = before.get(claim, (None, now, 0))
            if heartbeat != task.heartbeat_at:
                since, looks = now, 0
            self._seen[claim] = (task.heartbeat_at, since, looks + 1)
            silent = now - since >= SILENT_SECONDS and looks >= SILENT_LOOKS
            if silent or self._died(claim.worker):
                lost.append(claim)
        return lost
