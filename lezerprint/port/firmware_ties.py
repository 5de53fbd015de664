"""What Marlin ties to commands that a host's job does without: motors, print job timer, runout sensor.

The whole list, with what else was looked at, is in docs/marlin-ties.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lezerprint.marlin.firmware import traits_of
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.job_timer import JobTimer
from lezerprint.port.motors import MotorTimeout
from lezerprint.port.runout_sensor import QUESTION, RunoutSensor
from lezerprint.port.script import Script

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.marlin.ledger import Ledger
    from lezerprint.marlin.protocol import Protocol
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.controller import PortController

_CAPABILITY: Final = "RUNOUT"


class FirmwareTies:
    """Sends what is due, once, also when the process is killed at it.

    Args:
        motor_timeout_seconds: What the motors' time-out is outside of jobs.
    """

    def __init__(self, motor_timeout_seconds: int) -> None:
        self._motors = MotorTimeout(motor_timeout_seconds)
        self._timer = JobTimer()
        self._sensor = RunoutSensor()
        self._script = Script()

    def on_time(self, controller: PortController) -> None:
        """See what is due."""
        self._motors.on_time(controller)
        if self._script.after > controller.protocol.ledger.sent:  # of a numbering that is over: all went out
            self._script = Script()
        run, interpreter = controller.run, controller.interpreter
        if run is None or controller.connection.state is not ConnectionState.READY:
            return
        interpreter.pauses.on_time(run)
        traits = traits_of(interpreter.family)
        if traits.has_job_timer and (command := self._timer.due(run, controller.heaters)):
            self._send(controller, command)
        if traits.has_runout_switch and interpreter.can(_CAPABILITY):
            self._see_to_sensor(controller, self._sensor.due(run))

    def has_more(self, ledger: Ledger) -> bool:
        """Whether something waits to go out."""
        return bool(self._script.left(ledger))

    def noticed(self, command: bytes) -> None:
        """Somebody's command goes out beside the file's."""
        self._timer.noticed(command)

    def _see_to_sensor(self, controller: PortController, command: bytes | None) -> None:
        def answered(reply: Answer) -> None:
            self._see_to_sensor(controller, self._sensor.answered(reply.lines, controller.run))

        if command == QUESTION:
            controller.protocol.inject(command, controller.replies.token_for(answered, controller.protocol))
        elif command is not None:
            self._send(controller, command)

    def _send(self, controller: PortController, command: bytes) -> None:
        """First journalled, then sent: a successor sends what has no number yet."""
        self._script = self._script.followed_by([command], controller.protocol.ledger)
        controller.write_state()
        controller.protocol.inject(command)

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        timer, sensor = self._timer, self._sensor
        return {
            "timer": [timer.job, timer.runs, timer.doubted, timer.since, timer.left_alone],
            "sensor_off": sensor.switched_off,
            "script": self._script.as_data(),
        }

    def restore(self, kept: Mapping[str, Any], protocol: Protocol) -> None:
        """Go on as a predecessor, whose job's lines are known by now."""
        self._timer = JobTimer(*kept["timer"])
        self._sensor = RunoutSensor(switched_off=kept["sensor_off"])
        self._script = Script.from_data(kept["script"])
        for command in self._script.left(protocol.ledger):
            protocol.inject(command)
