"""What StorageActor is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drain:
    """Write what waits.

    Attributes:
        extra: Whether somebody wants it at once; else it is from itself.
    """

    extra: bool = False
