"""What the helpers of the controller want done, and who waits for an answer.

A helper is told facts, and knows nobody: it returns these in the order in which they are to be done, and the
controller does them (`PortController.carry_out`). What a helper changes of itself, it has changed by then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lezerprint.port.contract.messages import Answer
from lezerprint.port.failure import FailureReason

if TYPE_CHECKING:
    from lezerprint.marlin.events import CommandDone
    from lezerprint.marlin.protocol import Protocol
    from lezerprint.port.contract.events import Event

Effects = list["Effect"]
Then = Callable[[Answer], Effects | None]
"""What follows from an answer; None is as nothing."""


class Effect:
    """One thing to be done."""

    __slots__ = ()


# To the printer.


@dataclass(frozen=True, slots=True)
class Send(Effect):
    """A command of ours goes out at the next number; `then` is told what the firmware said to it."""

    command: bytes
    then: Then | None = None


@dataclass(frozen=True, slots=True)
class Inject(Effect):
    """A command that counts as somebody's: noted with the job, and told. PortError where none can be sent."""

    command: bytes
    then: Then | None = None


@dataclass(frozen=True, slots=True)
class SendUrgent(Effect):
    """A line without a number, past every queue."""

    line: bytes


@dataclass(frozen=True, slots=True)
class Cool(Effect):
    """All heaters off; see `HeatWatch.cool`."""

    reason: str
    then: Then | None = None


@dataclass(frozen=True, slots=True)
class SwitchOff(Effect):
    """All heaters off by somebody's order, in every state; see `HeatWatch.switch_off`."""

    reason: str


@dataclass(frozen=True, slots=True)
class WantOff(Effect):
    """All heaters off as soon as that can be sent."""


@dataclass(frozen=True, slots=True)
class StopAtOnce(Effect):
    """The emergency stop."""


# With the link.


@dataclass(frozen=True, slots=True)
class Greet(Effect):
    """Greet the firmware anew; whatever was under way is over."""


@dataclass(frozen=True, slots=True)
class LinkReady(Effect):
    """The firmware answers; `numbered`: it has a new numbering."""

    numbered: bool


@dataclass(frozen=True, slots=True)
class BoardStarted(Effect):
    """The board has started anew, and has forgotten everything."""


@dataclass(frozen=True, slots=True)
class FirmwareDied(Effect):
    """These were its last words; `mute`: it says nothing more."""

    text: str
    mute: bool


@dataclass(frozen=True, slots=True)
class FirmwareStopped(Effect):
    """It says that it has stopped, but not by last words."""

    text: str


@dataclass(frozen=True, slots=True)
class StillHalted(Effect):
    """It is as dead as it was before, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class ResetBoard(Effect):
    """Pull DTR, and greet what starts."""


@dataclass(frozen=True, slots=True)
class LetGo(Effect):
    """Close the link, and leave the printer alone until it is looked for again."""

    reason: str


# With the job.


@dataclass(frozen=True, slots=True)
class FailJob(Effect):
    """The job, if there is one, has failed."""

    reason: str
    failure: FailureReason = FailureReason.OTHER


@dataclass(frozen=True, slots=True)
class PauseJob(Effect):
    """Pause it with its script; where that cannot be done, without."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class CancelJob(Effect):
    """End it before its time; None: with its own script."""

    script: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Attempt(Effect):
    """What the printer asks for by this host action; where the job refuses it, that is told."""

    action: str
    do: Callable[[], Effects | None]


@dataclass(frozen=True, slots=True)
class AbandonJob(Effect):
    """A cancelled job has ended so."""


@dataclass(frozen=True, slots=True)
class JobHasChanged(Effect):
    """Journal it, and tell how it stands."""


# To others.


@dataclass(frozen=True, slots=True)
class Tell(Effect):
    """An event for the server."""

    event: Event


@dataclass(frozen=True, slots=True)
class AnswerTo(Effect):
    """An answer for who waits for it."""

    then: Then
    answer: Answer


@dataclass(frozen=True, slots=True)
class WriteState(Effect):
    """What is kept for a successor has changed."""


class ReplyCallbacks:
    """Who waits for what the firmware says to a command, by its token; each is told once, or of an error."""

    def __init__(self) -> None:
        self._waiting: dict[int, Then] = {}

    @property
    def waited_for(self) -> bool:
        """Whether somebody waits for an answer."""
        return bool(self._waiting)

    def token_for(self, then: Then | None, protocol: Protocol) -> int | None:
        """What to inject a command with, so that `then` is told once it is done; None for nobody."""
        if then is None:
            return None
        token = protocol.new_token()
        self._waiting[token] = then
        return token

    def done(self, done: CommandDone) -> Effects:
        """A command was acknowledged."""
        then = self._waiting.pop(done.token, None)
        return [] if then is None else [AnswerTo(then, Answer(number=done.number, lines=tuple(done.lines)))]

    def fail(self, reason: str) -> Effects:
        """No answers will come to the commands that are waited for; they may have been done or not."""
        waiting, self._waiting = self._waiting, {}
        return [AnswerTo(then, Answer.refused("NOT_DONE", reason)) for then in waiting.values()]
