"""When the port process may end: it was told to, or nobody needs it; never while a job is there.

It stays while a heater may be on, since nobody else could switch it off: also while the printer has stopped,
is away or says nothing. What ends the wait is proof (`heat_watch.py`), or somebody's word:

| what is said                               | it ends                                                      |
|--------------------------------------------|--------------------------------------------------------------|
| a signal (SIGTERM, Ctrl-C)                 | after the job, once the heaters are known to be off          |
| another signal while it waits for that     | at once, whatever is hot; the log says so                    |
| `disconnect` (with force: whatever is hot) | the printer was let go of by order, and is nobody's          |
| `quit`                                     | after the job: who orders it takes the printer over at once  |
| other settings of its server               | as after a signal                                            |
| nothing, and nobody is there               | after a while, if the heaters are known to be off            |

What the end of a job leaves to be sent (`firmware_ties.py`) goes out before, also one line at a time (noise).
"""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.effects import Cool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.port.effects import Effects

_SAME_SIGNAL_SECONDS: Final = 1.0
"""A supervisor that signals every process of a service reaches this one twice: its launcher passes it on."""

_LAST_LINES_SECONDS: Final = 3.0
_TOLD_AFTER_SECONDS: Final = 5.0
_COOL_AGAIN_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class ExitFacts:
    """How the printer stands.

    Attributes:
        state: Of the link.
        prints: Whether a job is there, or a print from the SD card.
        hot: Whether a heater is on, or may be.
        alone_seconds: How long nobody has been there, while nothing ran.
        has_more: Whether lines are to be sent, or not acknowledged yet.
    """

    state: ConnectionState
    prints: bool
    hot: bool
    alone_seconds: float
    has_more: bool


class ExitPolicy:
    """Looked at with every tick; the process ends once it is `due`."""

    def __init__(self, alone_seconds: float, *, supervised: bool = False) -> None:
        self.due = False
        self.superseded = ""
        """How the server's settings differ from ours: another process takes our place once we are idle."""
        self._made_room_for = 0
        self._alone_seconds = alone_seconds
        self._supervised = supervised
        self._ordered = False
        self._cool_first = False
        self._insisted = False
        self._signalled_at: float | None = None
        self._waits_since: float | None = None
        self._cooled_at = 0.0
        self._told = False
        self._ends_since: float | None = None

    def order(self, *, cool: bool) -> None:
        """End as soon as no job is there; with `cool`, not before the heaters are off."""
        self._ordered = True
        self._cool_first = cool

    def signalled(self, now: float) -> None:
        """As `order` with `cool`; another one, while that is waited for, ends it at once."""
        again = self._signalled_at is not None and now - self._signalled_at >= _SAME_SIGNAL_SECONDS
        self._insisted = self._insisted or (again and self._waits_since is not None)
        self._signalled_at = now
        self.order(cool=True)

    def compared(self, differences: str) -> None:
        """A server has attached whose settings differ from ours in this; empty: they do not."""
        self.superseded = differences
        if not differences:
            self._made_room_for = 0

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        return {"made_room_for": self._made_room_for}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """As a predecessor left it; a difference that it ended for in vain is only reported.

        A supervisor whose settings are not the server's would start us again and again, and each start
        opens the port, which resets most boards.
        """
        self._made_room_for = kept.get("made_room_for", 0)

    @property
    def _makes_room(self) -> bool:
        return bool(self.superseded) and _checksum(self.superseded) != self._made_room_for

    def on_time(self, facts: ExitFacts, now: float) -> Effects:
        """See whether it is time."""
        if facts.prints:
            self._waits_since = self._ends_since = None
            return []
        may_be_hot = facts.hot and facts.state is not ConnectionState.DISCONNECTED
        lonely = facts.alone_seconds > self._alone_seconds and not may_be_hot and not self._supervised
        # The next one opens the port, which resets most boards: who stopped a printer did not ask for that.
        makes_room = self._makes_room and facts.state is not ConnectionState.HALTED
        if not (self._ordered or lonely or makes_room):
            self._waits_since = self._ends_since = None
            return []
        if may_be_hot and (self._cool_first or makes_room) and not self._insisted:
            return self._wait_for_cold(facts.state, now)
        if not (self._insisted or self._has_said_all(facts, now)):
            return []
        if may_be_hot and self._insisted:
            _log("the port process ends although a heater may be on, since it was signalled twice")
        if makes_room:
            self._made_room_for = _checksum(self.superseded)
        self.due = True
        return []

    def _has_said_all(self, facts: ExitFacts, now: float) -> bool:
        """Whether all lines have gone out and are acknowledged; or it takes too long."""
        if self._ends_since is None:
            self._ends_since = now
        waits = facts.state is ConnectionState.READY and facts.has_more
        return not waits or now - self._ends_since >= _LAST_LINES_SECONDS

    def _wait_for_cold(self, state: ConnectionState, now: float) -> Effects:
        if self._waits_since is None:
            self._waits_since, self._told = now, False
        elif now - self._cooled_at < _COOL_AGAIN_SECONDS:
            if not self._told and now - self._waits_since >= _TOLD_AFTER_SECONDS:
                self._told = True
                _log(
                    f"the port process stays: the printer is {state}, and a heater may "
                    "be on. It ends once all are known to be off, or the printer is disconnected by order; "
                    "signal it again to end it at once, and switch the printer off by hand"
                )
            return []
        self._cooled_at = now
        return [Cool("the port process ends")]


def _log(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _checksum(text: str) -> int:
    """In place of the text: the journal's room is limited."""
    return zlib.crc32(text.encode())
