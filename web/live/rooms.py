"""Who sees which event, and what of it; which event makes an older one worthless."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from lezerprint.base.enums import UserRole
from web.models.printer import VisitorProgress, VisitorStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from typing import TypeAlias

    from lezerprint.accounts.principal import Principal
    from lezerprint.events import Event

    Shown: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class Topic(Enum):
    """What a client subscribes to, `subscribe:<topic>`."""

    STATUS = "status"
    TEMPERATURE = "temperature"
    PROGRESS = "progress"
    CAMERA = "camera"
    TERMINAL = "terminal"


class Audience(Enum):
    """Who may see an event."""

    USERS = "users"
    """Everybody with an account."""
    OPERATORS = "operators"
    """Whoever may control a printer."""
    OWNER = "owner"
    """Whom it concerns."""
    OWNER_AND_ADMINS = "owner and admins"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class Rule:
    """How an event is handed on.

    Attributes:
        audience: Which users see it.
        topic: What they must have subscribed to; None: nothing.
        visitors: What visitors see of its data; None: they do not see it.
        is_state: Whether a newer one of the same name, printer and `of` makes it worthless.
        of: Fields of the data that tell of what it is the state.
        subject: The field of the data that names what it is of; None: it is of a printer.
        ends: The event at the same printer whose newest value means nothing after this one.
        merges: Whether a slow client gets one message in place of several, with the last lines of all.
    """

    audience: Audience = Audience.USERS
    topic: Topic | None = None
    visitors: Shown | None = None
    is_state: bool = False
    of: tuple[str, ...] = ()
    subject: str | None = None
    ends: str | None = None
    merges: bool = False

    def subject_of(self, event: Event) -> str | None:
        """The name of what it is of, as clients subscribe to it."""
        return event.printer if self.subject is None else event.data.get(self.subject)

    def key(self, event: Event) -> Hashable | None:
        """What it is the state of; None where each counts."""
        if not self.is_state:
            return None
        return (event.name, event.printer, *(event.data.get(name) for name in self.of))


def _all(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return data


def public_status(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The status without names, ids and positions, as `/api/public/status` tells it."""
    job = data.get("currentJob")
    shown = VisitorStatus(
        state=data["state"],
        temperatures=data["temperatures"],
        progress=VisitorProgress(percentage=job["progress"], time_remaining=job.get("timeRemaining"))
        if job
        else None,
    )
    return shown.model_dump(mode="json")


def public_progress(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """How far, and how long still."""
    shown = VisitorProgress(percentage=data["percentage"], time_remaining=data.get("timeRemaining"))
    return shown.model_dump(mode="json")


def _state_of_camera(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without the reason, which names hosts."""
    return {"camera": data.get("camera"), "state": data.get("state")}


def _error_of_camera(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same."""
    return {"camera": data.get("camera"), "message": "the camera gives no picture"}


def _state(topic: Topic, visitors: Shown | None = None) -> Rule:
    return Rule(topic=topic, visitors=visitors, is_state=True)


_PROGRESS: Final = "progress:update"
_END: Final = Rule(ends=_PROGRESS)

RULES: Final[Mapping[str, Rule]] = {
    "status:update": _state(Topic.STATUS, public_status),
    "position:update": _state(Topic.STATUS),
    "temperature:update": _state(Topic.TEMPERATURE, _all),
    _PROGRESS: _state(Topic.PROGRESS, public_progress),
    "camera:state": Rule(
        topic=Topic.CAMERA, visitors=_state_of_camera, is_state=True, of=("camera",), subject="camera"
    ),
    "camera:error": Rule(topic=Topic.CAMERA, visitors=_error_of_camera, subject="camera"),
    "terminal:lines": Rule(Audience.OPERATORS, Topic.TERMINAL, merges=True),
    "recording:started": Rule(),
    "recording:ended": Rule(),
    "timelapse:started": Rule(),
    "timelapse:frame": Rule(is_state=True, of=("jobId",)),
    "timelapse:ended": Rule(),
    "timelapse:ready": Rule(),
    "timelapse:failed": Rule(),
    "timelapse:deleted": Rule(),
    "alert": Rule(),
    "command:started": Rule(),
    "command:ended": Rule(),
    "error": Rule(),
    "print:started": _END,
    "print:paused": Rule(),
    "print:resumed": Rule(),
    "print:completed": _END,
    "print:failed": _END,
    "print:cancelled": _END,
    "print:event": Rule(),
    "notification": Rule(Audience.OWNER),
    "file:upload:progress": Rule(Audience.OWNER),
    "file:uploaded": Rule(Audience.OWNER),
    "file:processed": Rule(Audience.OWNER),
    "file:deleted": Rule(Audience.OWNER),
    "task:update": Rule(Audience.OWNER_AND_ADMINS, is_state=True, of=("id",)),
    "actor:change": Rule(Audience.ADMINS),
}
"""All events there are; what is not here is told nobody. Pictures go another way: `web.live.cameras`."""

Subscription = tuple[Topic, str]
"""A topic, and the printer's or the camera's name."""


@dataclass(frozen=True, slots=True)
class ClientView:
    """What a client sees; clients that see the same are in one room.

    Attributes:
        role: Of a user; None: a visitor, or nobody yet.
        is_visitor: Whether it is a visitor.
        sees_camera: Whether visitors may have the camera.
        subscriptions: What it asked for.
    """

    role: UserRole | None = None
    is_visitor: bool = False
    sees_camera: bool = False
    subscriptions: frozenset[Subscription] = field(default_factory=frozenset)

    def may_subscribe(self, topic: Topic) -> bool:
        """Whether this is for the client at all."""
        if topic is Topic.TERMINAL:
            return self._is_operator
        return self.role is not None or (self.is_visitor and (topic is not Topic.CAMERA or self.sees_camera))

    def sees_camera_named(self, name: str) -> bool:
        """Whether it subscribed to this camera, and still may."""
        return (Topic.CAMERA, name) in self.subscriptions and self.may_subscribe(Topic.CAMERA)

    def shows(self, rule: Rule, event: Event) -> bool:
        """Whether an event that is for nobody alone is for whoever has this view."""
        if rule.topic is not None and (rule.topic, rule.subject_of(event)) not in self.subscriptions:
            return False
        if self.role is None:
            return rule.visitors is not None and rule.topic is not None and self.may_subscribe(rule.topic)
        if rule.audience is Audience.OPERATORS:
            return self._is_operator
        return rule.audience is Audience.USERS or (
            self.role is UserRole.ADMIN and rule.audience is not Audience.OWNER
        )

    @property
    def _is_operator(self) -> bool:
        return self.role in (UserRole.OPERATOR, UserRole.ADMIN)


NOBODY: Final = ClientView()


def concerns(rule: Rule, event: Event, who: Principal) -> bool:
    """Whether an event that is for somebody alone is for this user."""
    if event.user_id == who.user_id:
        return True
    return rule.audience is Audience.OWNER_AND_ADMINS and who.role is UserRole.ADMIN
