"""Which command a firmware means that says it does not know, or will not do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.marlin.events import CommandRefused
from lezerprint.marlin.replies import FirmwareError, UnknownCommand

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.marlin.replies import Reply


def refusal(reply: Reply, ledger: Ledger) -> CommandRefused | None:
    """What is refused by this reply; None where it is no refusal, or of no line that is under way.

    Replies come before the `ok` of their command: an error belongs to the oldest line without one. An
    unknown command is echoed, and may be the rest of a line that noise has broken.
    """
    numbers = range(ledger.acknowledged + 1, ledger.next)
    if isinstance(reply, FirmwareError):
        return CommandRefused(numbers[0], reply) if numbers else None
    if not isinstance(reply, UnknownCommand):
        return None
    command = reply.command.encode()
    found = (number for number in numbers if ledger.line(number)[0].startswith(command))
    number = next(found, None)
    return None if number is None else CommandRefused(number, reply)
