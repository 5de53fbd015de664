"""What the moves of a print are tuned by: fan, feed and flow factor, and the height of the nozzle.

Known is what was set since the board started, by the file or by somebody's command; what was set at the
printer's own display is known only where it tells (`stopping.py`). The file's lines cost nothing as they are
sent: what they set is looked for in the spool when somebody is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from lezerprint.marlin.commands import command_code, words
from lezerprint.marlin.motion import MachineState, homed_by
from lezerprint.port.contract.snapshot import TuningReport

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.port.progress import JobRecord

_IN_FILE: Final = re.compile(rb"(?:M ?0*(?:106|107|220|221)|G ?0*28)(?!\d)", re.IGNORECASE)
_FAN: Final = frozenset({("M", 106), ("M", 107)})
_FEED: Final = ("M", 220)
_FLOW: Final = ("M", 221)
_HOMES: Final = ("G", 28)
_BABY_STEP: Final = ("M", 290)
_CODES: Final = _FAN | {_FEED, _FLOW, _HOMES, _BABY_STEP}
_FULL_FAN: Final = 255.0
_MOST_MM: Final = 100.0


class Tuning:
    """Of one printer.

    Args:
        keeps_offset: Whether homing keeps the baby steps: a firmware with a probe adds them to its offset.
    """

    def __init__(self, keeps_offset: Callable[[], bool]) -> None:
        self._keeps_offset = keeps_offset
        self._state = MachineState()
        self._known: set[str] = set()
        self._offset_mm = 0.0
        self._job = ""
        self._looked_until = 0

    def note(self, body: bytes, run: JobRecord | None) -> bool:
        """A command that is none of the file's goes out; whether more is known now."""
        code = command_code(body)
        if code not in _CODES:
            return False
        self.follow(run)
        self._take(body)
        return True

    def follow(self, run: JobRecord | None) -> None:
        """Find out what the file has set since the last look."""
        if run is None or not run.active:
            return
        if run.job != self._job:
            self._job, self._looked_until = run.job, 0
        sent = run.sent
        if sent > self._looked_until:
            for body in run.spool.matches(_IN_FILE, self._looked_until, sent):
                self._take(body)
            self._looked_until = sent

    def board_started(self) -> None:
        """A firmware that has just started blows nothing, and prints as the file says."""
        self._state, self._offset_mm = MachineState(), 0.0
        self._known = {"fan", "feed", "flow"}

    def report(self) -> TuningReport:
        """In percent, and in millimetres."""
        state, known = self._state, self._known
        return TuningReport(
            round(100 * state.fan_speeds.get(0, 0.0) / _FULL_FAN, 1) if "fan" in known else None,
            state.feed_factor_percent if "feed" in known else None,
            state.flow_factor_percent if "flow" in known else None,
            round(self._offset_mm, 3),
        )

    def _take(self, body: bytes) -> None:
        code, given = command_code(body), words(body)
        self._state.apply(body)
        if code in _FAN and not given.get("P"):
            self._known.add("fan")
        elif code == _FEED and given.keys() & {"S", "R"}:
            self._known.add("feed")
        elif code == _FLOW and "S" in given:
            self._known.add("flow")
        elif code == _HOMES and "Z" in homed_by(body) and not self._keeps_offset():
            self._offset_mm = 0.0
        elif code == _BABY_STEP:
            step = given.get("Z", given.get("S", 0.0))
            # RepRapFirmware's R0 sets the offset, where all others add to it.
            whole = step if given.get("R") == 0.0 else self._offset_mm + step
            self._offset_mm = max(-_MOST_MM, min(whole, _MOST_MM))

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        state = self._state
        return {
            "known": sorted(self._known),
            "fan": state.fan_speeds.get(0, 0.0),
            "feed": state.feed_factor_percent,
            "flow": state.flow_factor_percent,
            "offset": self._offset_mm,
            "job": self._job,
            "until": self._looked_until,
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """As a predecessor left it."""
        self._known = set(kept["known"])
        self._state.fan_speeds[0] = kept["fan"]
        self._state.feed_factor_percent, self._state.flow_factor_percent = kept["feed"], kept["flow"]
        self._offset_mm, self._job, self._looked_until = kept["offset"], kept["job"], kept["until"]
