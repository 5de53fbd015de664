"""What a file leaves on at its end is switched off: a file that was cut short never does so itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.port.contract.states import RunState

if TYPE_CHECKING:
    from lezerprint.port.controller import PortController
    from lezerprint.port.run import Run


class LeftOn:
    """Looks whenever a command was acknowledged; a job that had ended before is not looked at."""

    def __init__(self) -> None:
        self._ending: Run | None = None

    def look(self, controller: PortController) -> None:
        """Switch off and tell, if the job has just ended and the firmware reports a target."""
        run = controller.run
        if run is None:
            return
        if run.state is RunState.FINISHING:
            self._ending = run
        elif run.state is RunState.COMPLETED and run is self._ending:
            self._ending = None
            if controller.heaters.on:
                controller.cool(f"{run.spool.name} has ended and left them on")
