"""Heaters off, in every state of the link, until they are known to be off.

What is not known to be cold counts as hot. The ways to know:

| state of the link      | heaters off goes out as        | they are off when                             |
|------------------------|--------------------------------|-----------------------------------------------|
| ready                  | numbered commands              | the firmware reports targets of 0             |
| halted, it answers     | unnumbered lines, every 5 s    | the firmware reports targets of 0             |
| halted, killed itself  | unnumbered lines, every 5 s    | it said nothing for MUTE_SECONDS, though it   |
|                        |                                | was asked every second: Marlin's `kill()`     |
|                        |                                | switches heaters off before it says a word    |
| halted, nothing said   | unnumbered lines, every 5 s    | never by silence: an alert is raised, and the |
| (emergency stop)       |                                | port process stays                            |
| connecting             | unnumbered lines, every 5 s    | as for ready                                  |
| silent, absent, busy,  | nothing can be written: as     | as for ready                                  |
| disconnected           | soon as the printer answers    |                                               |
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, Final

from lezerprint.marlin.outgoing import BARRIER
from lezerprint.port.contract.events import HeatersOff, HeatTrouble
from lezerprint.port.contract.messages import Answer
from lezerprint.port.contract.states import ConnectionState, RunState
from lezerprint.port.effects import AnswerTo, Cool, FailJob, PauseJob, Send, SendUrgent, Tell, WriteState
from lezerprint.port.wait_watch import WaitWatch

if TYPE_CHECKING:
    from lezerprint.port.effects import Effects, Then
    from lezerprint.port.heating import Heaters
    from lezerprint.port.run import Run

MUTE_SECONDS: Final = 5.0
"""A firmware that lives answers M105 within a second, or says `busy` every two."""

_SILENCE_SECONDS: Final = 30.0
_LONG_SILENCE_SECONDS: Final = 1800.0
"""A firmware without keepalive and reports says nothing while it homes or probes."""

_OFF_AGAIN_SECONDS: Final = 5.0
_ASK_HOT_SECONDS: Final = 1.0
_ASK_COLD_SECONDS: Final = 5.0
_POLL_SECONDS: Final = 5.0
_POLL_WITHOUT_REPORTS_SECONDS: Final = 1.0
_REPORTS_MISSED_AFTER_SECONDS: Final = 3.0
_LOOK_AGAIN_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class HeatFacts:
    """How the printer stands.

    Attributes:
        state: Of the link.
        linked: Whether the device is open.
        job: The job that there is, also one that has ended.
        stopping: Whether an emergency stop is under way.
        unsent: Whether bytes wait for room in the port.
        ends_by_itself: Whether something is printed that needs nobody to come to its end.
        unreported_seconds: Since the firmware has reported temperatures by itself.
        in_long_command: Whether it is at a command that may take minutes.
    """

    state: ConnectionState
    linked: bool
    job: Run | None
    stopping: bool
    unsent: bool
    ends_by_itself: bool
    unreported_seconds: float
    in_long_command: bool


class HeatWatch:
    """Looked at with every tick.

    Attributes:
        wanted: Whether somebody wants the heaters off, and the firmware could not be told in order.
        unconfirmed: Whether somebody has ordered it, and the firmware has not acknowledged it yet.
        poll_seconds: How often the temperature is to be asked for.
    """

    def __init__(self, heaters: Heaters, watchdog: Watchdog) -> None:
        self.wanted = False
        self.unconfirmed = False
        self.poll_seconds = _POLL_SECONDS
        self._heaters = heaters
        self._watchdog = watchdog
        self._mute_since = inf
        self._ask_at = 0.0
        self._off_at = 0.0
        self._was_hot = False
        self._waits = WaitWatch()

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        return {"off_wanted": self.wanted or self.unconfirmed}

    def restore(self, kept: dict[str, Any]) -> None:
        """As a predecessor left it."""
        self.wanted = bool(kept.get("off_wanted"))

    # What happened.

    def halted(self, now: float, *, mute: bool) -> None:
        """The firmware says that it has stopped; `mute`: that it says nothing more."""
        self.wanted = True
        self._mute_since = min(self._mute_since, now) if mute else inf

    def board_started(self) -> None:
        """Its heaters are off until somebody wants them on; its reports will say so."""
        self.wanted = False
        self._mute_since = inf

    # What is ordered.

    def want(self) -> Effects:
        """Somebody wants them off, and no command can be sent in order: it is done as soon as it can be."""
        was_wanted, self.wanted, self._off_at = self.wanted, True, 0.0
        return [] if was_wanted else [WriteState()]

    def cool(self, facts: HeatFacts, reason: str, then: Then | None = None) -> Effects:
        """All heaters off; a job ends that waits for heat and is not paused. `then` once it is done.

        Where no command can be sent in order, and there is no job, as soon as one can.
        """
        job = facts.job
        if facts.state is not ConnectionState.READY and (job is None or not job.active):
            waits = Answer(lines=(off_words(facts.state, linked=facts.linked),))
            return [*self.want(), *([] if then is None else [AnswerTo(then, waits)])]
        *commands, last = self._heaters.off_commands()
        effects: Effects = [*map(Send, commands), Send(last, then), Tell(HeatersOff(reason=reason))]
        if job is not None and job.returning:
            effects.append(PauseJob())
        elif job is not None and job.state is RunState.PRINTING and job.wait and not job.paused_machine:
            effects.append(FailJob(f"the heaters were switched off: {reason}"))
        return effects

    def switch_off(self, reason: str) -> Effects:
        """All heaters off by somebody's order, where commands can be sent in order."""
        self.unconfirmed = True
        return [Cool(reason, self._answered), WriteState()]

    def _answered(self, answer: Answer) -> Effects:
        self.unconfirmed = False
        return [WriteState()] if answer.error is None else self.want()

    # Time.

    def on_time(self, facts: HeatFacts, now: float) -> Effects:
        """Look after the heaters."""
        effects: Effects = []
        if self._heaters.on != self._was_hot:
            self._was_hot = self._heaters.on
            effects.append(WriteState())  # a successor must know
        if not facts.linked or facts.stopping:
            return effects
        if self._watchdog.must_cool(heating=self._heaters.on, busy=facts.ends_by_itself, now=now):
            effects.append(Cool("no server or user has been attached for too long"))
        if facts.state is ConnectionState.READY:
            self._mute_since = inf
            if self.wanted:
                self.wanted = False
                effects.append(Cool("the printer answers again"))
            silent = facts.unreported_seconds > _REPORTS_MISSED_AFTER_SECONDS
            self.poll_seconds = _POLL_WITHOUT_REPORTS_SECONDS if silent else _POLL_SECONDS
            effects += self._watch_sensors(facts, now)
        elif not facts.unsent:
            effects += self._speak_unnumbered(now, halted=facts.state is ConnectionState.HALTED)
        return effects

    def _watch_sensors(self, facts: HeatFacts, now: float) -> Effects:
        patience = _LONG_SILENCE_SECONDS if facts.in_long_command else _SILENCE_SECONDS
        self._heaters.sensors.age(now, patience)
        job = facts.job
        prints = job is not None and job.state is RunState.PRINTING
        found = self._waits.look(job.wait if job is not None and prints else None, self._heaters, now)
        if found is None:
            return []
        told = Tell(HeatTrouble(trouble=found.trouble, message=found.message))
        return [told, FailJob(found.message), Cool(found.message)] if found.fails else [told]

    def _speak_unnumbered(self, now: float, *, halted: bool) -> Effects:
        effects: Effects = []
        hot = self._heaters.on
        if halted and hot and now - self._mute_since >= MUTE_SECONDS:
            self._heaters.clear()
            self.wanted = hot = False
        if halted and now >= self._ask_at:
            self._ask_at = now + (_ASK_HOT_SECONDS if hot else _ASK_COLD_SECONDS)
            effects.append(SendUrgent(BARRIER))
        if self.wanted and now >= self._off_at:
            self._off_at = now + _OFF_AGAIN_SECONDS
            self.wanted = hot or not halted
            effects += map(SendUrgent, self._heaters.off_commands())
        return effects


class Watchdog:
    """Decides, from what is known now, when the heaters must be switched off.

    A running job needs nobody: it is finished. A paused, waiting or idle printer stays hot for the
    time-out after the last server went away. The order is repeated while the firmware reports a target.
    """

    def __init__(self, timeout_seconds: float, now: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._alone_since: float | None = now
        self._last_order_at: float | None = None

    def attended(self, attended: bool, now: float) -> None:  # noqa: FBT001 - a fact, not an option
        """Whether a server is there now."""
        if attended:
            self._alone_since = self._last_order_at = None
        elif self._alone_since is None:
            self._alone_since = now

    def must_cool(self, *, heating: bool, busy: bool, now: float) -> bool:
        """Whether to switch off now. `busy`: a job is running that will come to its own end."""
        if busy:
            if self._alone_since is not None:
                self._alone_since = now
            return False
        if self._alone_since is None or not heating or now - self._alone_since < self._timeout_seconds:
            return False
        if self._last_order_at is not None and now - self._last_order_at < _LOOK_AGAIN_SECONDS:
            return False
        self._last_order_at = now
        return True

    def alone_seconds(self, now: float) -> float:
        """How long nobody has been there, while nothing ran."""
        return now - self._alone_since if self._alone_since is not None else 0.0


class LeftOn:
    """What a file leaves on at its end is switched off: one that was cut short never does so itself.

    It looks whenever a command was acknowledged; a job that had ended before is not looked at.
    """

    def __init__(self) -> None:
        self._ending: Run | None = None

    def look(self, run: Run | None, *, hot: bool) -> Effects:
        """Switch off and tell, if the job has just ended and the firmware reports a target (`hot`)."""
        if run is not None and run.state is RunState.FINISHING:
            self._ending = run
        elif run is not None and run.state is RunState.COMPLETED and run is self._ending:
            self._ending = None
            if hot:
                return [Cool(f"{run.spool.name} has ended and left them on")]
        return []


def off_words(state: ConnectionState, *, linked: bool) -> str:
    """What is done about heaters that are to be off, where no command can be sent in order."""
    if not linked:
        return f"the printer is {state}: its heaters are switched off as soon as it answers"
    return f"the printer is {state}: heaters off is sent until it confirms that they are"


def unnumbered(heaters: Heaters) -> Effects:
    """Heaters off, past a stream that is stuck; the M105 behind them tells whether they were."""
    return [SendUrgent(command) for command in (*heaters.off_commands(), BARRIER)]
