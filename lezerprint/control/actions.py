"""What may be done with a printer now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.control.run_states import MEANINGS, Action, Situation
from lezerprint.port.contract.states import ConnectionState

if TYPE_CHECKING:
    from lezerprint.port.contract.states import RunState

__all__ = ["UNKNOWN", "Action", "actions"]

UNKNOWN: Final = "unknown"
"""The state of a connection while there is no port process to tell."""

_BY_CONNECTION: Final[dict[str, tuple[Action, ...]]] = {
    ConnectionState.READY: ("disconnect", "reset", "move", "temperature", "command"),
    ConnectionState.CONNECTING: ("disconnect",),
    ConnectionState.HALTED: ("reset", "disconnect"),
    UNKNOWN: (),
}
_AT_LONG_COMMAND: Final[tuple[Action, ...]] = ("disconnect", "reset", "command")
"""While no job is under way; from any other state it can only be connected."""

_FROM_CARD: Final[tuple[Action, ...]] = ("pause", "cancel", "temperature", "command")
_FROM_CARD_PAUSED: Final[tuple[Action, ...]] = ("resume", "cancel", "temperature", "command")


def actions(
    connection: str, run: RunState | None, *, card_paused: bool | None = None, at_command: str | None = None
) -> tuple[Action, ...]:
    """What is offered; heaters off and the emergency stop always are.

    While the printer has a job, what needs its link waits until that is back.

    Args:
        connection: The state of the link, or UNKNOWN.
        run: The state of its job; None: it has none.
        card_paused: Whether what it prints from its SD card is paused; None: it prints nothing from there.
        at_command: The command by hand that it is at for minutes; None: it is at none.
    """
    if connection not in (ConnectionState.HALTED, UNKNOWN):
        if run is not None and MEANINGS[run].situation is not Situation.IDLE:
            return MEANINGS[run].actions
        if run is None and card_paused is not None:
            return _FROM_CARD_PAUSED if card_paused else _FROM_CARD
    if at_command is not None and connection == ConnectionState.READY:
        return _AT_LONG_COMMAND
    return _BY_CONNECTION.get(connection, ("connect",))
