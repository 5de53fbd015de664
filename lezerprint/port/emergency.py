"""The emergency stop: raw, unnumbered, repeated until the firmware is dead, then a reset by DTR.

A firmware without the emergency parser reads M112 from its ring only while its command queue has room,
so one order may not do. A stop that was ordered and not written survives us as a file: it is the first
thing that a successor writes.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.protocol import EMERGENCY_STOP
from lezerprint.port.effects import ResetBoard, StopAtOnce
from lezerprint.port.link import LinkLostError

if TYPE_CHECKING:
    from lezerprint.port.effects import Effects
    from lezerprint.port.link import Link
    from lezerprint.port.paths import PortPaths

_REPEAT_SECONDS: Final = 0.2
_RESET_AFTER_SECONDS: Final = 5.0


class EmergencyStop:
    """Whether one is under way, and what is to be done about it."""

    def __init__(self, paths: PortPaths) -> None:
        self._order = paths.stop_order
        self._under_way = False
        self._first_written_at: float | None = None
        self._repeat_at = 0.0

    @property
    def ordered(self) -> bool:
        """Whether a stop waits for the device to be there, or for the firmware's last words."""
        return self._under_way or self._order.exists()

    def order(self, link: Link | None, now: float, *, dead: bool) -> bool:
        """Write it now, if there is anything to write to; otherwise keep it for when there is.

        It is repeated from now on, unless the firmware is known to be `dead`, when nothing would ever
        answer. Returns whether it was written.
        """
        dead = dead and not self._under_way
        written = _write(link)
        if written:
            self._order.unlink(missing_ok=True)
        else:
            with contextlib.suppress(OSError):  # no room for it: while this process lives it is not forgotten
                self._order.touch()
        if not dead:
            self._under_way = True
            self._repeat_at = now + _REPEAT_SECONDS
            if written and self._first_written_at is None:
                self._first_written_at = now
        return written

    def on_time(self, link: Link | None, now: float) -> Effects:
        """Repeat it while the firmware lives; pull DTR when it does not listen."""
        if not self._under_way:
            return [StopAtOnce()] if self._order.exists() else []
        if link is None or now < self._repeat_at:
            return []
        if self._first_written_at is not None and now - self._first_written_at >= _RESET_AFTER_SECONDS:
            return [ResetBoard()]
        self.order(link, now, dead=False)
        return []

    def end(self) -> None:
        """The firmware is dead, or starts anew."""
        self._under_way = False
        self._first_written_at = None
        self._order.unlink(missing_ok=True)


def _write(link: Link | None) -> bool:
    try:
        return link is not None and link.write(EMERGENCY_STOP) == len(EMERGENCY_STOP)
    except LinkLostError:
        return False
