"""StorageActor: takes to the database what waits in the backlog."""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from actors.messages.storage import Drain
from actors.supervision import SupervisedActor
from lezerprint.base.backoff import Backoff
from lezerprint.database_setup import prepare
from lezerprint.errors import StorageError

if TYPE_CHECKING:
    from actors.supervision import Context
    from lezerprint.storage.backlog import Backlog
    from lezerprint.storage.database import Storage

_logger = logging.getLogger(__name__)
_EVERY_SECONDS: Final = 0.5
_BACKOFF: Final = Backoff(first_seconds=_EVERY_SECONDS, cap_seconds=10.0)
_LAST_SECONDS: Final = 2.0

MESSAGE_LIMIT_SECONDS: Final = 60.0
"""A batch may wait for several time limits of the database, one after the other, and for a slow disk."""

SHUTDOWN_SECONDS: Final = 15.0
"""The last batch may wait for a database that hangs, and must then still get to the disk."""


class StorageActor(SupervisedActor):
    """A database that is away is no fault of its own: it tries again, and what waits goes to the disk."""

    def __init__(self, context: Context, backlog: Backlog, storage: Storage) -> None:
        super().__init__(context)
        self._backlog = backlog
        self._storage = storage
        self._failures = 0

    def on_start(self) -> None:
        """Begin with what is there."""
        self._backlog.wake_by(partial(self.address.tell, Drain(extra=True)))
        self.tell_later(0, Drain())

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.storage`."""
        match message:
            case Drain(extra):
                wait_seconds = self._drain()
                if not extra:
                    self.tell_later(wait_seconds, message)
                return None
            case _:
                return super().on_receive(message)

    def on_stop(self) -> None:
        """Write what is left, if the database lets us, and else to the disk."""
        deadline = time.monotonic() + _LAST_SECONDS
        while self._backlog.waiting and time.monotonic() < deadline:
            self._drain()
            if self._failures:
                return
        self._spill()

    def _drain(self) -> float:
        """Write a batch; after how many seconds to go on."""
        try:
            if not self._storage.is_migrated:  # it was away when the program began
                prepare(self._storage)
            left = self._backlog.drain(self._storage)
        except (StorageError, OSError) as error:
            return self._put_off(error)
        if self._failures:
            _logger.info("the database is available again")
        self._failures = 0
        return 0.0 if left else _EVERY_SECONDS

    def _put_off(self, error: Exception) -> float:
        if not self._failures:
            _logger.warning("records wait until the database is available: %s", error)
        self._failures += 1
        self._spill()
        return _BACKOFF.delay_seconds(self._failures)

    def _spill(self) -> None:
        try:
            self._backlog.spill()
        except OSError as error:
            _logger.warning("%d records wait in memory only: %s", self._backlog.waiting, error)
