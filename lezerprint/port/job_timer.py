"""The firmware's print job timer, which arms its runout sensor: M109 and M190 start it, and we send neither.

Marlin watches the filament only while the timer runs (`runout.h`, `printingIsActive`). With
PRINTJOB_TIMER_AUTOSTART a target of nearly nothing stops it again (`auto_job_check_timer`). A start while it
runs does no more than forget which objects were cancelled, so it is sent only where it may stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.commands import command_code, words
from lezerprint.port.contract.states import RunState

if TYPE_CHECKING:
    from lezerprint.port.heating import Heaters
    from lezerprint.port.run import Run

START: Final = b"M75"
STOP: Final = b"M77"

_HOTEND_CELSIUS: Final = 100.0
_BED_CELSIUS: Final = 10.0
"""Targets up to these may stop the timer: Marlin's bounds are half of EXTRUDE_MINTEMP, and BED_MINTEMP."""

_SETS_TARGET: Final = frozenset({("M", 104), ("M", 140)})
_MAY_STOP: Final = re.compile(rb"M ?0*1[04][04](?!\d)[^\n]*S ?\+?0*\d{0,2}(?![\d])", re.IGNORECASE)
_HANDLES_IT: Final = re.compile(rb"M ?0*7[56](?![.\d])", re.IGNORECASE)
_STOPS_IT: Final = re.compile(rb"M ?0*77(?![.\d])", re.IGNORECASE)


@dataclass(slots=True)
class JobTimer:
    """Whether the timer runs, as far as is known.

    Attributes:
        job: Of which job this tells.
        runs: Whether it was started, and not stopped since.
        doubted: Whether something since may have stopped it.
        since: The job's command from which on nothing is known yet that may have stopped it.
        left_alone: Whether the file starts or pauses it by itself, or has stopped it.
    """

    job: str = ""
    runs: bool = False
    doubted: bool = False
    since: int = 0
    left_alone: bool = False

    def noticed(self, command: bytes) -> None:
        """Somebody's command goes out beside the file's."""
        low = words(command).get("S", 0.0) <= _HOTEND_CELSIUS
        self.doubted = self.doubted or (low and command_code(command) in _SETS_TARGET)

    def due(self, run: Run, heaters: Heaters) -> bytes | None:
        """What is to be sent now; what is returned counts as sent."""
        if not run.active:
            stops, self.runs = self.runs, False
            return STOP if stops else None
        if run.job != self.job:
            spool = run.spool
            self.job, self.runs, self.doubted = run.job, False, False
            self.left_alone = spool.has_match(_HANDLES_IT, 0, len(spool))
        if self.left_alone:
            return None
        heating = _something_heats(heaters)
        if self.runs and run.wait is None and heating is False:
            self.doubted = True
        if not self._starts(run, heating=bool(heating)):
            return None
        self.left_alone = run.spool.has_match(_STOPS_IT, 0, run.sent)
        if self.left_alone:
            return None
        self.runs, self.doubted, self.since = True, False, run.sent
        return START

    def _starts(self, run: Run, *, heating: bool) -> bool:
        if run.wait is not None:
            # Each command is looked at once: in a long file that takes time, and this is asked at every tick.
            searched, self.since = self.since, run.sent
            return not self.runs or self.doubted or run.spool.has_match(_MAY_STOP, searched, run.sent)
        return self.runs and self.doubted and heating and _prints(run)


def _prints(run: Run) -> bool:
    return run.state is RunState.PRINTING and not run.returning


def _something_heats(heaters: Heaters) -> bool | None:
    """Whether a target is reported that no timer would be stopped for; None: none is yet, to a successor."""
    bed = heaters.bed.target_celsius if heaters.bed else None
    hotends = [reading.target_celsius for reading in heaters.tools.values()]
    if bed is None and all(target is None for target in hotends):
        return None
    return (bed or 0.0) > _BED_CELSIUS or any((target or 0.0) > _HOTEND_CELSIUS for target in hotends)
