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

from math import inf
from typing import TYPE_CHECKING, Any, Final

from lezerprint.marlin.commands import switches_heater_off
from lezerprint.marlin.outgoing import BARRIER
from lezerprint.port.contract.events import HeatersOff, HeatTrouble
from lezerprint.port.contract.messages import Answer
from lezerprint.port.contract.states import ConnectionState, RunState
from lezerprint.port.wait_watch import WaitWatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.port.controller import PortController

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


class HeatWatch:
    """Looked at with every tick.

    Attributes:
        wanted: Whether somebody wants the heaters off, and the firmware could not be published in order.
        unconfirmed: Whether somebody has ordered it, and the firmware has not acknowledged it yet.
    """

    def __init__(self) -> None:
        self.wanted = False
        self.unconfirmed = False
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

    def takes(self, controller: PortController, command: bytes) -> str | None:
        """Heaters off where no command can be sent in order: what is done about it; else None."""
        if controller.connection.state is ConnectionState.READY or not switches_heater_off(command):
            return None
        return self._want(controller)

    def cool(
        self, controller: PortController, reason: str, reply: Callable[[Answer], None] | None = None
    ) -> None:
        """All heaters off; a job ends that waits for heat and is not paused. `reply` once it is done."""
        run = controller.run
        if controller.connection.state is not ConnectionState.READY and (run is None or not run.active):
            words = self._want(controller)
            if reply is not None:
                reply(Answer(lines=(words,)))
            return
        *commands, last = controller.heaters.off_commands()
        for command in commands:
            controller.protocol.inject(command)
        controller.protocol.inject(last, controller.replies.token_for(reply, controller.protocol))
        controller.event_log.add(HeatersOff(reason=reason))
        if run is not None and run.returning:
            run.pause()
        elif run is not None and run.state is RunState.PRINTING and run.wait and not run.paused_machine:
            controller.fail_run(f"the heaters were switched off: {reason}")

    def switch_off(self, controller: PortController, reason: str) -> str | None:
        """All heaters off by somebody's order: what is done about it, where it cannot be sent in order."""
        if controller.connection.state is not ConnectionState.READY:
            return self._want(controller)

        def answered(reply: Answer) -> None:
            self.unconfirmed = False
            if reply.error is not None:
                self._want(controller)
            controller.write_state()

        self.unconfirmed = True
        self.cool(controller, reason, answered)
        controller.write_state()
        return None

    def _want(self, controller: PortController) -> str:
        if not self.wanted:
            self.wanted = True
            controller.write_state()
        self._off_at = 0.0
        state = controller.connection.state
        if controller.connection.link is None:
            return f"the printer is {state}: its heaters are switched off as soon as it answers"
        return f"the printer is {state}: heaters off is sent until it confirms that they are"

    # Time.

    def on_time(self, controller: PortController, now: float) -> None:
        """Look after the heaters."""
        if controller.heaters.on != self._was_hot:
            self._was_hot = controller.heaters.on
            controller.write_state()  # a successor must know
        if controller.connection.link is None or controller.emergency.ordered:
            return
        run = controller.run
        busy = controller.interpreter.sd_print.runs or (run is not None and run.ends_by_itself)
        if controller.watchdog.must_cool(heating=controller.heaters.on, busy=busy, now=now):
            controller.cool("no server or user has been attached for too long")
        if controller.connection.state is ConnectionState.READY:
            self._mute_since = inf
            if self.wanted:
                self.wanted = False
                controller.cool("the printer answers again")
            silent = now - controller.interpreter.autoreported_at > _REPORTS_MISSED_AFTER_SECONDS
            controller.protocol.poll_seconds = _POLL_WITHOUT_REPORTS_SECONDS if silent else _POLL_SECONDS
            self._watch_sensors(controller, now)
        elif not controller.wants_to_write:
            self._speak_unnumbered(controller, now)

    def _watch_sensors(self, controller: PortController, now: float) -> None:
        patience = _LONG_SILENCE_SECONDS if controller.interpreter.in_long_command else _SILENCE_SECONDS
        controller.heaters.sensors.age(now, patience)
        run = controller.run
        prints = run is not None and run.state is RunState.PRINTING
        found = self._waits.look(run.wait if run is not None and prints else None, controller.heaters, now)
        if found is None:
            return
        controller.event_log.add(HeatTrouble(trouble=found.trouble, message=found.message))
        if found.fails:
            controller.fail_run(found.message)
            controller.cool(found.message)

    def _speak_unnumbered(self, controller: PortController, now: float) -> None:
        halted = controller.connection.state is ConnectionState.HALTED
        hot = controller.heaters.on
        if halted and hot and now - self._mute_since >= MUTE_SECONDS:
            controller.heaters.clear()
            self.wanted = hot = False
        if halted and now >= self._ask_at:
            self._ask_at = now + (_ASK_HOT_SECONDS if hot else _ASK_COLD_SECONDS)
            controller.protocol.send_urgent(BARRIER)
        if self.wanted and now >= self._off_at:
            self._off_at = now + _OFF_AGAIN_SECONDS
            self.wanted = hot or not halted
            for command in controller.heaters.off_commands():
                controller.protocol.send_urgent(command)
