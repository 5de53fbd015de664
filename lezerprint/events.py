"""What happens, told to whoever listens, in order; what must not be missed is numbered and kept."""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias
    from uuid import UUID

    Listener: TypeAlias = Callable[["Event"], None]

_logger = logging.getLogger(__name__)
_KEPT_EVENTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        name: As clients know it, such as `print:started`.
        data: What JSON can hold.
        printer: At which printer; None: at none.
        user_id: Whom it concerns alone; None: everybody who may see it.
        sequence: Of a lasting event, one more than of the lasting event before it; None: a newer one of
            the same name and printer makes it worthless.
    """

    name: str
    data: Mapping[str, Any]
    printer: str | None = None
    user_id: UUID | None = None
    sequence: int | None = None


class EventHub:
    """Hands events from the threads that publish to those who listen; it outlives all of them.

    Attributes:
        stream: Names this numbering: after a restart of the server it is another one.
    """

    def __init__(self, *, kept_events: int = _KEPT_EVENTS) -> None:
        self.stream = uuid4().hex
        self._kept: deque[Event] = deque(maxlen=kept_events)
        self._sequence = 0
        self._listeners: tuple[Listener, ...] = ()
        self._untold: deque[tuple[Event, tuple[Listener, ...]]] = deque()
        self._telling = False
        self._guard = threading.Lock()

    @property
    def sequence(self) -> int:
        """The number of the newest lasting event; 0 before the first."""
        return self._sequence

    def publish(
        self,
        name: str,
        data: Mapping[str, Any],
        *,
        printer: str | None = None,
        user_id: UUID | None = None,
        lasting: bool = False,
    ) -> None:
        """Tell it to all who listen: in this thread, or in that of a publisher who is still telling.

        Args:
            name: What happened.
            data: What JSON can hold; not changed afterwards.
            printer: At which printer.
            user_id: Whom it concerns alone; such an event has no number.
            lasting: Whether it must not be missed.
        """
        with self._guard:
            sequence = None
            if lasting and user_id is None:
                sequence = self._sequence = self._sequence + 1
            event = Event(name, data, printer, user_id, sequence)
            if sequence is not None:
                self._kept.append(event)
            self._untold.append((event, self._listeners))
            if self._telling:
                return
            self._telling = True
        self._tell_all()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call this with each event from now on, until the returned function is called.

        It is called in any thread, one event at a time, and must return at once. It may publish: what it
        publishes is told after the event that it was called with. An event that was published before the
        subscription ended may still be told after it.
        """
        with self._guard:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._guard:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return unsubscribe

    def since(self, sequence: int) -> list[Event] | None:
        """The lasting events after this number; None where not all of them are known any more."""
        with self._guard:
            if not 0 <= sequence <= self._sequence:
                return None
            missed = self._sequence - sequence
            return list(self._kept)[len(self._kept) - missed :] if missed <= len(self._kept) else None

    def _tell_all(self) -> None:
        """Tell what waits, in order and outside the lock, until nothing does."""
        try:
            while waiting := self._next_untold():
                event, listeners = waiting
                for listener in listeners:
                    _tell(listener, event)
        except BaseException:
            with self._guard:
                self._telling = False
            raise

    def _next_untold(self) -> tuple[Event, tuple[Listener, ...]] | None:
        with self._guard:
            if not self._untold:
                self._telling = False
                return None
            return self._untold.popleft()


def _tell(listener: Listener, event: Event) -> None:
    try:
        listener(event)
    except Exception:
        _logger.exception("%s could not be published", event.name)
