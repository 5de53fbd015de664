"""What TaskActor is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """From itself: look after the tasks.

    Attributes:
        extra: Whether it is out of turn.
    """

    extra: bool = False


@dataclass(frozen=True, slots=True)
class TaskWaits:
    """A task was queued or cancelled; it may not be committed yet."""
