"""What a run sends that is none of the job's lines: scripts, restorations, barriers, the gate.

Before anything of ours is sent it is journalled with what comes after it; see `run.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.port.photo_stops import PhotoStops
from lezerprint.port.print_tools import PrintTools
from lezerprint.port.progress import JobRecord
from lezerprint.port.run_state import Step
from lezerprint.port.scripts import Script, templates_for, values_for_scripts
from lezerprint.port.stopping import MotionBarrier
from lezerprint.port.template import longest, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lezerprint.marlin.protocol import Protocol
    from lezerprint.port.contract.events import Event
    from lezerprint.port.heating import Heaters
    from lezerprint.port.spool import SpoolReader
    from lezerprint.port.tuning import Tuning

FINISH_MOVES: Final = b"M400 S0"
"""M400 with a parameter that Marlin ignores, so that our barriers can be told from a file's own M400."""


class ScriptedRun(JobRecord):
    """A job that can be stopped for commands of ours. `changed` is called to journal and to tell it."""

    def __init__(
        self,
        job: str,
        spool: SpoolReader,
        spool_path: str,
        protocol: Protocol,
        heaters: Heaters,
        *,
        residency_seconds: float,
        changed: Callable[[], None],
        tell: Callable[[Event], None],
        firmware_name: str = "",
        tuning: Tuning | None = None,
        wants_photos: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(job, spool, spool_path, protocol.ledger, firmware_name)
        self._photos = PhotoStops(wants_photos, tell)
        self._protocol = protocol
        self._changed = changed
        self._tell = tell
        self._heaters = heaters
        self._tuning = tuning
        self._barrier = MotionBarrier(protocol)
        self.tools = PrintTools(spool, self.injections, heaters, residency_seconds)

    def _do(self, script: Script, templates: Sequence[str] = (), step: Step | None = None) -> None:
        """Journal what is to be sent, and what after that, before any of it is."""
        self._script, self._templates, self._step = script, list(templates), step
        self._changed()

    def _do_script(self, step: Step | None) -> None:
        commands = [*self._render(self._templates), FINISH_MOVES]
        if self.paused_machine is not None:
            self.paused_machine.follow(commands)
            self.paused_machine.left = step in (None, Step.PHOTO_PARK)
        self._inject_next(commands, (), step)

    def _inject_next(self, commands: list[bytes], templates: Sequence[str], step: Step | None) -> None:
        self._do(self._script.followed_by(commands, self._protocol.ledger), templates, step)
        self._inject(commands)
        self._barrier.ask()

    def _checked(self, name: str, script: Sequence[str] | None, behind: Script) -> list[str]:
        """The templates to do. Raises PortError where they cannot be done, or not be kept until then."""
        templates = templates_for(self.spool, name, script)
        behind.followed_by([FINISH_MOVES, *longest(templates), FINISH_MOVES], self._protocol.ledger)
        return templates

    def _render(self, templates: Sequence[str]) -> list[bytes]:
        if not templates:
            return []
        return render(
            templates, values_for_scripts(self.spool, self.sent, self.paused_machine, self.firmware_name)
        )

    def _open_gate(self, first_line: int) -> None:
        """Let the lines up to and with the next out behind which is waited (from `first_line` on)."""
        self._passed, stop = first_line, self.spool.next_stop(first_line)
        self._protocol.limit_job(len(self.spool) if stop is None else stop + 1)

    def _line_to_resume_from(self) -> int:
        return self.sent if self._passed >= self.sent else self._line_to_wait_at()

    def _line_to_wait_at(self) -> int:
        """The last line sent: if it is one that is followed by a wait, that wait may not be over."""
        return max(self._first_line, self.sent - 1)

    def _inject(self, commands: Iterable[bytes]) -> None:
        for command in commands:
            self._heaters.note(command)
            if self._tuning is not None:
                self._tuning.note(command, self)
            self._protocol.inject(command)
