"""Sums over prints. All are whole numbers, so that they are the same in whatever order they are made."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Final

_MILLIGRAMS_PER_GRAM: Final = 1000
_PERCENT: Final = 100.0


@dataclass(frozen=True, slots=True)
class Totals:
    """What some prints that have ended come to.

    Attributes:
        completed: How many were completed.
        failed: How many failed.
        cancelled: How many were cancelled.
        seconds: How long all of them printed.
        completed_seconds: How long those printed that were completed.
        timed: How many of the completed ones have a time.
        milligrams: The filament that all of them used.
    """

    completed: int = 0
    failed: int = 0
    cancelled: int = 0
    seconds: int = 0
    completed_seconds: int = 0
    timed: int = 0
    milligrams: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))

    @property
    def prints(self) -> int:
        """How many there were."""
        return self.completed + self.failed + self.cancelled

    @property
    def success_rate(self) -> float | None:
        """The share that was completed, of those that nobody cancelled; None without any."""
        decided = self.completed + self.failed
        return self.completed / decided if decided else None

    @property
    def average_seconds(self) -> float | None:
        """How long a completed print took; None without any."""
        return self.completed_seconds / self.timed if self.timed else None

    @property
    def grams(self) -> float:
        """The filament."""
        return self.milligrams / _MILLIGRAMS_PER_GRAM


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure in a span of time and in the one before it; None where there is none."""

    current: float | None
    previous: float | None

    @property
    def change(self) -> float | None:
        """By how many percent it grew; None where there was nothing before."""
        if self.current is None or not self.previous:
            return None
        return (self.current - self.previous) / self.previous * _PERCENT
