"""Orders to the port process that somebody waits for."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from actors.messages.serial import OrderAnswered, SendOrder
from actors.supervision.mailbox import fail_reply
from lezerprint.errors import PortError
from lezerprint.port.channel import PortGoneError

if TYPE_CHECKING:
    from collections.abc import Callable

    from actors.supervision import Address, Reply
    from lezerprint.port.contract.orders import Order


class PortOrders:
    """Of one actor: gives orders to SerialActor, and the answers to who asked.

    Args:
        serial: Whom to give them to.
        owner: Who is told the answers.
    """

    def __init__(self, serial: Address, owner: Address) -> None:
        self._serial = serial
        self._owner = owner
        self._waiting: dict[str, Reply] = {}
        self._generation: int | None = None

    def give(self, order: Order, reply_later: Callable[[], Reply]) -> Reply | PortGoneError:
        """Give an order; the reply comes with its answer."""
        tag = f"{order.name} {uuid.uuid4().hex}"
        if not self._serial.tell(SendOrder(order, self._owner, tag)):
            return PortGoneError("no connection to the port process at the moment")
        reply = self._waiting[tag] = reply_later()
        return reply

    def answered(self, answer: OrderAnswered, value: Any) -> None:
        """Reply with this value, or with what was wrong."""
        if (reply := self._waiting.pop(answer.tag, None)) is None:
            return
        if answer.error is None:
            reply.set(value)
        else:
            fail_reply(reply, (PortGoneError if answer.lost else PortError)(answer.error))

    def heard_of(self, serial_generation: int) -> None:
        """What an earlier life of SerialActor was ordered is never answered."""
        if self._generation not in (None, serial_generation):
            waiting, self._waiting = self._waiting, {}
            for reply in waiting.values():
                fail_reply(reply, PortGoneError("whether the order was carried out is unknown"))
        self._generation = serial_generation
