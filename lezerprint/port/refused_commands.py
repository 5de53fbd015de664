"""Commands of the file that the firmware does not take: told once for each code, with what that means.

An error is taken for the refusal of the oldest command without an `ok`, and may be of something else: so each
other error is told as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.commands import command_code
from lezerprint.marlin.host_pauses import stops_the_print
from lezerprint.marlin.replies import UnknownCommand
from lezerprint.port.contract import events

if TYPE_CHECKING:
    from lezerprint.marlin.events import CommandRefused
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.port.controller import PortController

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

    def __init__(self, controller: PortController) -> None:
        self._controller = controller
        self._job = ""
        self._told: set[tuple[tuple[str, int], str]] = set()

    def heard(self, event: CommandRefused) -> bool:
        """Tell it, if it is new; whether it is of a command of the job's."""
        reply = event.reply
        if isinstance(reply, UnknownCommand):
            return self._refused(event.number, f'Unknown command: "{reply.command}"', is_known=False)
        return self._refused(event.number, reply.text, is_known=True)

    def _refused(self, number: int, text: str, *, is_known: bool) -> bool:
        controller, run = self._controller, self._controller.run
        if run is None or not run.active:
            return False
        index = _job_index(controller.protocol.ledger, number)
        if index is None or index >= len(run.spool):
            return False
        body = run.spool.body(index)
        code = command_code(body)
        if code is None:
            return False
        if run.job != self._job:
            self._job = run.job
            self._told.clear()
        stops = stops_the_print(body)
        if stops:
            run.file_pauses.unknown_at = index
            controller.write_state()
        told = code, _NUMBER.sub("", text) if is_known else ""
        if told not in self._told and len(self._told) < _MOST_CODES:
            self._told.add(told)
            name, line = f"{code[0]}{code[1]}", run.source_line(index + 1)
            meaning = "the print pauses there instead" if stops else _meaning(code, is_known=is_known)
            shown = body[:_SHOWN_CHARACTERS].decode("utf-8", "replace")
            sentence = f"the firmware does not take {name} (line {line} of the file: {shown}): {meaning}. "
            controller.event_log.add(
                events.CommandRefused(
                    code=name,
                    line=line,
                    command=shown,
                    answer=text[:_LONGEST_TEXT],
                    meaning=meaning,
                    text=f"{sentence}It says: {text[:_LONGEST_TEXT]}",
                )
            )
        return True


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
