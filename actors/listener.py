"""The thread that waits for the port process, so that SerialActor never has to."""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from actors.messages.serial import PortClosed, PortOpened, PortSaid
from lezerprint.base.backoff import Backoff
from lezerprint.errors import LezerPrintError
from lezerprint.port.channel import (
    Channel,
    PortGoneError,
    has_done_its_part,
    open_channel,
    snapshot_in,
)
from lezerprint.port.contract.messages import Events
from lezerprint.port.contract.orders import Attach

if TYPE_CHECKING:
    from actors.supervision import Address
    from lezerprint.port.contract.events import Event
    from lezerprint.port.contract.messages import Message
    from lezerprint.port.options import PortOptions

_HEAR_SECONDS: Final = 1.0
_BACKOFF: Final = Backoff(first_seconds=0.1, cap_seconds=5.0)
_LASTING_SECONDS: Final = 10.0
"""A connection that broke sooner was none: two servers that take the lease from each other go slowly."""


class PortListener:
    """Opens the channel, attaches, hears, and begins again when it breaks; tells all of it to `owner`.

    It ends with its owner: once that can be told nothing, it must not take the lease from the next one.

    Args:
        options: Which port process.
        owner: Who is told.
        heard_until: The number of the last event that is known; None: what was before does not matter.
    """

    def __init__(self, options: PortOptions, owner: Address, heard_until: int | None = None) -> None:
        self._options = options
        self._owner = owner
        self._heard_until = heard_until
        self._stopped = threading.Event()
        self._channel: Channel | None = None
        self._attached_at = math.inf
        self._thread = threading.Thread(target=self._listen, name=f"{owner.path} listener", daemon=True)

    @property
    def listening(self) -> bool:
        """Whether it is at work."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def hang_up(self) -> None:
        """Break the connection, and begin again."""
        if (channel := self._channel) is not None:
            channel.close()

    def stop(self) -> None:
        """Listen no more; does not wait."""
        self._stopped.set()
        self.hang_up()

    def _listen(self) -> None:
        failures = 0
        while not self._stopped.is_set():
            self._attached_at = math.inf
            try:
                self._hear_one_connection()
            except (LezerPrintError, OSError, ValueError) as error:  # ValueError: closed, or no JSON
                self._tell(PortClosed(str(error)))
            if time.monotonic() - self._attached_at > _LASTING_SECONDS:
                failures = 0
            failures += 1
            self._stopped.wait(_BACKOFF.delay_seconds(failures))

    def _hear_one_connection(self) -> None:
        channel = self._channel = open_channel(self._options)
        try:
            if self._stopped.is_set():
                return
            answer = channel.ask(Attach(self._heard_until, self._options.settings()))
            self._attached_at = time.monotonic()
            snapshot = snapshot_in(answer)
            missed, later = _missed(channel, self._heard_until, snapshot.sequence)
            self._tell(PortOpened(channel, answer.epoch or 0, snapshot, missed))
            if later:
                self._tell(PortSaid(later))
            self._heard_until = snapshot.sequence
            while not self._stopped.is_set():
                if messages := channel.messages(_HEAR_SECONDS):
                    self._tell(PortSaid(messages))
                    self._heard_until = max(self._heard_until, _last_sequence(messages))
                    if has_done_its_part(channel, self._options, messages):
                        raise PortGoneError("a port process of this version takes the printer over")
        finally:
            channel.close()

    def _tell(self, message: Any) -> None:
        if not self._owner.tell(message):
            self._stopped.set()


def _missed(channel: Channel, heard_until: int | None, sequence: int) -> tuple[list[Event], list[Message]]:
    """The events up to this number, which the port process tells first; and what else it said meanwhile."""
    missed: list[Event] = []
    later: list[Message] = []
    deadline = time.monotonic() + _HEAR_SECONDS
    while heard_until not in (None, sequence) and (left_seconds := deadline - time.monotonic()) > 0:
        for message in channel.messages(left_seconds):
            if isinstance(message, Events) and not later:
                missed += message.events
            else:
                later.append(message)
        if later or (missed and missed[-1].sequence >= sequence):
            break
    return missed, later


def _last_sequence(messages: list[Message]) -> int:
    told = (message.events for message in messages if isinstance(message, Events))
    return max((event.sequence for events in told for event in events), default=0)
