"""Commands of ours in the middle of a job: before it is paused, after it is resumed, at its end."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from lezerprint.errors import PortError
from lezerprint.port.paused_machine import check_keeps_origin, values_of
from lezerprint.port.stopping import followed_mode
from lezerprint.port.template import check, longest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lezerprint.marlin.ledger import Ledger
    from lezerprint.port.paused_machine import PausedMachine
    from lezerprint.port.spool import SpoolReader

_LONGEST_BYTES: Final = 6000
"""As JSON: the journal keeps it, so that a successor does what is left of it."""


@dataclass(frozen=True, slots=True)
class Script:
    """Commands in order; they get their numbers after the line `after`, with few others in between."""

    commands: tuple[bytes, ...] = ()
    after: int = 0

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """As it was kept in the journal."""
        return cls(tuple(text.encode() for text in data["commands"]), data["after"])

    def as_data(self) -> dict[str, Any]:
        """For the journal."""
        return {"commands": [command.decode() for command in self.commands], "after": self.after}

    def left(self, ledger: Ledger) -> tuple[bytes, ...]:
        """The commands that have no number yet: those before them are the ledger's, to be sent again."""
        left = deque(self.commands)
        number = self.after
        while left and number < ledger.sent:
            number += 1
            try:
                body, _ = ledger.line(number)
            except LookupError:  # so long ago that it is forgotten: all of it went out then
                return ()
            if body == left[0]:
                left.popleft()
        return tuple(left)

    def followed_by(self, commands: Iterable[bytes], ledger: Ledger) -> Script:
        """What is left of this, and then `commands`. Raises PortError if it is too long to be kept."""
        longer = Script((*self.left(ledger), *commands), ledger.sent)
        if len(json.dumps(longer.as_data())) > _LONGEST_BYTES:
            raise PortError("the script is too long")
        return longer


def templates_for(spool: SpoolReader, name: str, ordered: Sequence[str] | None) -> list[str]:
    """The script that is ordered, else the spool's for "pause", "resume" or "cancel".

    Raises PortError for a name that is not known, what is no command, and a G92 of X, Y or Z.
    """
    templates = list(spool.scripts.get(name, ()) if ordered is None else ordered)
    check(templates)
    check_keeps_origin(longest(templates))
    return templates


def values_for_scripts(
    spool: SpoolReader, sent: int, paused: PausedMachine | None, firmware_name: str
) -> dict[str, float]:
    """All that a template of this job may name: of the machine as it was paused, else as the file has it.

    `sent` is the index of the first command that has not gone out.
    """
    state = paused.at if paused else spool.state_before(sent, followed_mode(firmware_name))
    machine, told = values_of(state), dict(spool.values)
    if "retract_mm" in told:
        told["retract_mm"] *= state.extruder_unit_mm2
    layer = spool.layer_at(max(0, sent - 1))
    values = {
        **machine,
        "line": spool.source_line(sent - 1) if sent > 0 else 0,
        "percent": 100 * sent / len(spool),
        **({} if layer is None else {"layer": layer.layer_index + 1}),
        **({} if layer is None or layer.z_mm is None else {"height_mm": layer.z_mm}),
        **told,
    }
    for name, lift in (("park_z", "park_lift_mm"), ("photo_z", "photo_lift_mm")):
        if lift in told:
            lifted = max(machine["z"], spool.highest_mm(sent)) + told[lift]
            values[name] = max(machine["z"], min(lifted, told.get("max_z", lifted)))
    return values
