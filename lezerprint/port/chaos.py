"""Death to order: `LEZERPRINT_CHAOS=1` and `LEZERPRINT_CHAOS_KILL=after-journal:100,mid-write:7`.

The process kills itself the hundredth time it has written its journal, its successor at its seventh
write to the port, in the middle of it. Nothing here happens without the first variable.
"""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from lezerprint.port.link import Link

GENERATION: Final = "LEZERPRINT_CHAOS_GENERATION"
"""How many processes died before this one: the launcher counts."""


class Chaos:
    """Counts the times that a place is passed, and dies at the one given."""

    def __init__(self, place: str | None = None, times: int = 0) -> None:
        self._place = place
        self._times = times

    @classmethod
    def from_environment(cls) -> Self:
        """What is ordered for this generation."""
        orders = os.environ.get("LEZERPRINT_CHAOS_KILL", "")
        if os.environ.get("LEZERPRINT_CHAOS") != "1" or not orders:
            return cls()
        generation = int(os.environ.get(GENERATION, "0"))
        deaths = orders.split(",")
        if generation >= len(deaths):
            return cls()
        place, _, times = deaths[generation].partition(":")
        return cls(place, int(times or 1))

    @property
    def armed(self) -> bool:
        """Whether a death in the middle of a write is ordered."""
        return self._place == "mid-write"

    def at(self, place: str) -> None:
        """Die here, if it is time."""
        if place == self._place:
            self._times -= 1
            if self._times == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def before_write(self, link: Link, data: bytes) -> None:
        """Write half of it and die, if it is time."""
        if self._times == 1:
            link.write(data[: len(data) // 2])
        self.at("mid-write")
