"""The firmware's time-out of idle motors, which no wait of a job may meet.

Marlin lets go of its motors when nothing has moved for two minutes, and starts to count anew while it waits
for heat itself (`M109`, `M190`). Here the host waits, and a pause may last: the head would sag, or be pushed,
and nothing would tell. `M84 S0` switches the time-out off in every Marlin; no report says what it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.marlin.firmware import traits_of
from lezerprint.port.contract.states import ConnectionState

if TYPE_CHECKING:
    from lezerprint.port.controller import PortController


class MotorTimeout:
    """Off while a job is there, and set again after it.

    Args:
        seconds: What it is outside of jobs.
    """

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._is_off = False

    def on_time(self, controller: PortController) -> None:
        """Tell the firmware, where it is another than it was told last."""
        wanted = controller.run is not None and controller.run.active
        ready = controller.connection.state is ConnectionState.READY
        # To another firmware M84 may mean to let go of the motors, whatever stands behind it.
        if wanted != self._is_off and ready and traits_of(controller.interpreter.family).is_marlin:
            self._is_off = wanted
            controller.protocol.inject(b"M84 S%d" % (0 if wanted else self._seconds))
