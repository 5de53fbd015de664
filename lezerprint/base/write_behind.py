"""Writing in a thread of its own: who has something to write waits for no disk and no database."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.base.backoff import Backoff

Key = TypeVar("Key")
Item = TypeVar("Item")

_logger = logging.getLogger(__name__)
_NO_LIMIT: Final = 1 << 62
_NOTHING: Final = object()


class WriteBehind(Generic[Key, Item]):
    """Items that wait to be written, the newest of each key, in the order in which the keys came.

    An item that cannot be written now stays, and is tried again; one that can never be written is logged.
    Log lines are written otherwise (`logs.background`): their queue must be reentrant and survive a fork.

    Args:
        name: What is written, in the plural; the thread's name, too.
        write: Writes an item.
        again: What `write` raises where it may succeed later.
        backoff: How long to wait then.
        keeps_order: Whether the others wait for one that cannot be written now.
        most_waiting: Beyond so many, the oldest that may be dropped is.
        may_drop: Which those are; where there is none, the oldest is dropped.
    """

    def __init__(
        self,
        name: str,
        write: Callable[[Key, Item], object],
        again: type[Exception],
        backoff: Backoff,
        *,
        keeps_order: bool = True,
        most_waiting: int = _NO_LIMIT,
        may_drop: Callable[[Item], bool] = lambda _: True,
    ) -> None:
        self._name = name
        self._write = write
        self._again = again
        self._backoff = backoff
        self._keeps_order = keeps_order
        self._most_waiting = most_waiting
        self._may_drop = may_drop
        self._waiting: dict[Key, Item] = {}
        self._changed = threading.Condition()
        self._give_up_at: float | None = None
        self.dropped = 0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many items are not written yet."""
        return len(self._waiting)

    def put(self, key: Key, item: Item) -> None:
        """Have this written, in the place of what waits under the same key; returns at once."""
        with self._changed:
            if self._give_up_at is not None:
                _logger.warning("%s: dropped during shutdown: %s", self._name, key)
                return
            self._waiting[key] = item
            if len(self._waiting) > self._most_waiting:
                self._drop()
            self._changed.notify_all()

    def get(self, key: Key) -> Item | None:
        """What waits under this key."""
        with self._changed:
            return self._waiting.get(key)

    def flush(self, timeout_seconds: float) -> bool:
        """Wait until all is written; False if that takes too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout_seconds)

    def close(self, timeout_seconds: float) -> bool:
        """Take no more, write what waits, and end; False if some could not be written in time."""
        with self._changed:
            self._give_up_at = time.monotonic() + timeout_seconds
            self._changed.notify_all()
        self._thread.join(timeout_seconds)
        if self._waiting:
            _logger.error("%s: %d are lost, as they cannot be written", self._name, len(self._waiting))
        return not self._waiting

    def _drop(self) -> None:
        """The first may just be on its way; if it is dropped, it may still be written."""
        droppable = (key for key, item in self._waiting.items() if self._may_drop(item))
        del self._waiting[next(droppable, next(iter(self._waiting)))]
        self.dropped += 1
        if self.dropped == 1 or self.dropped % self._most_waiting == 0:
            _logger.error("%s cannot be written: %d are lost", self._name, self.dropped)

    def _run(self) -> None:
        failures = 0
        while (first := self._next()) is not None:
            key, item = first
            try:
                self._write(key, item)
            except self._again as error:
                if failures == 0:
                    _logger.warning("%s wait until they can be written: %s: %s", self._name, key, error)
                failures += 1
                if not self._wait_to_retry(key, failures):
                    return
                continue
            except Exception:  # whatever is wrong with one must not stop the others
                _logger.exception("%s: this cannot be written: %s", self._name, key)
            failures = 0
            self._done(key, item)

    def _next(self) -> tuple[Key, Item] | None:
        """The oldest, for which is waited; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._give_up_at is not None)
            return next(iter(self._waiting.items()), None)

    def _done(self, key: Key, item: Item) -> None:
        """Forget it, unless a newer one waits."""
        with self._changed:
            if self._waiting.get(key, _NOTHING) is item:
                del self._waiting[key]
            self._changed.notify_all()

    def _wait_to_retry(self, key: Key, failures: int) -> bool:
        """Whether there is a next time."""
        with self._changed:
            if not self._keeps_order and key in self._waiting:
                self._waiting[key] = self._waiting.pop(key)
            if self._give_up_at is None:
                delay_seconds = self._backoff.delay_seconds(failures)
                self._changed.wait_for(lambda: self._give_up_at is not None, delay_seconds)
            else:
                self._changed.wait(self._backoff.first_seconds)  # nobody notifies any more
            return self._give_up_at is None or time.monotonic() < self._give_up_at
