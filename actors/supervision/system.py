"""A running tree: the root supervisor, the directory, the timers and the monitor together."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from actors.errors import Unavailable, UnknownPath
from actors.supervision.address import Address
from actors.supervision.inspection import ActorView, view
from actors.supervision.messages import ChildDown, ChildHung, ChildUp, Crash, RestartChild
from actors.supervision.monitor import Monitor
from actors.supervision.registry import Directory
from actors.supervision.spec import ROOT, Restart, SupervisorSpec, walk
from actors.supervision.states import Failure
from actors.supervision.supervisor import launch
from actors.supervision.timers import Timers

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from actors.supervision.messages import Report
    from actors.supervision.states import StateChange

__all__ = ["System"]

_logger = logging.getLogger(__name__)


class System:
    """A tree of supervised actors, from its start to its end; it runs once.

    Args:
        spec: the root supervisor.
        on_exhausted: called once, from an actor's thread, when the root fails: the system is over, and the
            program should end with an error.
        tick_seconds: how often the monitor looks for hung actors.
    """

    def __init__(
        self,
        spec: SupervisorSpec,
        *,
        on_exhausted: Callable[[Failure], None] | None = None,
        tick_seconds: float = 0.25,
    ) -> None:
        self._spec = replace(spec, restart=Restart.TEMPORARY)  # nobody is there to restart the root
        self._on_exhausted = on_exhausted
        self._directory = Directory(self._spec)
        self._places = {path: (parent, child.name) for path, parent, child in walk(spec) if parent}
        self._timers = Timers()
        self._monitor = Monitor(self._directory, self._timers, tick_seconds)
        self._started = threading.Event()
        self._ended = threading.Event()
        self._generation = 0
        self.failure: Failure | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(timeout_seconds=10.0)

    def start(self) -> None:
        """Start the tree; returns at once."""
        self._timers.start()
        self._monitor.start()
        self._generation = launch(self._spec, ROOT, "", self._directory, self._timers, self._on_report)

    def wait_until_up(self, timeout_seconds: float) -> bool:
        """Wait until every actor that is to be up is up, or its subtree parked; return whether that came."""
        self._started.wait(timeout_seconds)
        return self._started.is_set() and not self._ended.is_set()

    def wait_until_ended(self, timeout_seconds: float | None = None) -> bool:
        """Wait until the tree is down, by a stop or a failure of the root (see `failure`)."""
        return self._ended.wait(timeout_seconds)

    def stop(self, timeout_seconds: float) -> bool:
        """Stop the tree in order, and abandon what is not down in time.

        Returns:
            Whether all of it stopped in time.
        """
        ref = self._directory.stopping(ROOT)
        if ref is not None:
            ref.stop(block=False)
        orderly = ref is None or self._ended.wait(timeout_seconds)
        if not orderly:
            message = f"the system did not stop within {timeout_seconds:g} s"
            self._directory.abandon(ROOT, self._generation, Failure.noted("StopOverdue", message))
            self._ended.set()
        self._timers.stop()
        return orderly

    def address(self, path: str) -> Address:
        """Return the address of an actor, for senders outside the tree.

        Raises:
            UnknownPath: the tree has no such actor.
        """
        self._directory.check(path)
        return Address(path, self._directory)

    def inspect(self, path: str = ROOT) -> ActorView:
        """Return the tree, or the part at a path, as it is now; asks no actor.

        Raises:
            UnknownPath: the tree has no such actor.
        """
        return view(self._directory, path)

    def restart(self, path: str) -> None:
        """Order a restart of an actor, and of those that its supervisor's strategy binds to it.

        It does not count against the intensity. In a parked subtree it makes the supervisor try again now.

        Raises:
            UnknownPath: the tree has no such actor, or it is the root.
            Unavailable: its supervisor is not there.
        """
        if path not in self._places:
            raise UnknownPath(f"the tree has no child {path!r}")
        parent, name = self._places[path]
        if not self.address(parent).tell(RestartChild(name)):
            raise Unavailable(path, f"its supervisor {parent} is not there")

    def crash(self, path: str) -> None:
        """Make an actor crash when it comes to this message.

        Raises:
            UnknownPath: the tree has no such actor.
            Unavailable: it is not there.
        """
        if not self.address(path).tell(Crash()):
            raise Unavailable(path, "it is not there to crash")

    def subscribe(self, callback: Callable[[StateChange], None]) -> Callable[[], None]:
        """Call back at each change of an actor's state, in order, until the returned function is called.

        Callbacks run on the actors' threads, so they must be quick and wait for no actor. A parked subtree
        shows as a change of its supervisor to `State.PARKED`.
        """
        return self._directory.subscribe(callback)

    def _on_report(self, report: Report) -> None:
        match report:
            case ChildUp():
                self._started.set()
            case ChildDown(failure=failure):
                self._end(failure)
            case ChildHung(generation=generation, failure=failure):
                if self._directory.abandon(ROOT, generation, failure):
                    self._end(failure)

    def _end(self, failure: Failure | None) -> None:
        self.failure = failure
        self._ended.set()
        self._started.set()
        if failure is not None:
            _logger.critical("The root supervisor failed: %s", failure)
            if self._on_exhausted is not None:
                self._on_exhausted(failure)
