"""SerialActor: the server's end of the line to one printer's port process."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from actors.listener import PortListener
from actors.messages.serial import (
    AskPort,
    GetTerminal,
    Introduce,
    LinkDown,
    LinkUp,
    OrderAnswered,
    Ping,
    PortClosed,
    PortEvents,
    PortOpened,
    PortReport,
    PortSaid,
    SendCommand,
    SendOrder,
)
from actors.supervision import Address, Reply, SupervisedActor
from actors.supervision.mailbox import fail_reply
from lezerprint.errors import PortError
from lezerprint.port.channel import Channel, PortGoneError, checked
from lezerprint.port.contract import orders
from lezerprint.port.contract.messages import Answer, Events, Lines, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from actors.supervision import Context
    from lezerprint.port.contract.events import Event
    from lezerprint.port.contract.messages import Message
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.port.options import PortOptions
    from lezerprint.terminal import TerminalLog

_PING_SECONDS: Final = 5.0
_SILENT_SECONDS: Final = 10.0
"""A port process that leaves a ping unanswered for so long hangs, or was stopped."""

AUDIENCE: Final = ("streamer", "job", "telemetry")
"""Who is told what the port process says."""


class SerialActor(SupervisedActor):
    """Attaches to the port process, hands on what it reports, and gives it the others' orders.

    An absent port process or printer is a state, not a fault: it costs no restart. What is said to the
    firmware and by it goes to `terminal`, which outlives this actor.
    """

    def __init__(
        self,
        context: Context,
        options: PortOptions,
        terminal: TerminalLog,
        heard_until: Callable[[], int | None] = lambda: None,
        audience: Sequence[str] = AUDIENCE,
    ) -> None:
        super().__init__(context)
        self._options = options
        self._terminal = terminal
        self._heard_until = heard_until
        self._audience = audience
        self._listener: PortListener | None = None
        self._channel: Channel | None = None
        self._reason = "the port process is being started"
        self._told_reason: str | None = None
        self._pinged_at: float | None = None
        self._waiting: dict[int, Callable[[Answer], None]] = {}

    def on_start(self) -> None:
        """Begin to look for the port process."""
        self._listener = PortListener(self._options, self.address, self._heard_until())
        self._listener.start()
        self.tell_later(_PING_SECONDS, Ping())

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.serial`."""
        match message:
            case PortSaid(messages):
                for said in messages:
                    self._heard(said)
            case PortOpened(channel, _epoch, snapshot, missed):
                self._opened(channel, snapshot, missed)
            case PortClosed(reason):
                self._closed(reason)
            case Ping():
                self._ping()
            case SendOrder(order, reply_to, tag):
                self._order(order, lambda answer: _tell_answer(reply_to, tag, answer))
            case AskPort() | SendCommand():
                return self._asked(message)
            case Introduce(reply_to):
                self._introduce(reply_to)
            case GetTerminal(limit, since):
                return self._terminal.last(limit, since)
            case _:
                return super().on_receive(message)
        return None

    def release(self) -> None:
        """Let go of the port process, which goes on."""
        if self._listener is not None:
            self._listener.stop()

    # From the port process.

    def _opened(self, channel: Channel, snapshot: Snapshot, missed: list[Event]) -> None:
        self._channel = channel
        self._told_reason = self._pinged_at = None
        self._order(orders.Listen(self._terminal.heard_until), lambda _: None)
        if missed:
            self._tell_all(PortEvents(self.generation, missed))
        self._tell_all(LinkUp(self.generation, snapshot))

    def _heard(self, said: Message) -> None:
        if self._channel is None:  # it was hung up since
            return
        match said:
            case Report(report):
                self._tell_all(PortReport(self.generation, report))
            case Events(events):
                self._tell_all(PortEvents(self.generation, events))
            case Lines():
                self._terminal.add(said)
            case Answer() if (answered := self._waiting.pop(said.id or 0, None)) is not None:
                answered(said)

    def _closed(self, reason: str) -> None:
        self._channel, self._reason = None, reason
        waiting, self._waiting = self._waiting, {}
        for answered in waiting.values():
            answered(Answer.lost(reason))
        if reason != self._told_reason:
            self._told_reason = reason
            self._tell_all(self._down())

    def _ping(self) -> None:
        if self._listener is None or not self._listener.listening:
            raise RuntimeError("the listener has ended")
        self.tell_later(_PING_SECONDS, Ping())
        now = time.monotonic()
        if self._pinged_at is None:
            self._pinged_at = now
            self._order(orders.Ping(), self._ponged)
        elif now - self._pinged_at > _SILENT_SECONDS and self._channel is not None:
            self._listener.hang_up()
            self._closed("the port process does not answer")

    def _ponged(self, _answer: Answer) -> None:
        self._pinged_at = None

    # To the port process.

    def _order(self, order: orders.Order, answered: Callable[[Answer], None]) -> None:
        if self._channel is None:
            answered(Answer.lost(self._reason))
            return
        try:
            self._waiting[self._channel.send(order)] = answered
        except PortGoneError as error:
            answered(Answer.lost(str(error)))

    def _asked(self, message: AskPort | SendCommand) -> Reply:
        match message:
            case AskPort(order):
                return self._ask(order, _checked)
            case SendCommand(command, wait, force, command_id):
                order = orders.Inject(command, wait, force, command_id)
                return self._ask(order, lambda answer: list(_checked(answer).lines))

    def _ask(self, order: orders.Order, told: Callable[[Answer], Any]) -> Reply:
        reply = self.reply_later()

        def answered(answer: Answer) -> None:
            try:
                reply.set(told(answer))
            except PortError as error:
                fail_reply(reply, error)

        self._order(order, answered)
        return reply

    def _introduce(self, newcomer: Address) -> None:
        """With a fresh snapshot: the last report may be older than an order that is carried out by now."""

        def answered(answer: Answer) -> None:
            snapshot = answer.snapshot
            newcomer.tell(self._down() if snapshot is None else LinkUp(self.generation, snapshot))

        self._order(orders.Status(), answered)

    # To the others.

    def _down(self) -> LinkDown:
        return LinkDown(self.generation, self._reason)

    def _tell_all(self, message: Any) -> None:
        for name in self._audience:
            self.sibling(name).tell(message)


def _checked(answer: Answer) -> Answer:
    if answer.is_lost and answer.error is not None:
        raise PortGoneError(answer.error.message)
    return checked(answer)


def _tell_answer(reply_to: Address | None, tag: str, answer: Answer) -> None:
    if reply_to is not None:
        error = None if answer.error is None else answer.error.message
        reply_to.tell(OrderAnswered(tag, error, lost=answer.is_lost))
