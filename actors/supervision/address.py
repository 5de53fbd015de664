"""The stable address of an actor: whoever is at a path now, whichever life of it that is."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pykka
from pykka._envelope import Envelope

from actors.errors import AskTimeout, SupervisionError, Unavailable
from actors.supervision.mailbox import Reply

if TYPE_CHECKING:
    from actors.supervision.registry import Directory, Sender

__all__ = ["Address"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where to send messages for the actor at a path such as "printer/default/serial".

    It is looked up at each send, so it outlives every restart. Two addresses of one path are equal.

    Attributes:
        path: the actor's path.
        directory: where the path is looked up.
        sender: on whose behalf it sends; what an abandoned actor sends is refused.
    """

    path: str
    directory: Directory = field(repr=False)
    sender: Sender | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return self.path

    def tell(self, message: Any) -> bool:
        """Send a message and wait for nothing.

        Returns:
            False if it was certainly not delivered. True is no promise that it will be handled.
        """
        try:
            self.directory.send(self.path, Envelope(message), self.sender)
        except Unavailable:
            return False
        return True

    def ask(self, message: Any, timeout_seconds: float) -> Any:
        """Send a message and wait for the reply; a reply that is an exception is raised.

        Raises:
            Unavailable: it was certainly not handled (at once, if nobody is there).
            AskTimeout: no reply in time; it may have been handled, or may yet be.
            ActorFailed: the actor went down while handling it.
            SupervisionError: an actor asked itself, which would wait in vain.
        """
        if self.sender is not None and self.sender.path == self.path:
            raise SupervisionError(f"{self.path} asks itself")
        reply = self._request(message)
        try:
            return reply.get(timeout=timeout_seconds)
        except pykka.Timeout:
            raise AskTimeout(self.path, type(message).__name__, timeout_seconds) from None

    async def ask_async(self, message: Any, timeout_seconds: float) -> Any:
        """Do what `ask` does without blocking the event loop or a thread; same errors."""
        loop = asyncio.get_running_loop()
        answered = asyncio.Event()
        reply = self._request(message)
        reply.when_done(partial(_call_in, loop, answered))
        try:
            async with asyncio.timeout(timeout_seconds):
                await answered.wait()
        except TimeoutError:
            raise AskTimeout(self.path, type(message).__name__, timeout_seconds) from None
        return reply.get(timeout=0)

    def _request(self, message: Any) -> Reply:
        reply = Reply()
        self.directory.send(self.path, Envelope(message, reply_to=reply), self.sender)
        return reply


def _call_in(loop: asyncio.AbstractEventLoop, answered: asyncio.Event) -> None:
    # Whoever asked may have gone along with the loop since; then nobody waits for the answer.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(answered.set)
