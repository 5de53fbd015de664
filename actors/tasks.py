"""TaskActor: looks after the background tasks, once a second and whenever one was queued."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from actors.messages.tasks import Look, TaskWaits
from actors.supervision import ChildSpec, SupervisedActor
from lezerprint.base.backoff import Backoff
from lezerprint.errors import StorageError
from lezerprint.tasks.dispatcher import EVERY_SECONDS

if TYPE_CHECKING:
    from actors.supervision import Context
    from lezerprint.tasks.dispatcher import TaskDispatcher

_logger = logging.getLogger(__name__)
_SOON_SECONDS: Final = 0.05
_BACKOFF: Final = Backoff(first_seconds=2 * EVERY_SECONDS, cap_seconds=10.0)

MESSAGE_LIMIT_SECONDS: Final = 60.0
"""A look may wait for several time limits of the database and of Redis."""


def tasks_spec(dispatcher: TaskDispatcher) -> ChildSpec:
    """Who looks after the tasks; the dispatcher outlives it."""
    return ChildSpec(
        "tasks", partial(TaskActor.start, dispatcher=dispatcher), message_limit_seconds=MESSAGE_LIMIT_SECONDS
    )


class TaskActor(SupervisedActor):
    """A database that is away is no fault of its own: it looks again.

    The dispatcher and its workers outlive it; whoever made them closes them.
    """

    def __init__(self, context: Context, dispatcher: TaskDispatcher) -> None:
        super().__init__(context)
        self._dispatcher = dispatcher
        self._failures = 0
        self._soon = False

    def on_start(self) -> None:
        """Begin with what is there."""
        self.tell_later(0, Look())

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.tasks`."""
        match message:
            case Look(extra=extra):
                if extra:
                    self._soon = False
                self._look(told=extra)
                if not extra:
                    failures = self._failures
                    wait_seconds = _BACKOFF.delay_seconds(failures) if failures else EVERY_SECONDS
                    self.tell_later(wait_seconds, message)
                return None
            case TaskWaits():
                if not self._soon:  # many at once are one reason to look
                    self._soon = True
                    self.tell_later(_SOON_SECONDS, Look(extra=True))
                return None
            case _:
                return super().on_receive(message)

    def _look(self, *, told: bool) -> None:
        try:
            self._dispatcher.tick(if_changed=not told)
        except StorageError as error:
            if not self._failures:
                _logger.warning("tasks wait until the database is available: %s", error)
            self._failures += 1
        else:
            self._failures = 0
