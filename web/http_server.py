"""uvicorn's server, which waits for the order to end; its own looks for it ten times a second."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import uvicorn

if TYPE_CHECKING:
    from types import FrameType

_DATE_SECONDS: Final = 1.0
"""The header `Date` is in whole seconds."""


class HttpServer(uvicorn.Server):
    """Runs until a signal, or `end`."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._waits: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def end(self) -> None:
        """End in order, as after SIGTERM; from any thread."""
        self.should_exit = True
        self._wake()

    async def main_loop(self) -> None:
        """Renew the date until it is time to end."""
        ordered = asyncio.Event()
        self._waits = asyncio.get_running_loop(), ordered
        while not await self.on_tick(0):  # at 0 it renews the date
            with suppress(TimeoutError):
                async with asyncio.timeout(_DATE_SECONDS):
                    await ordered.wait()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal."""
        super().handle_exit(sig, frame)
        self._wake()

    def _wake(self) -> None:
        if self._waits is not None:
            loop, ordered = self._waits
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(ordered.set)
