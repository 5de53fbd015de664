"""An actor's mailbox, which can be closed, and the reply to an ask, which is always given.

pykka's queue goes on taking messages while the actor ends, and whoever sent one then waits for ever. This one
is closed under the same lock that takes messages in: each ask is either handled, or answered at the closing.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any

import pykka

from actors.errors import ActorFailed, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pykka import Future
    from pykka._envelope import Envelope

__all__ = ["Mailbox", "MailboxClosed", "Reply", "fail_reply"]


class MailboxClosed(Exception):  # noqa: N818 - a signal for the actor's loop, like StopIteration
    """There will be no further message."""


class Reply(pykka.ThreadingFuture[Any]):
    """The answer to one ask: the first one given counts, and others than threads can wait for it too."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._done = False
        self._callbacks: list[Callable[[], None]] = []

    def set(self, value: Any | None = None) -> None:
        """Answer, unless that has been done; an answer that is an exception is raised at the asker."""
        if isinstance(value, Exception):
            fail_reply(self, value)
            return
        self._answer(partial(super().set, value))

    def set_exception(self, exc_info: Any = None) -> None:
        """Answer with an exception (as pykka's futures take it), unless that has been done."""
        self._answer(partial(super().set_exception, exc_info))

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call back once it is answered: on the answering thread, or here and now if it already is."""
        with self._lock:
            if not self._done:
                self._callbacks.append(callback)
                return
        callback()

    def _answer(self, answer: Callable[[], None]) -> None:
        try:
            answer()
        except queue.Full:
            return
        with self._lock:
            self._done = True
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()


def fail_reply(reply: Future[Any], error: BaseException) -> None:
    """Answer an ask with an exception, which is raised at the asker."""
    reply.set_exception((type(error), error, error.__traceback__))


class Mailbox:
    """The messages that wait for an actor, and the replies it owes.

    Attributes:
        path: whose mailbox it is, for the words of errors.
        limit: how many messages may wait before `offer` refuses.
    """

    def __init__(self) -> None:
        self.path = "?"
        self.limit = 0
        self._envelopes: deque[Envelope[Any]] = deque()
        self._owed: set[Future[Any]] = set()
        self._ready = threading.Condition(threading.Lock())
        self._closed = False

    def __len__(self) -> int:
        return len(self._envelopes)

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    def offer(self, envelope: Envelope[Any]) -> str | None:
        """Take a message in, or return why not."""
        with self._ready:
            if self._closed:
                return "it is ending"
            if len(self._envelopes) >= self.limit:
                return f"its mailbox is full ({self.limit} messages wait)"
            self._envelopes.append(envelope)
            self._ready.notify()
            return None

    def put(self, envelope: Envelope[Any], /) -> None:
        """Take a message in past the limit, as pykka and timers do; if closed, answer it at once."""
        with self._ready:
            if not self._closed:
                self._envelopes.append(envelope)
                self._ready.notify()
                return
        self._turn_away(envelope)

    def get(self) -> Envelope[Any]:
        """Wait for the next message; its reply is owed from now on.

        Raises:
            MailboxClosed: there will be none.
        """
        with self._ready:
            while not self._envelopes and not self._closed:
                self._ready.wait()
            if self._closed:
                raise MailboxClosed
            envelope = self._envelopes.popleft()
            if envelope.reply_to is not None:
                self._owed.add(envelope.reply_to)
            return envelope

    def empty(self) -> bool:
        """Return whether no message waits."""
        return not self._envelopes

    def answered(self, reply: Future[Any]) -> None:
        """Forget a reply that was given."""
        with self._ready:
            self._owed.discard(reply)

    def close(self, reason: str, cause: BaseException | None = None) -> None:
        """Take no more messages; those that wait were not handled, those in hand failed for this reason."""
        with self._ready:
            self._closed = True
            waiting, self._envelopes = self._envelopes, deque()
            owed, self._owed = self._owed, set()
            self._ready.notify_all()
        for reply in owed:
            error = ActorFailed(self.path, reason)
            error.__cause__ = cause
            fail_reply(reply, error)
        for envelope in waiting:
            self._turn_away(envelope)

    def _turn_away(self, envelope: Envelope[Any]) -> None:
        if envelope.reply_to is not None:
            fail_reply(envelope.reply_to, Unavailable(self.path, "it ended before it came to the message"))
