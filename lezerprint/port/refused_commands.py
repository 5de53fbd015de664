"""Commands that the firmware does not take.

Those of the file are told once for each code, with what that means. An error is taken for the refusal of the
oldest command without an `ok`, and may be of something else: so each other error is told as well.
Klipper's `!! …` may mean that all of it has stopped: STATUS tells which.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.commands import command_code
from lezerprint.marlin.firmware import Family
from lezerprint.marlin.host_pauses import stops_the_print
from lezerprint.marlin.last_words import STATUS
from lezerprint.marlin.replies import UnknownCommand
from lezerprint.port.contract import events
from lezerprint.port.effects import FirmwareStopped, Inject, Tell, WriteState

if TYPE_CHECKING:
    from lezerprint.marlin.events import CommandRefused
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.effects import Effects
    from lezerprint.port.run import Run

_AT_MOST_EVERY_SECONDS: Final = 5.0
_KNOWS_STATUS: Final = frozenset({Family.KLIPPER, Family.UNKNOWN})
"""Any other family would answer that it does not know the command."""

_MOST_CODES: Final = 100
_LONGEST_TEXT: Final = 120
_SHOWN_CHARACTERS: Final = 60
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")

_LEFT_OUT: Final = {
    ("G", 10): "the filament is not pulled back by it",
    ("G", 11): "the filament is not pushed forward by it",
    ("G", 29): "the bed is not measured by it",
    ("G", 80): "the bed is not measured by it",
    ("M", 73): "the printer's display shows no progress",
    ("M", 116): "it does not wait for heat there",
    ("M", 117): "the printer's display does not show the text",
    ("M", 201): "accelerations stay as they are",
    ("M", 203): "speed limits stay as they are",
    ("M", 204): "accelerations stay as they are",
    ("M", 205): "jerk stays as it is",
    ("M", 420): "the mesh of the bed is not used",
    ("M", 486): "objects cannot be cancelled by the firmware",
    ("M", 572): "pressure advance stays as it is",
    ("M", 593): "input shaping stays as it is",
    ("M", 900): "linear advance stays as it is",
}


class RefusedCommands:
    """What the present job's firmware has refused."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._job = ""
        self._told: set[tuple[tuple[str, int], str]] = set()

    def heard(self, event: CommandRefused, run: Run | None) -> Effects | None:
        """What to do about it; None: it is of none of the job's commands."""
        reply = event.reply
        index = None if run is None or not run.active else _job_index(self._ledger, event.number)
        if run is None or index is None or index >= len(run.spool):
            return None
        code = command_code(run.spool.body(index))
        if code is None:
            return None
        if run.job != self._job:
            self._job = run.job
            self._told.clear()
        stops = stops_the_print(run.spool.body(index))
        if stops:
            run.file_pauses.unknown_at = index
        effects: Effects = [WriteState()] if stops else []
        if isinstance(reply, UnknownCommand):
            answer, is_known = f'Unknown command: "{reply.command}"', False
        else:
            answer, is_known = reply.text, True
        kind = code, _NUMBER.sub("", answer) if is_known else ""
        if kind not in self._told and len(self._told) < _MOST_CODES:
            self._told.add(kind)
            meaning = "the print pauses there instead" if stops else _meaning(code, is_known=is_known)
            effects.append(Tell(_told(code, run, index, answer, meaning)))
        return effects


def _told(code: tuple[str, int], run: Run, index: int, answer: str, meaning: str) -> events.CommandRefused:
    name, line = f"{code[0]}{code[1]}", run.source_line(index + 1)
    shown = run.spool.body(index)[:_SHOWN_CHARACTERS].decode("utf-8", "replace")
    sentence = f"the firmware does not take {name} (line {line} of the file: {shown}): {meaning}. "
    return events.CommandRefused(
        code=name,
        line=line,
        command=shown,
        answer=answer[:_LONGEST_TEXT],
        meaning=meaning,
        text=f"{sentence}It says: {answer[:_LONGEST_TEXT]}",
    )


def _job_index(ledger: Ledger, number: int) -> int | None:
    """Which of the job's commands has this number; None where it is none of the job's."""
    try:
        before, through = ledger.job_line_after(number - 1), ledger.job_line_after(number)
    except LookupError:
        return None
    return before if ledger.job is not None and through == before + 1 else None


def _meaning(code: tuple[str, int], *, is_known: bool) -> str:
    if code in _LEFT_OUT:
        return _LEFT_OUT[code]
    return "it is not done" if is_known else "what it does or sets is left out"


class StatusQuestion:
    """Whether a firmware that refuses a command has stopped; asked once for a burst of refusals."""

    def __init__(self) -> None:
        self._ask_at = float("-inf")
        self._text = ""

    def refused(self, text: str, family: Family, now: float, *, ready: bool) -> Effects:
        """A command was refused, in these words; `ready`: commands can be sent."""
        self._text = text
        if family not in _KNOWS_STATUS or now < self._ask_at or not ready:
            return []
        self._ask_at = now + _AT_MOST_EVERY_SECONDS
        return [Inject(STATUS, self._answered)]

    def _answered(self, reply: Answer) -> Effects:
        """A firmware that has stopped refuses this too (`Klipper state: Not ready` is heard by itself)."""
        refused = any(line.startswith("!!") for line in reply.lines)
        return [FirmwareStopped(self._text)] if refused else []
