"""Orders to the port process that somebody waits for, until the job is as was ordered."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actors.messages.serial import OrderAnswered, SendOrder
from actors.supervision.mailbox import fail_reply
from lezerprint.errors import PortError
from lezerprint.port.channel import PortGoneError

if TYPE_CHECKING:
    from collections.abc import Callable

    from actors.supervision import Address, Reply
    from lezerprint.base.enums import JobState
    from lezerprint.jobs.job import Job
    from lezerprint.port.contract.orders import Order


@dataclass(frozen=True, slots=True)
class _Given:
    """An order: who waits for its effect, and until when."""

    reply: Reply
    until: frozenset[JobState]


class PortOrders:
    """Of one actor: gives orders to SerialActor, and the answers to who asked.

    Args:
        serial: Whom to give them to.
        owner: Who is told the answers.
    """

    def __init__(self, serial: Address, owner: Address) -> None:
        self._serial = serial
        self._owner = owner
        self._waiting: dict[str, _Given] = {}
        self._accepted: dict[str, _Given] = {}
        self._generation: int | None = None

    def give(
        self, order: Order, until: frozenset[JobState], reply_later: Callable[[], Reply]
    ) -> Reply | PortGoneError:
        """Give an order; the reply comes when the job has one of these states, or when it was refused."""
        tag = f"{order.name} {uuid.uuid4().hex}"
        if not self._serial.tell(SendOrder(order, self._owner, tag)):
            return PortGoneError("no connection to the port process at the moment")
        reply = reply_later()
        self._waiting[tag] = _Given(reply, until)
        return reply

    def answered(self, answer: OrderAnswered) -> bool:
        """The port process has answered; whether the order was accepted, and its effect is waited for."""
        if (given := self._waiting.pop(answer.tag, None)) is None:
            return False
        if answer.error is not None:
            fail_reply(given.reply, (PortGoneError if answer.lost else PortError)(answer.error))
            return False
        self._accepted[answer.tag] = given
        return True

    def stands(self, job: Job | None) -> None:
        """Reply to those whose order has had its effect."""
        for tag, given in list(self._accepted.items()):
            if job is None or job.state in given.until:
                self.overdue(tag, job)

    def overdue(self, tag: str, job: Job | None) -> None:
        """Reply with the job as it is."""
        if (given := self._accepted.pop(tag, None)) is not None:
            given.reply.set(job)

    def heard_of(self, serial_generation: int) -> None:
        """What an earlier life of SerialActor was ordered is never answered."""
        if self._generation not in (None, serial_generation):
            waiting, self._waiting = self._waiting, {}
            for given in waiting.values():
                fail_reply(given.reply, PortGoneError("whether the order was carried out is unknown"))
        self._generation = serial_generation
