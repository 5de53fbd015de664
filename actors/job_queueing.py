"""The thread that asks the database which jobs wait, so that JobActor never has to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from actors.messages.job import QueueLoaded
from lezerprint.base.backoff import Backoff
from lezerprint.errors import StorageError
from lezerprint.jobs.job import Job

if TYPE_CHECKING:
    from actors.supervision import Address

LoadQueue = Callable[[], tuple[list[Job], list[Job]] | None]
"""The jobs that wait and the others that have not ended; None while the database is behind what is known.

Raises StorageError while it is away.
"""

_logger = logging.getLogger(__name__)
_BACKOFF: Final = Backoff(first_seconds=0.05, cap_seconds=2.0)


class QueueLoading(threading.Thread):
    """Asks until there is an answer, and tells it to `owner` as `QueueLoaded`."""

    def __init__(self, load: LoadQueue, owner: Address) -> None:
        super().__init__(name=f"{owner.path} queue", daemon=True)
        self._load = load
        self._owner = owner
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Ask no more; does not wait."""
        self._stopped.set()

    def run(self) -> None:
        """Ask."""
        tries = 1
        while not self._stopped.wait(_BACKOFF.delay_seconds(tries)):
            tries += 1
            try:
                answer = self._load()
            except StorageError as error:
                _logger.debug("the queue cannot be read yet: %s", error)
                continue
            if answer is not None:
                queue, others = answer
                self._owner.tell(QueueLoaded(tuple(queue), tuple(others)))
                return
