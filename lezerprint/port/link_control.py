"""Keeping hold of the printer: read, write, open, greet, lose, let go.

The states of the link are in `connection_state.py`, those of the conversation in `marlin/flow.py`.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

from lezerprint.marlin.flow import Flow
from lezerprint.port import effects as do
from lezerprint.port.chaos import Chaos
from lezerprint.port.contract import events
from lezerprint.port.link import LinkLostError
from lezerprint.port.parts import LOOK_SECONDS, Parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lezerprint.port.link import Link
    from lezerprint.port.options import PortOptions
    from lezerprint.port.paths import PortPaths

_NUMBERS: Final = range(1000, 9000)


class LinkControl(Parts):
    """The link, and the protocol that speaks over it. `PortController` says how an effect is carried out."""

    def __init__(self, options: PortOptions, paths: PortPaths, now: float) -> None:
        super().__init__(options, paths, now)
        self.rests = False
        """Whether nothing was under way when time was last looked at."""
        self._now = self._ticked_at = self._next_tick_at = now
        self._resumable = False
        """Whether the numbering that there is may go on over a link that is opened again."""
        self._chaos = Chaos.from_environment()
        self._carriers: dict[type[do.Effect], Callable[[Any], None]] = {}

    def carry_out(self, effects: Iterable[do.Effect]) -> None:
        """Do all this in order. Raises PortError where it cannot be done now."""
        for effect in effects:
            self._carriers[type(effect)](effect)

    # The stream.

    def received(self, now: float) -> None:
        """The link has something to read."""
        link = self.connection.link
        if link is None:
            return
        try:
            data = link.read()
        except LinkLostError as error:
            self._link_lost(str(error), now)
            return
        self.protocol.receive_data(data, now)
        self._interpret(now)
        if self.rests:
            self.disturb()

    def pump(self, now: float) -> None:
        """Write what is due: first to the journal, then to the port."""
        data = self.protocol.data_to_send(now)
        if data:
            self._chaos.at("before-journal")
            self.journal.write_counts(self.protocol, self.job.run)
            self._chaos.at("after-journal")
            self._unsent += data
        if self._unsent and self.connection.link is not None:
            self._write(self.connection.link, now)
            self.protocol.look_ahead()

    def _write(self, link: Link, now: float) -> None:
        try:
            if self._chaos.armed:
                self._chaos.before_write(link, self._unsent)
            written = link.write(self._unsent)
        except LinkLostError as error:
            self._link_lost(str(error), now)
            return
        self._unsent = self._unsent[written:]

    def streams_over(self, link: Link) -> bool:
        """Whether all is as it was: nothing waits to be written, and what is due by time only moves away."""
        return self.connection.link is link and not self._unsent and self.protocol.calm

    def next_deadline(self) -> float:
        """When `on_time` and `pump` are due at the latest."""
        deadline = self.protocol.next_deadline()
        return self._next_tick_at if deadline is None else min(self._next_tick_at, deadline)

    def _interpret(self, now: float) -> None:
        self._now = now
        for event in self.protocol.take_events():
            self.carry_out(self.interpreter.interpret(event, now))

    def disturb(self) -> None:
        """Something happened: look soon at what follows from it."""
        self._next_tick_at = min(self._next_tick_at, self._ticked_at + LOOK_SECONDS)

    def write_state(self) -> None:
        """Keep how the job and the link stand."""
        self.journal.write_state(self.kept())

    # The link.

    def _look_after_connection(self, now: float) -> None:
        connection = self.connection
        if connection.link is None:
            if now >= connection.next_try_at:
                told = connection.reason
                if connection.try_open(now):
                    self._opened(now)
                elif connection.reason != told:
                    self._connection_changed()
        elif self.protocol.flow is Flow.CONNECTING and now >= connection.answer_until:
            if connection.next_baudrate(now):
                self.protocol.connect(random.choice(_NUMBERS), now)  # noqa: S311 - chance, not secrecy
            else:
                self.protocol.close()
                self._connection_changed()

    def _opened(self, now: float) -> None:
        self._unsent = b""
        if not (self.emergency.ordered or self._resumable):
            self.connect(now)
            return
        if self.emergency.ordered:
            self.carry_out([do.StopAtOnce()])
        else:
            self.protocol.take_over(now)
        self._connection_changed()

    def connect(self, now: float) -> None:
        """Greet the firmware anew; whatever was under way is over."""
        self.carry_out(self.replies.fail("the connection was re-established"))
        if self.connection.link is None:
            return
        self.connection.expect_answer(now)
        self.protocol.connect(random.choice(_NUMBERS), now)  # noqa: S311 - chance, not secrecy
        self._connection_changed()

    def _link_lost(self, reason: str, now: float) -> None:
        self._interpret(now)  # what happened before
        self.connection.lost(reason, now)
        self.protocol.close()
        self.resets.link_lost()
        self.statistics.counts.reconnects += 1
        self._unsent, self._resumable = b"", self.is_printing
        if not self._resumable:
            self.connection.forget_device()
            self.heaters.lose_sight()
            self.carry_out(self.replies.fail(reason))
        self._connection_changed()

    def _connection_changed(self) -> None:
        self.disturb()
        if self.connection.link is None:
            self.interpreter.sd_print.forget()
        self.write_state()
        state, reason = self.connection.state, self.connection.reason
        self.event_log.add(events.ConnectionChanged(state=state, reason=reason))

    def let_go(self, reason: str) -> None:
        """Close the link, and leave the printer alone until `look_for_printer`."""
        self.connection.let_go(reason)
        self.protocol.close()
        self._unsent, self._resumable = b"", False
        self.heaters.lose_sight()
        self.carry_out(self.replies.fail(reason))
        self._connection_changed()

    def look_for_printer(self, now: float) -> None:
        """Open the link as soon as the device is there."""
        self.connection.look_again(now)
        self._connection_changed()
