"""What may be done with a printer now."""

from __future__ import annotations

from typing import Final, Literal

Action = Literal[
    "connect", "disconnect", "reset", "move", "temperature", "command", "pause", "resume", "cancel"
]

_BY_CONNECTION: Final[dict[str, tuple[Action, ...]]] = {
    "ready": ("disconnect", "reset", "move", "temperature", "command"),
    "connecting": ("disconnect",),
    "halted": ("reset", "disconnect"),
    "unknown": (),
}
"""While no job is under way; from any other state it can only be connected."""

FROM_CARD: Final = "from card"
FROM_CARD_PAUSED: Final = "from card, paused"

_BY_JOB: Final[dict[str, tuple[Action, ...]]] = {
    "printing": ("pause", "cancel", "temperature", "command"),
    "pausing": ("resume", "cancel", "temperature", "command"),
    "paused": ("resume", "cancel", "move", "temperature", "command"),
    "finishing": ("cancel",),
    "cancelling": (),
    FROM_CARD: ("pause", "cancel", "temperature", "command"),
    FROM_CARD_PAUSED: ("resume", "cancel", "temperature", "command"),
}
"""While the printer has a job; what needs its link waits until that is back."""


def actions(connection: str, job: str | None) -> tuple[Action, ...]:
    """What is offered; heaters off and the emergency stop always are.

    Args:
        connection: The state of the link, in the port process's words.
        job: The state of its job in the same words, or what it prints from its SD card; None without both.
    """
    if job is None or job not in _BY_JOB or connection in ("halted", "unknown"):
        return _BY_CONNECTION.get(connection, ("connect",))
    return _BY_JOB[job]
