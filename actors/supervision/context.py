"""What one life of an actor knows of the system around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pykka._envelope import Envelope

from actors.supervision.address import Address
from actors.supervision.messages import ChildDown, ChildUp
from actors.supervision.registry import Life, Sender
from actors.supervision.spec import Spec, child_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from actors.supervision.mailbox import Mailbox
    from actors.supervision.messages import Report
    from actors.supervision.registry import Directory
    from actors.supervision.states import Failure
    from actors.supervision.timers import Timer, Timers

__all__ = ["Context"]


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """One life of one actor: its place, its generation, and its ways to the others.

    Attributes:
        path: its path.
        parent: its supervisor's path; empty for the root.
        spec: its spec.
        generation: which life of this path it is, counted from one.
        report: hands what happens to it to its supervisor.
    """

    path: str
    parent: str
    spec: Spec
    generation: int
    directory: Directory
    timers: Timers
    report: Callable[[Report], None]

    @classmethod
    def begin(
        cls,
        spec: Spec,
        path: str,
        parent: str,
        directory: Directory,
        timers: Timers,
        report: Callable[[Report], None],
    ) -> Context:
        """Open the next generation at a path."""
        generation = directory.open(path, report)
        return cls(path, parent, spec, generation, directory, timers, report)

    def address(self, path: str) -> Address:
        """Return the address of an actor, to be used on behalf of this life only.

        Raises:
            UnknownPath: the tree has no such actor.
        """
        self.directory.check(path)
        return Address(path, self.directory, Sender(self.path, self.generation))

    def sibling(self, name: str) -> Address:
        """Return the address of another child of the same supervisor."""
        return self.address(child_path(self.parent, name))

    def attach(self, life: Life) -> None:
        """Make this life reachable."""
        self.directory.attach(self.path, self.generation, life)

    def up(self) -> None:
        """Say that this life is up."""
        if self.directory.up(self.path, self.generation):
            self.start_done()

    def start_done(self) -> None:
        """Say that nobody need wait for this life any longer: it is up, or parked."""
        self.report(ChildUp(self.spec.name, self.generation))

    def down(self, failure: Failure | None) -> None:
        """Say that this life is over and its resources are free."""
        if self.directory.ended(self.path, self.generation, failure):
            self.report(ChildDown(self.spec.name, self.generation, failure))

    def tell_later(self, mailbox: Mailbox, delay_seconds: float, message: Any) -> Timer:
        """Put a message in this life's own mailbox after a delay; a closed mailbox drops it."""
        return self.timers.call_later(delay_seconds, partial(mailbox.put, Envelope(message)))
