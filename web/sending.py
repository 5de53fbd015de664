"""Commands on their way to a printer, and its answers back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from actors.errors import AskTimeout, SupervisionError
from actors.messages.serial import AskPort, SendCommand
from actors.messages.telemetry import GetHandCommands, GetReport
from lezerprint.control.hand_commands import LONG_SECONDS
from lezerprint.marlin.blocking import longest_usual_seconds
from lezerprint.port.contract.states import WaitsFor
from web.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.control.hand_commands import HandCommandRecord
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.contract.orders import Order
    from lezerprint.port.contract.snapshot import Snapshot
    from web.printers import Printer

ANSWER_SECONDS: Final = 60.0
"""How long a request waits for what the firmware says."""

_LONG_ANSWER_SECONDS: Final = 2.0
"""The same where it takes minutes: enough to hear that the firmware does not know the command."""

_ACCEPT_SECONDS: Final = 10.0
"""How long a request waits for the port process to take an order."""

_REPORT_SECONDS: Final = 2.0


class NotAnsweredError(RequestError):
    """The printer has not answered in time; it may yet do what was sent."""

    status = 504
    code = "TIMEOUT"


async def report_of(printer: Printer) -> Snapshot | None:
    """How the printer stands; None while that is not known."""
    report: Snapshot | None = await printer.telemetry.ask_async(GetReport(), _REPORT_SECONDS)
    return report


async def send(
    printer: Printer,
    commands: Sequence[bytes],
    *,
    wait: bool = True,
    seconds: float | None = None,
    force: bool = False,
) -> list[str]:
    """Send these commands with nobody's between them.

    Args:
        printer: Whose they are.
        commands: Checked and in order.
        wait: Whether for the firmware's answers, or only until the port process has them.
        seconds: How long at most; None: as long as a request may wait.
        force: Whether a print goes on whose heaters they switch off; else it is paused.

    Returns:
        What the firmware said, line by line, where that was waited for; and what is told of heaters off.

    Raises:
        NotAnsweredError: No answer came in time.
        PortError: They were refused.
        Unavailable: Nobody is there to send them.
    """
    seconds = seconds or (ANSWER_SECONDS if wait else _ACCEPT_SECONDS)
    # Each goes out as its task begins, and the tasks begin one right after the other.
    sent = [SendCommand(command.decode(), wait, force) for command in commands]
    asked = [printer.serial.ask_async(message, seconds) for message in sent]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    from lezerprint.control.answers import answer_lines  # noqa: PLC0415 - the patterns of what firmwares say are not for a start

    lines: list[str] = []
    for command, answer in zip(commands, answers, strict=True):
        if isinstance(answer, BaseException):
            raise _told(answer, seconds)
        lines += answer_lines(command, answer)
    return lines


@dataclass(frozen=True, slots=True)
class SentByHand:
    """What has become of commands by hand.

    Attributes:
        lines: What the firmware said to those that are done, where that was waited for.
        under_way: The ids of those that take long, and are not done.
        unanswered: Whether an answer was to be waited for, and had not come in time.
    """

    lines: list[str]
    under_way: list[str]
    unanswered: bool


async def send_by_hand(
    printer: Printer, commands: Sequence[bytes], *, wait: bool, force: bool = False
) -> SentByHand:
    """As `send`; what takes minutes is not waited for, and can be looked up by its id until it is done.

    Raises:
        NotAnsweredError: No answer came in time, and it is not known that a command is under way.
        PortError: They were refused.
        Unavailable: Nobody is there to send them.
    """
    usual_seconds = [longest_usual_seconds(command) or 0.0 for command in commands]
    takes_minutes = max(usual_seconds, default=0.0) > LONG_SECONDS
    seconds = (_LONG_ANSWER_SECONDS if takes_minutes else ANSWER_SECONDS) if wait else _ACCEPT_SECONDS
    ids = [uuid4().hex for _ in commands]
    sent = [
        SendCommand(command.decode(), wait, force, identifier)
        for command, identifier in zip(commands, ids, strict=True)
    ]
    asked = [printer.serial.ask_async(message, seconds) for message in sent]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    from lezerprint.control.answers import answer_lines  # noqa: PLC0415 - as in `send`

    lines: list[str] = []
    late: BaseException | None = None
    for command, answer in zip(commands, answers, strict=True):
        if isinstance(answer, AskTimeout):
            late = answer
        elif isinstance(answer, BaseException):
            raise answer
        else:
            lines += answer_lines(command, answer)
    under_way: list[str] = []
    if late is not None or (not wait and max(usual_seconds, default=0.0) > 0):
        known = {record.id for record in await hand_commands(printer) if record.until is None}
        under_way = [identifier for identifier in ids if identifier in known]
    if late is not None and not under_way:
        raise _told(late, seconds)
    return SentByHand(lines, under_way, unanswered=late is not None)


async def hand_commands(printer: Printer) -> list[HandCommandRecord]:
    """The last commands by hand that took long, the newest first."""
    known: list[HandCommandRecord] = await printer.telemetry.ask_async(GetHandCommands(), _REPORT_SECONDS)
    return known


async def order(printer: Printer, given: Order) -> Answer:
    """Give the port process an order; its answer.

    Raises:
        NotAnsweredError: No answer came in time.
        PortError: It was refused.
        Unavailable: Nobody is there to give it.
    """
    try:
        answer: Answer = await printer.serial.ask_async(AskPort(given), _ACCEPT_SECONDS)
    except AskTimeout as error:
        raise _told(error, _ACCEPT_SECONDS) from error
    return answer


async def waited_for(printer: Printer) -> str | None:
    """The command that a cancelled print must wait for; None: none, or it is unknown."""
    try:
        report = await report_of(printer)
    except SupervisionError:  # the print is cancelled all the same
        return None
    job = None if report is None else report.job
    return job.waiting_for if job is not None and job.waits is WaitsFor.COMMAND else None


def _told(error: BaseException, seconds: float) -> BaseException:
    if isinstance(error, AskTimeout):
        return NotAnsweredError(
            f"the printer has not answered within {seconds:g} s; what was sent may still be done"
        )
    return error
