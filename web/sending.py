"""Commands on their way to a printer, and its answers back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from actors.errors import AskTimeout, SupervisionError
from actors.messages.serial import AskPort, SendCommand
from actors.messages.telemetry import GetReport
from lezerprint.port.contract.states import WaitsFor
from web.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.contract.orders import Order
    from lezerprint.port.contract.snapshot import Snapshot
    from web.printers import Printer

ANSWER_SECONDS: Final = 60.0
"""How long a request waits for what the firmware says."""

_ACCEPT_SECONDS: Final = 10.0
"""The same for the port process to take an order."""

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
