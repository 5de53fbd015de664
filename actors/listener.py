"""The thread that waits for the port process, so that SerialActor never has to."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from actors.messages.serial import PortClosed, PortOpened, PortSaid
from lezerprint.errors import LezerPrintError
from lezerprint.port.channel import Channel, open_channel

if TYPE_CHECKING:
    from actors.supervision import Address
    from lezerprint.port.options import PortOptions

_HEAR_SECONDS: Final = 1.0
_SHORTEST_BACK_OFF_SECONDS: Final = 0.1
_LONGEST_BACK_OFF_SECONDS: Final = 5.0


class PortListener:
    """Opens the channel, attaches, hears, and begins again when it breaks; tells all of it to `owner`."""

    def __init__(self, options: PortOptions, owner: Address) -> None:
        self._options = options
        self._owner = owner
        self._stopped = threading.Event()
        self._channel: Channel | None = None
        self._thread = threading.Thread(target=self._listen, name=f"{owner.path} listener", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more; does not wait."""
        self._stopped.set()
        if (channel := self._channel) is not None:
            channel.close()

    def _listen(self) -> None:
        back_off_seconds = _SHORTEST_BACK_OFF_SECONDS
        while not self._stopped.is_set():
            try:
                self._hear_one_connection()
                back_off_seconds = _SHORTEST_BACK_OFF_SECONDS
            except (LezerPrintError, OSError) as error:
                self._owner.tell(PortClosed(str(error)))
                self._stopped.wait(back_off_seconds)
                back_off_seconds = min(_LONGEST_BACK_OFF_SECONDS, 2 * back_off_seconds)

    def _hear_one_connection(self) -> None:
        channel = self._channel = open_channel(self._options)
        try:
            answer = channel.ask("attach")
            if not self._owner.tell(PortOpened(channel, answer["epoch"], answer["snapshot"])):
                return
            while not self._stopped.is_set():
                if messages := channel.messages(_HEAR_SECONDS):
                    self._owner.tell(PortSaid(messages))
        finally:
            channel.close()
