"""What the protocol tells its owner, besides the firmware's own reports (`replies.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lezerprint.marlin.replies import FirmwareError, UnknownCommand


@dataclass(frozen=True, slots=True)
class Connected:
    """A firmware answered as Marlin does; the stream starts after line `number`."""

    number: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """After a reopened port or a new port process, the firmware named `accepted` as its last line."""

    accepted: int


@dataclass(frozen=True, slots=True)
class Resent:
    """The firmware refused a line and asked for `number` again."""

    number: int
    lines_in_flight: int


@dataclass(frozen=True, slots=True)
class OksLost:
    """`count` acknowledgements never came; what they stood for is known to be done all the same."""

    count: int


@dataclass(frozen=True, slots=True)
class Unchecked:
    """The firmware ran, or tried to run, something that is no line of ours: the rest of a broken one."""

    text: str


@dataclass(frozen=True, slots=True)
class CommandDone:
    """The injected command with this token was acknowledged; `lines` is what the firmware said to it."""

    token: int
    number: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommandRefused:
    """To the command with this number, which has no `ok` yet, the firmware said this; told in its place."""

    number: int
    reply: FirmwareError | UnknownCommand


@dataclass(frozen=True, slots=True)
class BoardReset:
    """The firmware started anew: heaters are off, the position is lost, a job cannot go on by itself."""

    last_accepted: int
    last_sent: int


@dataclass(frozen=True, slots=True)
class Halted:
    """The firmware has stopped, in these words, until it is reset.

    `mute`: it is to say nothing any more; otherwise it answers, and carries nothing out.
    """

    text: str
    mute: bool = True


@dataclass(frozen=True, slots=True)
class HaltDisproved:
    """The firmware had said that it was dead, and lives; `in_time`: the stream was held back, and goes on."""

    text: str
    in_time: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """The firmware refused a command in these words (`!! …`), or has stopped: STATUS tells (Klipper)."""

    text: str


@dataclass(frozen=True, slots=True)
class LineRefused:
    """The firmware asked for the same line so often that sending it again is no cure."""

    number: int
    times: int


@dataclass(frozen=True, slots=True)
class Uncounted:
    """The firmware takes this line and does not count it; it was told that it has it."""

    number: int


@dataclass(frozen=True, slots=True)
class TextLeftOut:
    """The firmware refuses this text to show, whatever is done: the stream goes on without it."""

    number: int
    command: str


@dataclass(frozen=True, slots=True)
class Silent:
    """The firmware has acknowledged nothing for so many seconds, and said nothing for `unheard_seconds`."""

    seconds: float
    unheard_seconds: float


Event = (
    Connected
    | Resumed
    | Resent
    | OksLost
    | Unchecked
    | CommandDone
    | CommandRefused
    | BoardReset
    | Halted
    | HaltDisproved
    | Refused
    | LineRefused
    | Uncounted
    | TextLeftOut
    | Silent
)
