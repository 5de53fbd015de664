"""A service that went away is left alone for a while, by all who could do without it."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_logger = logging.getLogger(__name__)
_PAUSE_SECONDS: Final = 5.0


class Gate:
    """Whether a service is to be asked; safe to use from all threads, and waits for nothing.

    Each user of a service has a gate of its own, since each has a patience of its own: that Redis takes
    longer than a request may wait for a rate limit does not mean that tasks cannot be handed in.

    Args:
        service: What it is called in the log.
        meanwhile: What is done while it is unavailable, for the log.
        usually: What is done else, for the log.
        pause_seconds: How long it is left alone after a failure.
        clock: Seconds that never go back.
    """

    def __init__(
        self,
        service: str,
        *,
        meanwhile: str,
        usually: str,
        pause_seconds: float = _PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service = service
        self._meanwhile = meanwhile
        self._usually = usually
        self._pause_seconds = pause_seconds
        self._clock = clock
        self._guard = threading.Lock()
        self._is_away = False
        self._away_until = 0.0

    def may_ask(self) -> bool:
        """Whether to ask now; after a pause, one caller finds out for all whether it is back."""
        with self._guard:
            if not self._is_away:
                return True
            now = self._clock()
            if now < self._away_until:
                return False
            self._away_until = now + self._pause_seconds  # the others do not wait for this try
            return True

    def failed(self, error: Exception) -> None:
        """It did not answer, or not in time."""
        with self._guard:
            self._away_until = self._clock() + self._pause_seconds
            was_away, self._is_away = self._is_away, True
        if not was_away:
            reason = type(error).__name__
            _logger.warning("%s is unavailable (%s): %s", self._service, reason, self._meanwhile)

    def answered(self) -> None:
        """It answered."""
        if not self._is_away:
            return
        with self._guard:
            was_away, self._is_away = self._is_away, False
        if was_away:
            _logger.info("%s is available again: %s", self._service, self._usually)
