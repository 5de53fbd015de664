"""What supervisors are told; reports name the generation, so that those of a former life are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actors.supervision.metrics import Activity
    from actors.supervision.states import Failure

__all__ = [
    "ChildDown",
    "ChildHung",
    "ChildUp",
    "Crash",
    "Inspect",
    "Report",
    "RestartChild",
    "StopOverdue",
    "Unpark",
]


@dataclass(frozen=True, slots=True)
class ChildUp:
    """A child finished its `on_start`; a child supervisor has settled or parked."""

    name: str
    generation: int


@dataclass(frozen=True, slots=True)
class ChildDown:
    """A child's thread is at its end and its resources are free; without a failure it ended in peace."""

    name: str
    generation: int
    failure: Failure | None


@dataclass(frozen=True, slots=True)
class ChildHung:
    """The monitor found a child at the same activity for longer than its limit."""

    name: str
    generation: int
    activity: Activity
    failure: Failure


Report = ChildUp | ChildDown | ChildHung


@dataclass(frozen=True, slots=True)
class StopOverdue:
    """A child had its time to stop."""

    name: str
    generation: int


@dataclass(frozen=True, slots=True)
class Unpark:
    """The rest of the nth parking is over."""

    parkings: int


@dataclass(frozen=True, slots=True)
class RestartChild:
    """Restart this child without counting it (told by an administrator)."""

    name: str


@dataclass(frozen=True, slots=True)
class Crash:
    """Crash on purpose; every supervised actor obeys."""


@dataclass(frozen=True, slots=True)
class Inspect:
    """Describe the subtree of this supervisor; the reply is an `ActorView`."""
