"""Why an action that is not offered now is not: one table by what the printer is at."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, get_args

from lezerprint.control.actions import UNKNOWN, actions
from lezerprint.control.run_states import MEANINGS, Action, Situation
from lezerprint.port.contract.states import ConnectionState, RunState

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALL: Final[tuple[Action, ...]] = get_args(Action)
_STEERS: Final[tuple[Action, ...]] = ("pause", "resume", "cancel")
_WAITS_FOR_COMMAND: Final[tuple[Action, ...]] = ("move", "temperature")
_NOTHING_PRINTED: Final = "nothing is being printed"

_OF_LINK: Final[Mapping[str, str]] = {
    ConnectionState.ABSENT: "the printer was not found: check its power and its cable",
    ConnectionState.BUSY: "another program uses the printer's port: end it first",
    ConnectionState.CONNECTING: "the printer is being connected: wait until it is ready",
    ConnectionState.HALTED: "the printer is halted: reset it first",
    ConnectionState.SILENT: "the printer does not answer: check its power, the device and the baud rate",
    ConnectionState.DISCONNECTED: "the printer is disconnected: connect it first",
    UNKNOWN: "the printer's port process cannot be reached: wait until it is back",
}
"""Why nothing can be done over a link in this state."""


class _At(StrEnum):
    """What a printer whose link is no obstacle is at."""

    REST = "rest"
    CARD = "card"
    CARD_PAUSED = "card paused"


_REASONS: Final[Mapping[_At | RunState, Mapping[Action, str]]] = {
    _At.REST: {
        "connect": "the printer is connected already",
        **dict.fromkeys(_STEERS, _NOTHING_PRINTED),
    },
    _At.CARD: {
        **dict.fromkeys(_ALL, "a print from the SD card is under way: cancel it first"),
        "move": "a print from the SD card is under way: wait until it ends, or cancel it",
        "connect": "the printer is connected already",
        "resume": "the print is not paused",
    },
    _At.CARD_PAUSED: {
        **dict.fromkeys(_ALL, "a print from the SD card is paused: cancel it first"),
        "connect": "the printer is connected already",
        "pause": "the print is paused already",
    },
    RunState.PRINTING: {
        **dict.fromkeys(_ALL, "a print is under way: cancel it first"),
        "move": "a print is under way: pause it first",
        "resume": "the print is not paused",
    },
    RunState.PAUSING: {
        **dict.fromkeys(_ALL, "a print is being paused: cancel it first"),
        "move": "the print is being paused: wait until it is",
        "pause": "the print is being paused already",
    },
    RunState.PAUSED: {
        **dict.fromkeys(_ALL, "a print is paused: cancel it first"),
        "pause": "the print is paused already",
    },
    RunState.FINISHING: dict.fromkeys(_ALL, "the print is finishing its last moves: wait until it has ended"),
    RunState.CANCELLING: dict.fromkeys(_ALL, "the print is being cancelled: wait until it has ended"),
}
"""What stands in the way of each action that is not offered there."""


def unavailable(
    connection: str, run: RunState | None, *, card_paused: bool | None = None, at_command: str | None = None
) -> dict[Action, str]:
    """The reason for every action that `actions` does not offer; the arguments are the same."""
    offered = actions(connection, run, card_paused=card_paused, at_command=at_command)
    return {
        action: _at_command(at_command)
        if at_command is not None and action in _WAITS_FOR_COMMAND
        else _reason(action, connection, run, card_paused=card_paused)
        for action in _ALL
        if action not in offered
    }


def _at_command(text: str) -> str:
    return f"the printer is busy with {text}: wait until that is done, or end it with heaters off"


def _reason(action: Action, connection: str, run: RunState | None, *, card_paused: bool | None) -> str:
    if connection in (ConnectionState.HALTED, UNKNOWN):
        return _OF_LINK[connection]
    if run is not None and MEANINGS[run].situation is not Situation.IDLE:
        return _REASONS[run][action]
    if run is None and card_paused is not None:
        return _REASONS[_At.CARD_PAUSED if card_paused else _At.CARD][action]
    if connection == ConnectionState.READY or action in _STEERS:
        return _REASONS[_At.REST][action]
    return _OF_LINK[connection]
