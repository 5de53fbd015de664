"""What happened to lines, counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """What happened to lines since the program's start; resets do not clear it."""

    accepted: int = 0
    executed: int = 0
    resets: int = 0
    cold_extrusions: int = 0
