"""The whole tree as data, read from the directory: it asks no actor, so it answers whatever hangs."""

from __future__ import annotations

import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from actors.supervision.metrics import quantile
from actors.supervision.spec import ROOT, SupervisorSpec

if TYPE_CHECKING:
    from actors.supervision.registry import Directory, Record
    from actors.supervision.spec import Strategy
    from actors.supervision.states import Failure, Kind, State

__all__ = ["ActorView", "CurrentActivity", "view"]


@dataclass(frozen=True, slots=True)
class CurrentActivity:
    """What an actor is doing: a message's type or a hook's name, and for how long."""

    label: str
    age_seconds: float


@dataclass(frozen=True, slots=True)
class ActorView:
    """One actor as it is now, and all below it.

    Attributes:
        generation: which life of this path it is; 0 before the first.
        restarts: how often it went down by itself and was to come back.
        uptime_seconds: since it was last up; None unless it is.
        reason: why it is in this state, where there is more to say.
        retry_in_seconds: when a parked supervisor tries again.
        messages_handled: by this life; the handling times are of its last 512 messages.
    """

    name: str
    path: str
    kind: Kind
    strategy: Strategy | None
    state: State
    reason: str
    generation: int
    restarts: int
    uptime_seconds: float | None
    retry_in_seconds: float | None
    last_failure: Failure | None
    mailbox_depth: int
    messages_handled: int
    handling_p50_ms: float | None
    handling_p99_ms: float | None
    current: CurrentActivity | None
    children: tuple[ActorView, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON; the time of a failure is in ISO 8601."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in _PLAIN_FIELDS}
        failure, current = self.last_failure, self.current
        plain["last_failure"] = failure and {
            "type": failure.error_type,
            "message": failure.message,
            "traceback": failure.traceback_text,
            "at": failure.at.isoformat().replace("+00:00", "Z"),
        }
        plain["current"] = current and {"label": current.label, "age_seconds": current.age_seconds}
        plain["children"] = [child.to_dict() for child in self.children]
        return plain

    def find(self, path: str) -> ActorView | None:
        """Return the view of this path, here or below."""
        if self.path == path:
            return self
        return next((found for child in self.children if (found := child.find(path))), None)


_PLAIN_FIELDS = tuple(
    field.name for field in fields(ActorView) if field.name not in {"last_failure", "current", "children"}
)


def view(directory: Directory, path: str = ROOT) -> ActorView:
    """Return the subtree at a path as it is now."""
    directory.check(path)
    now = time.monotonic()
    views: dict[str, ActorView] = {}
    children: dict[str, list[ActorView]] = {}
    for record in reversed(directory.snapshot()):  # children come before their parents
        below = tuple(reversed(children.get(record.path, [])))
        views[record.path] = _view_of(record, below, now)
        children.setdefault(record.parent, []).append(views[record.path])
    return views[path]


def _view_of(record: Record, children: tuple[ActorView, ...], now: float) -> ActorView:
    spec, life = record.spec, record.life
    activity = life.meter.activity if life is not None else None
    times = life.meter.handling_seconds() if life is not None else []
    return ActorView(
        name=spec.name,
        path=record.path,
        kind=spec.kind,
        strategy=spec.strategy if isinstance(spec, SupervisorSpec) else None,
        state=record.state,
        reason=record.reason,
        generation=record.generation,
        restarts=record.restarts,
        uptime_seconds=now - record.up_since if record.up_since is not None else None,
        retry_in_seconds=max(0.0, record.retry_at - now) if record.retry_at is not None else None,
        last_failure=record.failure,
        mailbox_depth=len(life.mailbox) if life is not None else 0,
        messages_handled=life.meter.handled if life is not None else 0,
        handling_p50_ms=_milliseconds(quantile(times, 0.50)),
        handling_p99_ms=_milliseconds(quantile(times, 0.99)),
        current=CurrentActivity(activity.label, max(0.0, now - activity.since_seconds)) if activity else None,
        children=children,
    )


def _milliseconds(seconds: float | None) -> float | None:
    return seconds * 1000 if seconds is not None else None
