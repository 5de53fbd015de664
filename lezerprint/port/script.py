"""Commands of ours in the middle of a job: before it is paused, after it is resumed, at its end."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from lezerprint.errors import PortError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lezerprint.marlin.ledger import Ledger

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
