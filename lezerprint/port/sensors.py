"""Which heaters have gone missing from the firmware's reports.

What M109 and M190 say while they wait (Marlin 1: the hotend alone) is no report of all heaters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_REPORTS: Final = 3
_SECONDS: Final = 5.0
"""One report may be garbled; several in a row, over some time, are not."""


@dataclass(slots=True)
class Sensors:
    """By name: tool0, bed, chamber. `silent`: for long nothing was reported of any."""

    silent: bool = False
    _heard_at: dict[str, float] = field(default_factory=dict)
    _missed: dict[str, int] = field(default_factory=dict)
    _now: float = 0.0

    def heard(self, names: Iterable[str], now: float) -> None:
        """A report of all heaters has these."""
        self._now = now
        self._missed = {name: missed + 1 for name, missed in self._missed.items()}
        for name in names:
            self._heard_at[name], self._missed[name] = now, 0

    def age(self, now: float, after_seconds: float) -> None:
        """See whether anything was reported lately."""
        self.silent = bool(self._heard_at) and now - self._now > after_seconds

    def is_missing(self, name: str) -> bool:
        """Whether this was reported, and is no longer."""
        gone = self._missed.get(name, 0) >= _REPORTS and self._now - self._heard_at[name] >= _SECONDS
        return gone or (self.silent and name in self._heard_at)

    def forget(self) -> None:
        """Reports begin anew."""
        self._heard_at.clear()
        self._missed.clear()
        self.silent = False
