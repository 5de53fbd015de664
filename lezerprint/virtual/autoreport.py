"""A report that is said every so many seconds; Marlin's auto_report.h."""

from __future__ import annotations

import math


class AutoReport:
    """When the next report is due. Times are seconds on the caller's clock."""

    def __init__(self) -> None:
        self.interval_seconds = 0.0
        self.due_at = math.inf

    def set(self, interval_seconds: float, now: float) -> None:
        """Report so often from now on; 0 ends it."""
        self.interval_seconds = interval_seconds
        self.due_at = now + interval_seconds if interval_seconds else math.inf

    def is_due(self, now: float) -> bool:
        """Whether it is time, and if so, waits for the next time."""
        if now < self.due_at:
            return False
        self.due_at = now + self.interval_seconds
        return True
