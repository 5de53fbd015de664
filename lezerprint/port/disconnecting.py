"""Letting go of a printer by order: first its heaters off, then the link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.port.contract.messages import Answer
from lezerprint.port.effects import AnswerTo, Cool, FailJob, Inject, LetGo, SendUrgent

if TYPE_CHECKING:
    from lezerprint.port.effects import Effects, Then
    from lezerprint.port.heating import Heaters

_COOLING_SECONDS: Final = 5.0
"""How long the firmware may take to say that it has switched its heaters off."""

_DEAD_SECONDS: Final = 8.0
"""The same where it must be proved that it is dead (`heat_watch.py`)."""

_NOT_CONFIRMED: Final = (
    "the printer does not confirm that its heaters are off, so it stays connected: look at it, "
    "switch it off if it is hot, and disconnect by force"
)


@dataclass(frozen=True, slots=True)
class DisconnectingFacts:
    """How the printer stands.

    Attributes:
        ready: Whether commands can be sent in order.
        linked: Whether the device is open.
        stopping: Whether an emergency stop is under way.
        blocked: Whether a command blocks the firmware, as far as is known.
    """

    ready: bool
    linked: bool
    stopping: bool
    blocked: bool


class Disconnecting:
    """The answer to one order, which waits for the heaters."""

    def __init__(self, heaters: Heaters) -> None:
        self._heaters = heaters
        self._then: Then | None = None
        self._since = 0.0
        self._force = False
        self._cold = False

    @property
    def under_way(self) -> bool:
        """Whether an order waits for the heaters."""
        return self._then is not None

    def check(self, facts: DisconnectingFacts) -> None:
        """Raise PortError while another order waits, or an emergency stop does for its confirmation."""
        if self._then is not None:
            raise PortError("the printer is being disconnected already")
        if facts.stopping:
            raise PortError("an emergency stop is under way")

    def order(self, facts: DisconnectingFacts, now: float, *, force: bool, then: Then) -> Effects:
        """Let go of the printer, and stay away until it is looked for; `then` is told once that is done.

        Hot heaters are switched off first; a firmware that does not confirm it within five seconds is not
        let go of, unless by `force`. A job that is there fails.
        """
        self._then, self._since, self._force, self._cold = then, now, force, False
        effects: Effects = [FailJob("the printer was disconnected by order")]
        if not facts.ready:
            if not facts.linked or not self._heaters.on:
                return effects + self._finish()
            return [*effects, Cool("the printer is disconnected")]
        if facts.blocked:
            effects.append(SendUrgent(b"M108"))
        if self._heaters.on:
            return [*effects, Cool("the printer is disconnected", self._switched_off)]
        # A target that was just set may not be reported yet.
        *first, last = self._heaters.off_commands()
        return [*effects, *map(Inject, first), Inject(last, self._switched_off)]

    def _switched_off(self, answer: Answer) -> None:
        self._cold = answer.error is None

    def on_time(self, facts: DisconnectingFacts, now: float) -> Effects:
        """See whether the heaters are off by now, or whether there is nothing left to let go of."""
        then = self._then
        if then is None:
            return []
        gone = not facts.ready and (not facts.linked or not self._heaters.on)
        late = now - self._since > (_COOLING_SECONDS if facts.ready else _DEAD_SECONDS)
        if self._cold or gone or (late and self._force):
            return self._finish()
        if not late:
            return []
        self._then = None
        return [AnswerTo(then, Answer.refused("PORT", _NOT_CONFIRMED))]

    def _finish(self) -> Effects:
        then, self._then = self._then, None
        return [LetGo("disconnected by order"), *([] if then is None else [AnswerTo(then, Answer())])]
