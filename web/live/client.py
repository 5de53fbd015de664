"""One client as the hub knows it: what it sees, and what waits for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from web.live.rooms import NOBODY
from web.live.send_queue import SendQueue, SendQueueFullError

if TYPE_CHECKING:
    from lezerprint.accounts.principal import Principal
    from web.live.connection import LiveConnection
    from web.live.messages import Batch, Message
    from web.live.rooms import ClientView
    from web.metrics.live import LiveMetrics

TRY_AGAIN_LATER: Final = 1013
STALL_SECONDS: Final = 15.0
"""After so long a client that has taken nothing is disconnected."""

_AT_ONCE: Final = 64


class Client:
    """Takes what is for it: at once as long as it keeps up, and else in good order.

    Attributes:
        connection: The way to it.
        view: What it sees; the hub's to change.
        who: Who it is; None: a visitor, or nobody yet.
        joined_at: The number of the last lasting event before it began to see them.
    """

    __slots__ = (
        "_is_flushing",
        "_metrics",
        "_send_queue",
        "_waiting",
        "connection",
        "joined_at",
        "view",
        "who",
    )

    def __init__(self, connection: LiveConnection, metrics: LiveMetrics) -> None:
        self.connection = connection
        self.view: ClientView = NOBODY
        self.who: Principal | None = None
        self.joined_at = 0
        self._metrics = metrics
        self._send_queue = SendQueue()
        self._is_flushing = False
        self._waiting: list[asyncio.Future[None]] = []
        connection.on_writable = self._resumed

    def take(self, batch: Batch) -> None:
        """Several messages at once."""
        if not self._send_queue and self.connection.is_writable:
            self.connection.write(batch.frames)
            self._metrics.count_sent(len(batch.messages))
        else:
            for message in batch.messages:
                self._keep(message)

    def put(self, message: Message) -> None:
        """One message."""
        if not self._send_queue and self.connection.is_writable:
            self.connection.write(message.frame)
            self._metrics.count_sent(1)
        else:
            self._keep(message)

    def end(self, code: int, reason: str) -> None:
        """Close the connection; what still waits is dropped."""
        self._send_queue.clear()
        self.connection.end(code, reason)

    def end_if_stalled(self, now: float) -> None:
        """Disconnect a client that has taken nothing for long; `now` by the loop's clock."""
        paused_at = self.connection.paused_at
        if paused_at is not None and now - paused_at > STALL_SECONDS:
            self._too_slow()

    def _keep(self, message: Message) -> None:
        if not self.connection.is_open:
            return
        try:
            if self._send_queue.add(message):
                self._metrics.superseded.inc()
        except SendQueueFullError:
            self._too_slow()

    def _too_slow(self) -> None:
        if self.connection.is_open:
            self._metrics.slow_clients.inc()
            self.end(TRY_AGAIN_LATER, "too slow: send resume to get what was missed")

    def send_later(self, messages: list[Message]) -> None:
        """What may be much: a little at a time, before all that comes from now on."""
        for message in messages:
            self._keep(message)
        if self.connection.is_writable:
            self._flush()

    @property
    def is_free(self) -> bool:
        """Whether nothing waits for it, so that what is put next goes out at once."""
        return not self._send_queue and self.connection.is_writable

    async def until_free(self) -> None:
        """Wait until nothing waits for it."""
        while not self.is_free:
            free = asyncio.get_running_loop().create_future()
            self._waiting.append(free)
            await free

    def _resumed(self) -> None:
        self._flush()
        self._tell_free()

    def _tell_free(self) -> None:
        if self._waiting and self.is_free:
            for free in self._waiting:
                if not free.done():
                    free.set_result(None)
            self._waiting.clear()

    def _flush(self) -> None:
        """Send a little of what waits; the rest when others had their turn, or when there is room."""
        if self._is_flushing or not self._send_queue:
            return
        messages = self._send_queue.take(_AT_ONCE)
        self.connection.write(b"".join(message.frame for message in messages))
        self._metrics.count_sent(len(messages))
        if self._send_queue and self.connection.is_writable:
            self._is_flushing = True
            asyncio.get_running_loop().call_soon(self._flush_on)

    def _flush_on(self) -> None:
        self._is_flushing = False
        if self.connection.is_writable:
            self._flush()
            self._tell_free()
