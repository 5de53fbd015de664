"""The states of a job in the port process and of the printer's link, and what a print may wait for."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class RunState(StrEnum):
    """Where a job stands in the port process."""

    PRINTING = "printing"
    PAUSING = "pausing"  # what was sent is still executed, and then the script
    PAUSED = "paused"
    FINISHING = "finishing"  # all was sent, and the last moves are executed
    CANCELLING = "cancelling"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


ENDED: Final = frozenset({RunState.COMPLETED, RunState.CANCELLED, RunState.FAILED})


class ConnectionState(StrEnum):
    """What is known of the printer's link."""

    ABSENT = "absent"  # no such device, or it was unplugged
    BUSY = "busy"  # somebody else has it
    CONNECTING = "connecting"  # open; waiting for an answer
    READY = "ready"
    HALTED = "halted"  # the firmware has killed itself
    SILENT = "silent"  # open, and no Marlin answers
    DISCONNECTED = "disconnected"  # let go of by order, until the order to connect


REMEDIES: Final = {
    ConnectionState.ABSENT: "check its power and its cable",
    ConnectionState.BUSY: "end the other program that uses its port",
    ConnectionState.HALTED: "reset it: POST /api/printers/{printer}/reset",
    ConnectionState.SILENT: "check its power, the device and the baud rate",
    ConnectionState.DISCONNECTED: "connect it: POST /api/printers/{printer}/connect",
}
"""What people do about a link that is not ready, where waiting does not help."""

_ENDPOINT: Final = re.compile(r": POST /api/[^\s;]+")


def without_endpoints(reason: str) -> str:
    """A reason with such remedies, for a page that has buttons for them."""
    return _ENDPOINT.sub("", reason)


NOT_OPENED: Final = "not opened yet"
"""The reason of a connection that is about to be made."""


class WaitsFor(StrEnum):
    """What a print waits for before its next command."""

    HEAT = "heat"  # on the host's side: it can be cancelled at once
    USER = "user"
    COMMAND = "command"  # that the printer is at
