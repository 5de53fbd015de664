"""When the port process may end: it was told to, or nobody needs it; never while a job is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.port.connection import ConnectionState

if TYPE_CHECKING:
    from lezerprint.port.conductor import Conductor

_COOLING_SECONDS: Final = 5.0
"""How long the firmware may take to report that its heaters are off."""


class Departure:
    """Looked at with every tick; the process ends once it is `due`."""

    def __init__(self, alone_seconds: float) -> None:
        self.due = False
        self._alone_seconds = alone_seconds
        self._ordered = False
        self._cool_first = False
        self._cooling_since: float | None = None

    def order(self, *, cool: bool) -> None:
        """End as soon as no job is there; with `cool`, not before the heaters are off."""
        self._ordered = True
        self._cool_first = cool

    def on_time(self, conductor: Conductor, now: float) -> None:
        """See whether it is time."""
        if conductor.run is not None and conductor.run.active:
            return
        lonely = conductor.watchdog.alone_seconds(now) > self._alone_seconds and not conductor.heaters.on
        if not (self._ordered or lonely):
            return
        ready = conductor.connection.state is ConnectionState.READY
        if self._cool_first and ready and conductor.heaters.on:
            if self._cooling_since is None:
                self._cooling_since = now
                conductor.cool("the port process ends")
            if now - self._cooling_since < _COOLING_SECONDS:
                return
        self.due = True
