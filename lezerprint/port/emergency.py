"""The emergency stop: raw, unnumbered, repeated until the firmware is dead, then a reset by DTR.

A firmware without the emergency parser reads M112 from its ring only while its command queue has room,
so one order may not do. A stop that was ordered and not written survives us as a file: it is the first
thing that a successor writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.marlin.protocol import EMERGENCY_STOP
from lezerprint.port.link import LinkLostError

if TYPE_CHECKING:
    from lezerprint.port.conductor import Conductor
    from lezerprint.port.link import Link
    from lezerprint.port.paths import PortPaths

_REPEAT_SECONDS: Final = 0.2
_RESET_AFTER_SECONDS: Final = 5.0


class EmergencyStop:
    """Whether one is under way, and what is to be done about it."""

    def __init__(self, paths: PortPaths) -> None:
        self._order = paths.stop_order
        self._began_at: float | None = None
        self._repeat_at = 0.0

    @property
    def ordered(self) -> bool:
        """Whether a stop waits for the device to be there."""
        return self._began_at is not None or self._order.exists()

    def begin(self, link: Link | None, now: float) -> None:
        """Write it now, if there is anything to write to; otherwise keep it for when there is."""
        if self._began_at is None:
            self._began_at = now
        self._repeat_at = now + _REPEAT_SECONDS
        if link is None:
            self._order.touch()
            return
        try:
            link.write(EMERGENCY_STOP)
        except LinkLostError:
            self._order.touch()
        else:
            self._order.unlink(missing_ok=True)

    def on_time(self, conductor: Conductor, now: float) -> None:
        """Repeat it while the firmware lives; pull DTR when it does not listen."""
        if self._order.exists() and self._began_at is None:
            conductor.emergency_stop(now)
        if self._began_at is None or conductor.connection.link is None or now < self._repeat_at:
            return
        if now - self._began_at < _RESET_AFTER_SECONDS:
            self.begin(conductor.connection.link, now)
        else:
            self.end()
            conductor.reset(now)

    def end(self) -> None:
        """The firmware is dead, or starts anew."""
        self._began_at = None
        self._order.unlink(missing_ok=True)
