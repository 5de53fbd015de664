"""What a tree of actors is made of: child specs, supervisor specs, and the rules for restarting."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from actors.errors import SpecError
from actors.supervision.states import Kind
from lezerprint.base.backoff import Backoff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pykka

    from actors.supervision.context import Context

__all__ = [
    "ROOT",
    "Backoff",
    "ChildSpec",
    "Intensity",
    "OnExhausted",
    "Restart",
    "Spec",
    "Strategy",
    "SupervisorSpec",
    "child_path",
    "walk",
]

ROOT = "root"
"""The path of the root supervisor; it is no part of its children's paths."""

_BACKOFF = Backoff(first_seconds=1.0, cap_seconds=300.0)
_NAME = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")


class Restart(StrEnum):
    """When a child that went down by itself is started again."""

    PERMANENT = "permanent"  # always
    TRANSIENT = "transient"  # only after a failure
    TEMPORARY = "temporary"  # never

    def wanted(self, *, failed: bool) -> bool:
        """Return whether a child that ended so is to be started again."""
        return self is Restart.PERMANENT or (self is Restart.TRANSIENT and failed)


class Strategy(StrEnum):
    """Who else is restarted along with a child."""

    ONE_FOR_ONE = "one_for_one"  # nobody
    REST_FOR_ONE = "rest_for_one"  # those that were started after it
    ONE_FOR_ALL = "one_for_all"  # all its siblings


class OnExhausted(StrEnum):
    """What a supervisor does when its children go down more often than its intensity allows."""

    ESCALATE = "escalate"  # it stops them and fails in its turn
    PARK = "park"  # it stops them and tries again after a back-off


@dataclass(frozen=True, slots=True)
class Intensity:
    """So many restarts within so many seconds are borne; one more is too many."""

    restarts: int = 3
    seconds: float = 5.0

    def __post_init__(self) -> None:
        if self.restarts < 0 or self.seconds <= 0:
            raise SpecError(f"an intensity of {self.restarts} restarts in {self.seconds} s is not valid")


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """A worker to be supervised.

    Attributes:
        name: its last step in the path; it may itself have steps ("camera/default").
        factory: starts one life of the actor, mostly `partial(SomeActor.start, device=...)`; it is called
            on the supervisor's thread, so a constructor only stores its arguments.
        restart: when it is started again.
        shutdown_seconds: how long it may take to stop, backlog included, before it is abandoned.
        message_limit_seconds: how long a message may take before the actor counts as hung.
        start_limit_seconds: the same for `on_start`.
        mailbox_limit: how many messages may wait before further ones are refused.
    """

    name: str
    factory: Callable[[Context], pykka.ActorRef[Any]]
    restart: Restart = Restart.PERMANENT
    shutdown_seconds: float = 5.0
    message_limit_seconds: float = 5.0
    start_limit_seconds: float = 10.0
    mailbox_limit: int = 10_000

    kind = Kind.WORKER

    def __post_init__(self) -> None:
        _check_name(self.name)
        limits = (self.shutdown_seconds, self.message_limit_seconds, self.start_limit_seconds)
        if min(limits) <= 0 or self.mailbox_limit < 1:
            raise SpecError(f"the limits of {self.name} must be above zero")


@dataclass(frozen=True, slots=True)
class SupervisorSpec:
    """A supervisor and the children that it starts left to right and stops in reverse.

    Attributes:
        name: its last step in the path; the root's is never used.
        children: workers and further supervisors.
        strategy: who is restarted along with whom.
        intensity: how many restarts are borne.
        on_exhausted: what follows when there are more.
        backoff: how long it stays parked, where it parks; one that ran for longer than the cap before it was
            parked again starts from the first wait.
        restart: when its own supervisor starts it again.
        shutdown_seconds: a limit for the whole subtree; None leaves it to the limits of the children.
        message_limit_seconds: how long it may take over one message; it never waits, so this is generous.
    """

    name: str
    children: tuple[ChildSpec | SupervisorSpec, ...] = ()
    strategy: Strategy = Strategy.ONE_FOR_ONE
    intensity: Intensity = field(default_factory=Intensity)
    on_exhausted: OnExhausted = OnExhausted.ESCALATE
    backoff: Backoff = _BACKOFF
    restart: Restart = Restart.PERMANENT
    shutdown_seconds: float | None = None
    message_limit_seconds: float = 5.0
    start_limit_seconds: float = 5.0
    mailbox_limit: int = 10_000

    kind = Kind.SUPERVISOR

    def __post_init__(self) -> None:
        _check_name(self.name)
        names = [child.name for child in self.children]
        if len(names) != len(set(names)):
            raise SpecError(f"{self.name} has two children of the same name")


Spec = ChildSpec | SupervisorSpec


def child_path(parent: str, name: str) -> str:
    """Return the path of a child of this name."""
    return name if parent == ROOT else f"{parent}/{name}"


def walk(spec: Spec, path: str = ROOT, parent: str = "") -> Iterator[tuple[str, str, Spec]]:
    """Yield (path, parent's path, spec) of a tree, parents first, siblings in their order."""
    yield path, parent, spec
    if isinstance(spec, SupervisorSpec):
        for child in spec.children:
            yield from walk(child, child_path(path, child.name), path)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise SpecError(
            f"{name!r} is not a valid name for an actor: letters, digits, '.', '_', '-' and '/' between"
        )
