"""Letting go of a printer by order, and taking hold of it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.port.contract.messages import Answer
from lezerprint.port.contract.states import ConnectionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.port.controller import PortController

_COOLING_SECONDS: Final = 5.0
"""How long the firmware may take to say that it has switched its heaters off."""

_DEAD_SECONDS: Final = 8.0
"""The same where it must be proved that it is dead (`heat_watch.py`)."""

_WORKS: Final = frozenset({ConnectionState.CONNECTING, ConnectionState.READY})
_LONGEST_DEVICE: Final = 1000


class Disconnecting:
    """First the heaters off, then the link; both the answer to one order, which waits for them."""

    def __init__(self) -> None:
        self._answer: Callable[[Answer], None] | None = None
        self._since = 0.0
        self._force = False
        self._cold = False

    @property
    def under_way(self) -> bool:
        """Whether an order waits for the heaters."""
        return self._answer is not None

    def order(
        self, controller: PortController, now: float, *, force: bool, answer: Callable[[Answer], None]
    ) -> None:
        """Disconnect the printer, and stay away until `connect`; `answer` is called once that is done.

        Hot heaters are switched off first; a firmware that does not confirm it within five seconds is not
        let go of, unless by `force`. Raises PortError while a job is there, unless by `force`, which
        fails it, and always while an emergency stop waits for its confirmation.
        """
        if self._answer is not None:
            raise PortError("the printer is being disconnected already")
        if controller.emergency.ordered:
            raise PortError("an emergency stop is under way")
        if not force:
            controller.check_no_job()
        self._answer, self._since, self._force, self._cold = answer, now, force, False
        waits = controller.interpreter.firmware_waits(now)
        controller.fail_run("the printer was disconnected by order")
        if controller.connection.state is not ConnectionState.READY:
            if controller.connection.link is None or not controller.heaters.on:
                self._finish(controller)
            else:
                controller.cool("the printer is disconnected")
            return
        if waits:
            controller.protocol.send_urgent(b"M108")
        if controller.heaters.on:
            controller.cool("the printer is disconnected", self._switched_off)
            return
        # A target that was just set may not be reported yet.
        *first, last = controller.heaters.off_commands()
        for command in first:
            controller.inject(command, None)
        controller.inject(last, self._switched_off)

    def _switched_off(self, reply: Answer) -> None:
        self._cold = reply.error is None

    def on_time(self, controller: PortController, now: float) -> None:
        """See whether the heaters are off by now, or whether there is nothing left to let go of."""
        answer = self._answer
        if answer is None:
            return
        ready = controller.connection.state is ConnectionState.READY
        gone = not ready and (controller.connection.link is None or not controller.heaters.on)
        late = now - self._since > (_COOLING_SECONDS if ready else _DEAD_SECONDS)
        if self._cold or gone or (late and self._force):
            self._finish(controller)
        elif late:
            self._answer = None
            message = (
                "the printer does not confirm that its heaters are off, so it stays connected: look at it, "
                "switch it off if it is hot, and disconnect by force"
            )
            answer(Answer.refused("PORT", message))

    def _finish(self, controller: PortController) -> None:
        answer, self._answer = self._answer, None
        controller.let_go("disconnected by order")
        if answer is not None:
            answer(Answer())


def connect(controller: PortController, device: str | None, baudrate: int | None, now: float) -> None:
    """Take hold of the printer again; nothing to do where it is there or being looked for.

    Another `device` or `baudrate` than the options' is taken until the port process ends in order. Raises
    PortError where one is named while the last is still in hand or a job is there, and for a firmware
    that has stopped: it needs a reset.
    """
    connection = controller.connection
    if device is not None or baudrate is not None:
        controller.check_no_job()
        if connection.link is not None:
            raise PortError(f"the printer is {connection.state}: disconnect it first")
        if device is not None and not 0 < len(device) <= _LONGEST_DEVICE:
            raise PortError(f"the name of a device has 1 to {_LONGEST_DEVICE} characters")
        if baudrate is not None and baudrate <= 0:
            raise PortError("a baud rate is a number above zero")
        connection.choose(device, baudrate)
    if connection.state is ConnectionState.HALTED and connection.link is not None:
        raise PortError("the firmware has stopped: reset the printer")
    if connection.state not in _WORKS:
        controller.look_for_printer(now)
