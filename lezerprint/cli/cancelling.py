"""Stopping a print: the heaters are off before anybody leaves, or it is said that they may not be."""

from __future__ import annotations

import contextlib
import time
from enum import Enum
from typing import TYPE_CHECKING, Final

from lezerprint.cli.wording import hot_heaters
from lezerprint.errors import PortError
from lezerprint.port.channel import emergency_stop
from lezerprint.port.contract.events import BoardReset, Halted
from lezerprint.port.contract.orders import Cancel, Cool
from lezerprint.port.contract.states import ENDED, ConnectionState, RunState

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.cli.interrupts import Interrupts
    from lezerprint.cli.printer_port import PrinterPort
    from lezerprint.port.options import PortOptions

CANCEL_SECONDS: Final = 60.0
"""The moves that the firmware has planned are done first; a long one may take a while."""

COOL_SECONDS: Final = 10.0
_REPORT_SECONDS: Final = 3.0
"""A firmware that has reported no temperature for so long has none to report."""

_ORDER_AGAIN_SECONDS: Final = 3.0
_CONFIRM_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.1
_STOPPED_EVENTS: Final = (Halted, BoardReset)


class Stopped(Enum):
    """How sure it is that the printer is safe."""

    HEATERS_OFF = "the printer reported that its heaters are off"
    KILLED = "the firmware has stopped or was reset"
    UNKNOWN = "the printer has not confirmed it"


class Cancelling:
    """Ends the job on the user's order; `look` is called between the steps."""

    def __init__(
        self,
        job: str,
        *,
        port: PrinterPort,
        options: PortOptions,
        interrupts: Interrupts,
        look: Callable[[], None],
    ) -> None:
        self._job = job
        self._port = port
        self._options = options
        self._interrupts = interrupts
        self._look = look

    def run(self) -> Stopped:
        """Cancel the job and wait for its end, then for cold heaters; another Ctrl-C is an emergency stop."""
        deadline = time.monotonic() + CANCEL_SECONDS
        while (state := self._state()) not in ENDED:
            if self._interrupts.count > 1:
                return self._stop_at_once()
            if time.monotonic() > deadline:
                return Stopped.UNKNOWN
            if state is not RunState.CANCELLING:
                with contextlib.suppress(PortError):  # it may have ended just now: the next look tells
                    self._port.order(Cancel())
            self._look()
            self._port.poll(_LOOK_SECONDS)
        return heaters_off(self._port, max(COOL_SECONDS, deadline - time.monotonic()))

    def _state(self) -> RunState:
        """A job that a port process lost together with its journal has failed."""
        run = self._port.run_of(self._job)
        return RunState.FAILED if run is None else run.state

    def _stop_at_once(self) -> Stopped:
        with contextlib.suppress(PortError):
            emergency_stop(self._options)
        deadline = time.monotonic() + _CONFIRM_SECONDS
        while time.monotonic() < deadline:
            events = self._port.poll(_LOOK_SECONDS)
            if any(isinstance(event, _STOPPED_EVENTS) for event in events):
                return Stopped.KILLED
        return Stopped.UNKNOWN


def heaters_off(port: PrinterPort, seconds: float) -> Stopped:
    """Switch off what is on, and wait for the printer to report it, but not for longer than this."""
    began_at = time.monotonic()
    order_at = began_at
    while True:
        now = time.monotonic()
        state = port.connection.state
        hot = hot_heaters(port.snapshot)
        if state is ConnectionState.HALTED:
            return Stopped.KILLED
        reported = port.snapshot.temperatures or now - began_at > _REPORT_SECONDS
        if state is ConnectionState.READY and reported and not hot:
            return Stopped.HEATERS_OFF
        if now - began_at > seconds:
            return Stopped.UNKNOWN
        if hot and now >= order_at:
            order_at = now + _ORDER_AGAIN_SECONDS
            with contextlib.suppress(PortError):  # not connected just now: it is tried again
                port.order(Cool("the print is over"))
        port.poll(_LOOK_SECONDS)
