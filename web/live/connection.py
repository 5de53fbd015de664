"""A WebSocket connection that takes frames as they are, and is rid of clients that take nothing.

What a thousand clients are sent is made into a frame once: a server's frames are not masked, and these are
not compressed, which would cost a window of memory and most of the time for each client. uvicorn's way
through ASGI would do all of it anew for each.
"""

from __future__ import annotations

import logging
import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import orjson
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.server import ServerProtocol

if TYPE_CHECKING:
    from asyncio import BaseTransport
    from collections.abc import Callable, Mapping

    from starlette.types import Scope
    from uvicorn._types import ASGISendEvent
    from websockets.frames import Frame

LONGEST_MESSAGE_BYTES: Final = 65_536
"""What a client may send at once."""

_STATE_KEY: Final = "live_connection"
_MOST_FRAGMENTS: Final = 64
_BUFFERED_BYTES: Final = 32_768
"""So much may wait in this process for a client before it counts as slow; as much again in the kernel."""

_MOST_PONGS_BYTES: Final = 65_536
_CLOSING_SECONDS: Final = 3.0
_TEXT: Final = 0x81
_BINARY: Final = 0x82
_LONGEST_SHORT: Final = 125
_LONGEST_MIDDLE: Final = 65_535
_NO_TEXT: Final = 1007
_TOO_BIG: Final = 1009

_logger = logging.getLogger(__name__)
# uvicorn's own lines have the query of the URL, and at the level DEBUG every message with its credentials.
_logger.setLevel(logging.WARNING)


class LiveConnection(WebSocketsSansIOProtocol):
    """uvicorn's, with a way past ASGI for what is sent; `Config(ws=LiveConnection)`.

    Attributes:
        on_writable: Called when a client that was slow takes something again.
        paused_at: Since when it takes nothing, by the loop's clock; None: it does.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.logger = _logger
        self.conn = ServerProtocol(max_size=LONGEST_MESSAGE_BYTES, logger=_logger)
        self.on_writable: Callable[[], None] | None = None
        self.paused_at: float | None = None

    @property
    def is_writable(self) -> bool:
        """Whether the client keeps up."""
        return self.paused_at is None

    @property
    def is_open(self) -> bool:
        """Whether anything can be sent."""
        return not (self.close_sent or self.disconnected or self.transport.is_closing())

    def write(self, frames: bytes) -> None:
        """Send whole frames; into the void where the connection has ended."""
        if self.is_open:
            self.transport.write(frames)

    def end(self, code: int, reason: str) -> None:
        """Close, and wait a little while, but not for ever, until the client has seen why."""
        if not self.is_open:
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self._abort_later()

    # What uvicorn and the transport call.

    def connection_made(self, transport: BaseTransport) -> None:
        """Let little wait unseen in the kernel: there nothing is superseded by what is newer."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=_BUFFERED_BYTES)
        link = self.transport.get_extra_info("socket")
        with suppress(OSError, AttributeError):
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _BUFFERED_BYTES)

    async def run_asgi(self) -> None:
        """Let the application find this connection, which does not outlive it, whatever the client takes."""
        self.scope["state"][_STATE_KEY] = self
        await super().run_asgi()
        self._abort_later()

    async def send(self, message: ASGISendEvent) -> None:
        """A refusal ends the handshake too: uvicorn forgets that, and calls it an error in the log."""
        await super().send(message)
        if self.close_sent:
            self.handshake_complete = True

    def pause_writing(self) -> None:
        """The client takes less than it is sent."""
        super().pause_writing()
        self.paused_at = self.loop.time()

    def resume_writing(self) -> None:
        """It has taken what waited here."""
        super().resume_writing()
        self.paused_at = None
        if self.on_writable is not None:
            self.on_writable()

    def handle_cont(self, event: Frame) -> None:
        """Count the parts: empty ones would never become too long a message."""
        if len(self.frames) >= _MOST_FRAGMENTS:
            self.end(_TOO_BIG, "too many fragments")
        else:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Refuse text that is none in silence: uvicorn writes a traceback to the log for each."""
        if self.curr_msg_data_type == "text" and not _is_utf_8(b"".join(self.frames)):
            self.frames = []
            self.end(_NO_TEXT, "text is UTF-8")
        else:
            super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        """Answer, but not for ever somebody who never takes an answer."""
        super().handle_ping()
        if self.transport.get_write_buffer_size() > _MOST_PONGS_BYTES:
            self.transport.abort()

    def keepalive_timeout(self) -> None:
        """Nobody is there any more."""
        super().keepalive_timeout()
        self._abort_later()

    def shutdown(self) -> None:
        """The server ends, and waits for nobody who takes nothing."""
        super().shutdown()
        self._abort_later()

    def _abort_later(self) -> None:
        if self.close_timer is None and not self.disconnected:
            self.close_timer = self.loop.call_later(_CLOSING_SECONDS, self.transport.abort)


def connection_of(scope: Scope) -> LiveConnection | None:
    """The connection that a request came over; None where the server was not told to use this class."""
    found = scope.get("state", {}).get(_STATE_KEY)
    return found if isinstance(found, LiveConnection) else None


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def frame_of(text: bytes) -> bytes:
    """One whole message of text as a server sends it (RFC 6455, 5.2)."""
    return _framed(_TEXT, text)


def binary_frame_of(data: bytes) -> bytes:
    """The same of one that is no text."""
    return _framed(_BINARY, data)


def binary_frame_with_head(head: Mapping[str, Any], data: bytes) -> bytes:
    """The same with a head before the data: its length in two bytes (big-endian), then the head in JSON."""
    encoded = orjson.dumps(head)
    return binary_frame_of(struct.pack("!H", len(encoded)) + encoded + data)


def _framed(kind: int, payload: bytes) -> bytes:
    length = len(payload)
    if length <= _LONGEST_SHORT:
        return bytes((kind, length)) + payload
    if length <= _LONGEST_MIDDLE:
        return struct.pack("!BBH", kind, 126, length) + payload
    return struct.pack("!BBQ", kind, 127, length) + payload
