r"""How a conversation begins: with hello and a new numbering, or by taking over one that there is.

**Connect.** A board may still be in its boot loader, and an older `ok` may be on its way.

| we write                    | the firmware answers | what is known then                                   |
|-----------------------------|----------------------|------------------------------------------------------|
| `\nN0 M110 N0*125`          |                      | nothing: it goes out once a second until an answer   |
|                             | `ok`                 | something lives; the `ok` may be to an earlier hello |
| `N<n> M110`, `N<n+1> M105`  |                      | n is random: a board that was reset counts from 0    |
|                             | `ok`                 | nothing: it may be the answer to either              |
|                             | `ok T:…`             | the number is set, and all before it is answered     |

Each hello that is answered sends a barrier of its own, and the stream begins only when all of these were
answered: a stray `ok T:` would be counted for a line of the stream. A second without one, after one was
heard, means that the rest were lost. A firmware that has answered no barrier after a few hellos has no
answer to M105 that can be told apart (`answers_barriers`).

`start` during all this is the board's own, from the port being opened, and only begins the greeting again.

**Take over.** The port was lost and is back, or this process is the successor of one that was killed. The
ledger is known, what the firmware made of it is not. A newline ends a line that was half written; once the
wire has been quiet, the question goes out which line was accepted last (`Protocol.take_over`,
`Flow.ASKING`). The first answer is special: the `ok`s of all lines before it went to nobody, and count as
heard (`resuming`). A `start` that only says that somebody opened the port does not disturb it: the numbers
tell.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from lezerprint.marlin.framing import checksum, encode
from lezerprint.marlin.outgoing import BARRIER

_HELLO: Final = b"\nN0 M110 N0*125\n"
AGAIN_SECONDS: Final = 1.0
QUIET_SECONDS: Final = 0.2
"""What was on its way when a port is opened again has arrived by then (121 bytes at 9600 baud: 0.13 s)."""

_GREETINGS_WITHOUT_BARRIER: Final = 3
"""A firmware whose answer to M105 has not come after so many hellos gives none that can be told apart."""


class Reaction(Enum):
    """What is to be done."""

    NOTHING = "nothing"
    SAY_HELLO = "say hello"
    SET_NUMBER = "set number"  # and ask for a barrier
    BEGIN = "begin"  # the stream may start


class Greeting:
    """How far it is.

    Attributes:
        answers_barriers: Whether the firmware's answer to M105 looks like no other.
        resuming: Whether the first answer since the link was opened is still to come.
    """

    def __init__(self) -> None:
        self.answers_barriers = True
        self.begin()

    def begin(self) -> None:
        """A new connection."""
        self.resuming = True
        self._greetings = 0
        self._greeted = False
        self._barriers_awaited = 0
        self._barrier_heard = False

    def heard_ok(self, *, is_barrier: bool) -> Reaction:
        """An `ok` has come; `is_barrier`: with temperatures, so that it answers an M105."""
        if not self._greeted:
            self._greeted = True
            self._greetings += 1
            self._barriers_awaited += 1
            return Reaction.SET_NUMBER
        if is_barrier:
            self._barriers_awaited -= 1
            self._barrier_heard = True
            return Reaction.BEGIN if self._barriers_awaited <= 0 else Reaction.NOTHING
        if self._greetings > _GREETINGS_WITHOUT_BARRIER:
            self.answers_barriers = False
            return Reaction.BEGIN
        return Reaction.NOTHING

    def overdue(self) -> Reaction:
        """Nothing more has come for a while: say hello (again).

        Not, if a barrier was reached: then those still awaited are lost. A hello that came after the
        numbers are set would set them back.
        """
        if self._barrier_heard:
            return Reaction.BEGIN
        self._greeted = False
        return Reaction.SAY_HELLO


def lines_for(reaction: Reaction, number: int) -> list[bytes]:
    """Hello; or what sets the firmware's line number, and a barrier to drop stray `ok`s.

    Marlin sets the number when it reads the line, from the line's own where M110 has no `N`. With one
    it would be set again when M110 runs (`M110.cpp`), after the barrier was read.
    """
    if reaction is Reaction.SAY_HELLO:
        return [_HELLO]
    return [
        encode(number, b"M110", checksum(b"M110")),
        encode(number + 1, BARRIER, checksum(BARRIER)),
    ]
