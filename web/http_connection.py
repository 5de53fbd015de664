"""An HTTP connection that bounds the head of a request: how long it is, and how long it may take.

uvicorn bounds neither, so anybody who reaches the port could fill the memory with one endless header, or all
descriptors with connections that never say what they want.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from web.turns import turns

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from starlette.types import Scope
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

LONGEST_HEAD_BYTES: Final = 65_536
"""Give or take what is read at once."""

HEAD_SECONDS: Final = 20.0

_STATE_KEY: Final = "http_connection"

LINGER_SECONDS: Final = 10.0
"""How long the rest of a body may come after its answer (RFC 9112, 9.6: the client may still be reading)."""


class HttpConnection(HttpToolsProtocol):
    """uvicorn's, with these bounds; whoever breaks one is answered 400, or not at all, and disconnected.

    Attributes:
        on_ending: Called when the server ends, by which an answer without end is to end.
    """

    head_seconds = HEAD_SECONDS
    linger_seconds = LINGER_SECONDS

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._awaits_head = True
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._linger_timer: asyncio.TimerHandle | None = None
        self.on_ending: Callable[[], None] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._time_head()
        turns().connection_arrived()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._forget_head()
        self._stop_lingering()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Pass it on, and count what is of no whole head yet."""
        if self._awaits_head:
            self._head_bytes += len(data)
            self._time_head()
        super().data_received(data)
        if self._head_bytes > LONGEST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The request's head is too long.")

    def on_message_begin(self) -> None:
        """A head begins, perhaps right behind another request."""
        self._time_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._forget_head()
        self._awaits_head = False
        super().on_headers_complete()
        self.scope["state"][_STATE_KEY] = self  # the application begins later

    def handle_websocket_upgrade(self) -> None:
        """Become a WebSocket when it is this one's turn: that takes long, and many may come at once."""
        self.transport.pause_reading()
        turns().put(self._upgrade)

    def _upgrade(self) -> None:
        if not self.transport.is_closing():
            super().handle_websocket_upgrade()
            self.transport.resume_reading()

    def shutdown(self) -> None:
        """The server ends."""
        super().shutdown()
        if self.on_ending is not None:
            self.on_ending()

    def on_message_complete(self) -> None:
        """What comes next is another head; how long until its first byte is uvicorn's to bound."""
        self._awaits_head = True
        self._stop_lingering()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait a while for the rest of a body that was answered early: every byte of it would keep us."""
        super().on_response_complete()
        if not self._awaits_head and not self.transport.is_closing() and self._linger_timer is None:
            self._linger_timer = self.loop.call_later(self.linger_seconds, self.transport.close)

    def _stop_lingering(self) -> None:
        if self._linger_timer is not None:
            self._linger_timer.cancel()
            self._linger_timer = None

    def _time_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.head_seconds, self._head_is_late)

    def _forget_head(self) -> None:
        self._head_bytes = 0
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_is_late(self) -> None:
        self._head_timer = None
        answer: RequestResponseCycle | None = self.cycle
        if answer is None or answer.response_complete:
            self.transport.close()
        else:  # it came early, and an answer is still on its way
            self._time_head()


def connection_of(scope: Scope) -> HttpConnection | None:
    """The connection that a request came over; None where the server was not told to use this class."""
    found = scope.get("state", {}).get(_STATE_KEY)
    return found if isinstance(found, HttpConnection) else None
