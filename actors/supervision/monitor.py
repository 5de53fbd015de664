"""Finds the actors that hang: those at the same activity for longer than its limit, seen from outside.

A ping would wait behind a backlog and prove nothing. The stamp that each actor leaves at the start of a
message is read here instead, at every tick of the timer thread. Where that tick itself comes late, the whole
process was starved or suspended: nobody is judged, and everybody's time begins anew.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, NamedTuple

from actors.supervision.states import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from actors.supervision.metrics import Activity
    from actors.supervision.registry import Directory
    from actors.supervision.timers import Timers

__all__ = ["Judge", "Monitor", "Observation"]

_logger = logging.getLogger(__name__)

_LEAST_TOLERANCE_SECONDS = 0.25
"""A tick that comes late by less says nothing about the process: the scheduler does that to anyone."""


class Observation(NamedTuple):
    """What one actor was doing at a tick."""

    path: str
    generation: int
    activity: Activity
    thread_id: int | None


class Judge:
    """Decides who hangs; knows no threads and no clock."""

    def __init__(self, tolerance_seconds: float) -> None:
        self._tolerance_seconds = tolerance_seconds
        self._forgiven_until = float("-inf")

    def hung(self, now: float, due: float, observations: Iterable[Observation]) -> list[Observation]:
        """Return whom to call hung at a tick that was due at a moment and came now (monotonic seconds)."""
        if now - due > self._tolerance_seconds:
            self._forgiven_until = now
            return []
        return [
            observation
            for observation in observations
            if now - max(observation.activity.since_seconds, self._forgiven_until)
            > observation.activity.limit_seconds
        ]


class Monitor:
    """Looks at all actors of a directory every so often and reports the hung ones to their supervisors."""

    def __init__(self, directory: Directory, timers: Timers, tick_seconds: float) -> None:
        self._directory = directory
        self._timers = timers
        self._tick_seconds = tick_seconds
        self._judge = Judge(tolerance_seconds=max(tick_seconds, _LEAST_TOLERANCE_SECONDS))
        self._reported: set[tuple[str, int]] = set()

    def start(self) -> None:
        """Begin to look."""
        self._schedule()

    def _schedule(self) -> None:
        due = time.monotonic() + self._tick_seconds
        self._timers.call_at(due, lambda: self._tick(due))

    def _tick(self, due: float) -> None:
        try:
            self._look(due)
        finally:
            self._schedule()

    def _look(self, due: float) -> None:
        observations = self._directory.observe()
        hung = self._judge.hung(time.monotonic(), due, observations)
        keys = {(observation.path, observation.generation) for observation in hung}
        for observation in hung:
            if (observation.path, observation.generation) not in self._reported:
                self._report(observation)
        self._reported = keys

    def _report(self, observation: Observation) -> None:
        activity = observation.activity
        message = f"{activity.label} took longer than {activity.limit_seconds:g} s"
        failure = Failure.overdue("Hung", message, observation.thread_id)
        _logger.error("%s (generation %d) hangs: %s", observation.path, observation.generation, message)
        self._directory.report_hung(observation, failure)
