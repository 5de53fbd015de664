"""Heaters off, when nobody is there to look after a hot printer."""

from __future__ import annotations

from typing import Final

_LOOK_AGAIN_SECONDS: Final = 10.0


class Watchdog:
    """Decides, from what is known now, when the heaters must be switched off.

    A running job needs nobody: it is finished. A paused, waiting or idle printer stays hot for the
    time-out after the last server went away. The order is repeated while the firmware reports a target.
    """

    def __init__(self, timeout_seconds: float, now: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._alone_since: float | None = now
        self._last_order_at: float | None = None

    def attended(self, attended: bool, now: float) -> None:  # noqa: FBT001 - a fact, not an option
        """Whether a server is there now."""
        if attended:
            self._alone_since = self._last_order_at = None
        elif self._alone_since is None:
            self._alone_since = now

    def must_cool(self, *, heating: bool, busy: bool, now: float) -> bool:
        """Whether to switch off now. `busy`: a job is running that will come to its own end."""
        if busy:
            if self._alone_since is not None:
                self._alone_since = now
            return False
        if self._alone_since is None or not heating or now - self._alone_since < self._timeout_seconds:
            return False
        if self._last_order_at is not None and now - self._last_order_at < _LOOK_AGAIN_SECONDS:
            return False
        self._last_order_at = now
        return True

    def alone_seconds(self, now: float) -> float:
        """How long nobody has been there, while nothing ran."""
        return now - self._alone_since if self._alone_since is not None else 0.0
