"""A camera's pictures as `multipart/x-mixed-replace`, which browsers show as a moving picture.

Each viewer is sent the newest frame once it has taken the one before; what comes meanwhile is not for it. So
what waits for a viewer is never more than one frame, and a little in the kernel.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from lezerprint.accounts.errors import AccountError
from lezerprint.errors import StorageError
from web.http_connection import connection_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Receive, Scope, Send

    from lezerprint.camera.feed import Frame
    from web.http_connection import HttpConnection
    from web.live_camera import LiveCamera

BOUNDARY: Final = "lezerprint-frame"
MEDIA_TYPE: Final = f"multipart/x-mixed-replace; boundary={BOUNDARY}"

_OPENING: Final = f"--{BOUNDARY}\r\n".encode()
_STALL_SECONDS: Final = 60.0
"""A viewer that has not taken a frame for so long has gone, whatever its connection says."""

_RECHECK_SECONDS: Final = 10.0
_UNSENT_BYTES: Final = 16_384
"""So little waits unseen in the kernel: what is there is not superseded by what is newer."""


class CameraStream(Response):
    """Pictures until the viewer goes, may no longer watch, or the server ends.

    Args:
        live: The camera.
        still_may: Raises `AccountError` once the viewer may watch no longer; None: anybody may.
    """

    def __init__(self, live: LiveCamera, still_may: Callable[[], Awaitable[object]] | None) -> None:
        super().__init__(media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
        del self.headers["content-length"]
        self._live = live
        self._still_may = still_may

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send frame after frame."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body"})
            return
        ending = asyncio.Event()
        connection = connection_of(scope)
        if connection is not None:
            _keep_little(connection)
            connection.on_ending = ending.set
        tasks = [
            asyncio.create_task(one)
            for one in (self._send_frames(send), _gone(receive), ending.wait(), self._no_longer())
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if connection is not None:
                connection.on_ending = None
        with suppress(OSError):
            await send({"type": "http.response.body"})

    async def _send_frames(self, send: Send) -> None:
        number = 0
        opening = _OPENING
        with suppress(TimeoutError), self._live.watching():
            while True:
                frame = await self._live.after(number)
                number = frame.number
                await send(
                    {"type": "http.response.body", "body": opening + part_of(frame), "more_body": True}
                )
                opening = b""
                async with asyncio.timeout(_STALL_SECONDS):
                    # Without a body it only waits until the viewer has taken what was sent.
                    await send({"type": "http.response.body", "body": b"", "more_body": True})

    async def _no_longer(self) -> None:
        """Return once the viewer may watch no longer."""
        while True:
            await asyncio.sleep(_RECHECK_SECONDS)
            if self._still_may is not None:
                try:
                    await self._still_may()
                except AccountError:
                    return
                except StorageError:  # who watches goes on while nobody can say
                    pass


def part_of(frame: Frame) -> bytes:
    """One part and the boundary behind it: a browser shows a picture once it sees that."""
    head = (
        f"Content-Type: image/jpeg\r\nContent-Length: {len(frame.jpeg)}\r\n"
        f"X-Timestamp: {frame.timestamp:.3f}\r\n\r\n"
    )
    return b"%b%b\r\n--%b\r\n" % (head.encode(), frame.jpeg, BOUNDARY.encode())


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _keep_little(connection: HttpConnection) -> None:
    link = connection.transport.get_extra_info("socket")
    with suppress(OSError, AttributeError):  # a system that has no such option
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
    connection.transport.set_write_buffer_limits(high=_UNSENT_BYTES)
