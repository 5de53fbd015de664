"""The server itself: its health, its actors, its settings and its audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, JsonValue

from lezerprint.audit import EventKind
from web.models.common import ApiModel, Input, Paged, Paging, Query, UtcDatetime


class HealthProblem(ApiModel):
    """Something that an administrator should see to."""

    part: Literal["actors", "database", "redis", "workers", "tasks", "disk", "printers", "power"]
    message: str = Field(description="What is wrong, and what to do.")


class DatabaseHealth(ApiModel):
    """The database."""

    status: Literal["ok", "unavailable"]
    kind: Literal["sqlite", "postgresql"]
    latency_ms: float | None = Field(description="How long it took to answer; null: it did not.")


class RedisHealth(ApiModel):
    """Redis."""

    status: Literal["ok", "unavailable", "unused"] = Field(description="`unused`: REDIS_URL is not set.")


class WorkersHealth(ApiModel):
    """Who does background tasks."""

    status: Literal["ok", "missing", "unknown"] = Field(description="`unknown`: Redis does not answer.")
    place: Literal["server", "redis"] = Field(
        description="`server`: the server starts processes when there is work. `redis`: with REDIS_URL, "
        "tasks wait for a `lezerprint worker`."
    )
    by_queue: dict[str, int] = Field(description="How many workers serve each queue.")


class TasksHealth(ApiModel):
    """The background tasks that could be begun now."""

    status: Literal["ok", "late", "unknown"] = Field(
        description="`late`: one waits for more than a minute and nobody works at its queue, or for more "
        "than an hour. `unknown`: the database does not answer."
    )
    waiting: int = Field(description="How many there are, up to 200.")
    longest_wait_seconds: float
    late_queues: list[str]


class DiskHealth(ApiModel):
    """The disk of a directory."""

    directory: Literal["data", "uploads"]
    status: Literal["ok", "full", "unavailable"]
    free_bytes: int = Field(description="What files may still take; a reserve stays free.")
    total_bytes: int


class PrinterHealth(ApiModel):
    """A printer."""

    name: str
    status: Literal["ok", "unavailable"] = Field(description="`unavailable`: its actors do not answer.")
    state: str | None = Field(description="As in its status.")


class PowerHealth(ApiModel):
    """What the firmware of a Raspberry Pi reports of its supply and temperature."""

    under_voltage: bool
    throttled: bool
    too_warm: bool
    under_voltage_since_boot: bool
    throttled_since_boot: bool
    too_warm_since_boot: bool


class Health(ApiModel):
    """How the server and what it needs are."""

    status: Literal["ok", "degraded", "unavailable"] = Field(
        description="`degraded`: something is wrong, and most requests can be answered (200). "
        "`unavailable`: the database does not answer, or a part of the server is down (503)."
    )
    problems: list[HealthProblem]
    parked: list[str] = Field(description="The parts that have failed too often and are tried again later.")
    database: DatabaseHealth
    redis: RedisHealth
    workers: WorkersHealth
    tasks: TasksHealth
    disks: list[DiskHealth]
    printers: list[PrinterHealth]
    power: PowerHealth | None = Field(description="Null: this computer does not report it.")


class ActorFailure(ApiModel):
    """Why an actor went down last."""

    type: str
    message: str
    traceback: str | None
    at: datetime


class ActorActivity(ApiModel):
    """What an actor is doing."""

    label: str
    age_seconds: float


class ActorNode(ApiModel):
    """An actor and those below it."""

    name: str
    path: str
    kind: str
    strategy: str | None
    state: str
    reason: str
    generation: int
    restarts: int
    uptime_seconds: float | None
    retry_in_seconds: float | None
    last_failure: ActorFailure | None
    mailbox_depth: int
    messages_handled: int
    handling_p50_ms: float | None
    handling_p99_ms: float | None
    current: ActorActivity | None
    children: list[ActorNode]


class Restarted(ApiModel):
    """Which actor is being restarted."""

    restarted: str


class Crashed(ApiModel):
    """Which actor was told to crash."""

    crashed: str


class Setting(ApiModel):
    """A setting as it is in force."""

    key: str = Field(description="Its name in the settings file.")
    value: JsonValue = Field(description="With stars in the place of what is secret.")
    category: str = Field(description="As in docs/settings.md; `camera` for what was changed of a camera.")
    description: str | None
    environment: list[str] = Field(default=[], description="The variables that set it, the strongest first.")
    updated_at: datetime | None = Field(default=None, description="When it was changed over the API.")


class SettingList(ApiModel):
    """All settings, or those of one category."""

    settings: list[Setting]


class SettingQuery(Query):
    """Which settings."""

    category: str | None = Field(default=None, max_length=64)


class SystemEvent(ApiModel):
    """An entry of the audit log."""

    id: UUID
    event_type: str
    description: str
    user_id: UUID | None
    ip_address: str | None
    user_agent: str | None
    metadata: dict[str, Any] | None
    timestamp: datetime


def _kinds(value: object) -> object:
    return [word.strip().lower() for word in value.split(",")] if isinstance(value, str) else value


class SystemEventFilter(Query):
    """Which entries of the audit log; times without a zone are UTC."""

    event_type: Annotated[tuple[EventKind, ...], BeforeValidator(_kinds)] = ()
    user_id: UUID | None = None
    after: UtcDatetime | None = Field(default=None, alias="from")
    before: UtcDatetime | None = Field(default=None, alias="to")


class SystemEventQuery(Paging, SystemEventFilter):
    """A page of the audit log, the newest first."""


class SystemEventPage(Paged):
    """A page of the audit log."""

    events: list[SystemEvent]


class SignedUrlInput(Input):
    """What is to be signed."""

    path: str = Field(min_length=1, max_length=2000, description="A path of this API, with its query.")


class SignedUrl(ApiModel):
    """An address that a browser can load without a header."""

    url: str
    expires_at: datetime


class GalleryEntry(ApiModel):
    """A finished job that its owner has made public."""

    id: UUID
    name: str
    completed_at: datetime | None
    actual_time: int | None = Field(description="Seconds.")
    filament_used: float | None = Field(description="Grams.")
    preview_url: str | None = Field(description="A picture of it, for visitors too; None: there is none.")


class GalleryPage(Paged):
    """A page of the gallery."""

    jobs: list[GalleryEntry]
