"""When the port process may end: it was told to, or nobody needs it; never while a job is there.

Nobody needs it that is alone, while every heater is known to be off: a printer that has stopped, that is
away or that says nothing is none of which that is known. One that was let go of by order is nobody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.port.connection import ConnectionState

if TYPE_CHECKING:
    from lezerprint.port.conductor import Conductor

_COOLING_SECONDS: Final = 5.0
"""How long the firmware may take to report that its heaters are off."""

_DEAD_SECONDS: Final = 10.0
"""The same where it must be proved that it is dead (`heat_watch.py`)."""


class Departure:
    """Looked at with every tick; the process ends once it is `due`."""

    def __init__(self, alone_seconds: float) -> None:
        self.due = False
        self.superseded = ""
        """How the server's settings differ from ours: another process takes our place once we are idle."""
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
        if conductor.interpreter.sd_print.active or (conductor.run is not None and conductor.run.active):
            return
        state = conductor.connection.state
        needed = conductor.heaters.on and state is not ConnectionState.DISCONNECTED
        alone = conductor.watchdog.alone_seconds(now) > self._alone_seconds and not needed
        lonely = alone and not conductor.options.supervised
        if not (self._ordered or lonely or self.superseded):
            return
        cool_first = self._cool_first or self.superseded
        if cool_first and conductor.connection.link is not None and conductor.heaters.on:
            if self._cooling_since is None:
                self._cooling_since = now
                conductor.cool("the port process ends")
            if now - self._cooling_since < (
                _COOLING_SECONDS if state is ConnectionState.READY else _DEAD_SECONDS
            ):
                return
        self.due = True
