"""The base of every actor: a pykka actor whose every way of ending is seen, counted and cleaned up.

It runs its own loop in place of pykka's, which answers a failed ask and goes on as if nothing had happened,
stops every actor of the process on SystemExit, calls no hook when `on_start` fails, and tells nobody about
the end. A life of an actor is:

    on_start → up → on_receive … → on_stop → release → down      stopped, or ended by `self.stop()`
    on_start → up → on_receive raises      → release → down      crashed
    on_start raises                        → release → down      failed to start
"""

from __future__ import annotations

import logging
import threading
import traceback
from typing import TYPE_CHECKING, Any, ClassVar

import pykka
from pykka import ActorRegistry

from actors.errors import OrderedCrash, UnknownMessage
from actors.supervision.mailbox import Mailbox, MailboxClosed, Reply
from actors.supervision.messages import Crash
from actors.supervision.metrics import Meter
from actors.supervision.registry import Life
from actors.supervision.states import Failure

if TYPE_CHECKING:
    from pykka import Future
    from pykka._envelope import Envelope

    from actors.supervision.address import Address
    from actors.supervision.context import Context
    from actors.supervision.timers import Timer

__all__ = ["SupervisedActor"]

_logger = logging.getLogger(__name__)
_SECOND = 2


class SupervisedActor(pykka.ThreadingActor):
    """An actor in the tree.

    A subclass takes the context as its first argument, hands it on, and otherwise only stores what it is
    given: `__init__` runs on the supervisor's thread. What may fail or take long belongs in `on_start`.
    It handles its messages in `on_receive`, whose return value is the reply to an ask; an exception that is
    returned is raised at the asker, one that is raised is a crash. `release` is called in every way of
    ending, in place of pykka's `on_failure`, which is not called.

    Data from outside may be such that every life dies of it, again and again, until nobody can reach the
    actor. What such data comes in, `passes_over` names: of such a message a path's lives die once of the same
    fault; after that the message is logged and passed over, and `passed_over` may draw the consequences.
    """

    passes_over: ClassVar[tuple[type, ...]] = ()

    actor_inbox: Mailbox
    use_daemon_thread: ClassVar[bool] = True
    _up_after_on_start: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.on_failure is not pykka.Actor.on_failure:
            raise TypeError(f"{cls.__name__}.on_failure would never be called: use release()")

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._meter = Meter()
        self.actor_inbox.path = context.path
        self.actor_inbox.limit = context.spec.mailbox_limit
        self._reply: Future[Any] | None = None

    # What subclasses override.

    def on_receive(self, message: Any) -> Any:
        """Handle a message; a subclass hands on what it does not know, which is refused, not a crash."""
        _logger.warning("%s has no handler for %r", self, message)
        return UnknownMessage(f"{self.context.path} has no handler for {type(message).__name__}")

    def passed_over(self, message: Any, error: Exception) -> None:
        """A message that came by tell was given up, as a former life died of its like."""

    def release(self) -> None:
        """Free what this life holds: called last, in every way of ending, `on_start` complete or not.

        An abandoned life may come here long after its successor began, so it must free its own only.
        """

    # What subclasses use.

    @property
    def generation(self) -> int:
        """Which life of its path this is, counted from one."""
        return self.context.generation

    @property
    def address(self) -> Address:
        """The own address."""
        return self.context.address(self.context.path)

    def address_of(self, path: str) -> Address:
        """Return the address of another actor of the tree."""
        return self.context.address(path)

    def sibling(self, name: str) -> Address:
        """Return the address of another child of the same supervisor."""
        return self.context.sibling(name)

    def tell_later(self, delay_seconds: float, message: Any) -> Timer:
        """Send itself a message after a delay; it is dropped if this life is over by then."""
        return self.context.tell_later(self.actor_inbox, delay_seconds, message)

    def reply_later(self) -> Reply:
        """Return the reply to the current message, to be returned now and answered by `set` later.

        If this life ends before, the asker gets `ActorFailed`. For a message that was told, it is one that
        nobody waits for.
        """
        reply = self._reply if isinstance(self._reply, Reply) else Reply()
        reply.when_done(lambda: self.actor_inbox.answered(reply))
        return reply

    def __str__(self) -> str:
        return f"{self.context.path} (generation {self.context.generation})"

    # What takes the place of pykka's own.

    @staticmethod
    def _create_actor_inbox() -> Mailbox:
        return Mailbox()

    @staticmethod
    def _create_future() -> Future[Any]:
        return Reply()

    def _start_actor_loop(self) -> None:
        thread = threading.Thread(target=self._actor_loop, name=str(self), daemon=self.use_daemon_thread)
        try:
            self.context.attach(Life(self.actor_ref, self.actor_inbox, self._meter))
            thread.start()
        except BaseException:
            ActorRegistry.unregister(self.actor_ref)
            raise

    def _actor_loop(self) -> None:
        self._meter.thread_id = threading.get_ident()
        try:
            self._live()
        except BaseException as error:  # noqa: BLE001 - SystemExit in one actor must not end any other
            self._die(error)
        else:
            self._die(None)

    def _stop(self) -> None:
        self.actor_stopped.set()

    def _handle_receive(self, message: Any) -> Any:
        if isinstance(message, Crash):
            raise OrderedCrash("ordered from outside")
        return super()._handle_receive(message)

    def _live(self) -> None:
        spec = self.context.spec
        self._meter.begin("on_start", spec.start_limit_seconds)
        self.on_start()
        self._meter.end(message=False)
        if self._up_after_on_start:
            self.context.up()
        while not self.actor_stopped.is_set():
            try:
                envelope = self.actor_inbox.get()
            except MailboxClosed:
                return
            self._handle(envelope)
        if not self.actor_inbox.closed:
            self._meter.begin("on_stop", spec.shutdown_seconds or spec.message_limit_seconds)
            self.on_stop()
            self._meter.end(message=False)

    def _handle(self, envelope: Envelope[Any]) -> None:
        message, reply = envelope.message, envelope.reply_to
        self._reply = reply
        self._meter.begin(type(message).__name__, self.context.spec.message_limit_seconds)
        try:
            result = self._handle_receive(message)
        except Exception as error:
            if reply is not None or not self._has_died_of(message, error):
                raise
            self.passed_over(message, error)
            result = None
        self._reply = None
        self._meter.end(message=True)
        if reply is None:
            if isinstance(result, Exception):
                _logger.info("%s refused a told message: %r", self, result)
        elif result is not reply:
            reply.set(result)
            self.actor_inbox.answered(reply)

    def _has_died_of(self, message: Any, error: Exception) -> bool:
        """Whether a former life died of such a message, by the same fault at the same place."""
        if not isinstance(message, self.passes_over):
            return False
        place = traceback.extract_tb(error.__traceback__)[-1]
        cause = f"{type(message).__name__}, {type(error).__name__} in {place.name}:{place.lineno}"
        count = self.context.directory.count_death(self.context.path, cause)
        if count == _SECOND:
            _logger.error("%s passes over every %s: %s", self, cause, error, exc_info=error)
        return count >= _SECOND

    def _die(self, error: BaseException | None) -> None:
        failure = Failure.of(error) if error is not None else None
        try:
            self._clean_up(error, failure)
        except BaseException as caught:
            _logger.exception("%s failed to release what it holds", self)
            failure = failure or Failure.of(caught)
        self.context.down(failure)

    def _clean_up(self, error: BaseException | None, failure: Failure | None) -> None:
        if failure is not None:
            _logger.error("%s crashed", self, exc_info=error)
        self.actor_stopped.set()
        self.actor_inbox.close(str(failure or "it ended"), error)
        ActorRegistry.unregister(self.actor_ref)
        spec = self.context.spec
        self._meter.begin("release", spec.shutdown_seconds or spec.message_limit_seconds)
        self.release()
        self._meter.end(message=False)
