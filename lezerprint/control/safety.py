"""Which commands only make a printer safer: no limit refuses them, however many came before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.control.commands import checked
from lezerprint.control.errors import InvalidOrderError
from lezerprint.marlin.commands import command_code, switches_heater_off

if TYPE_CHECKING:
    from collections.abc import Iterable

_STOPS: Final = frozenset({("M", 25), ("M", 112), ("M", 410), ("M", 524)})
"""Pause a print from the SD card, emergency stop, quick stop, end a print from the SD card."""


def only_makes_safer(commands: Iterable[str]) -> bool:
    """Whether all of these only stop something or switch heaters off; False where there is none."""
    try:
        bodies = [checked(command) for command in commands]
    except InvalidOrderError:
        return False
    return bool(bodies) and all(command_code(body) in _STOPS or switches_heater_off(body) for body in bodies)
