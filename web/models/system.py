"""The server itself: its health, its actors, its settings and its audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from lezerprint.audit import EventKind
from web.models.common import (
    ApiModel,
    FilamentGrams,
    Id,
    Input,
    IpAddress,
    Paged,
    Paging,
    PrinterName,
    Query,
    Timestamp,
    UserAgent,
    UserId,
    UtcDatetime,
)


class HealthProblem(ApiModel):
    """A problem that an administrator should solve."""

    part: Literal["actors", "database", "redis", "workers", "tasks", "disk", "printers", "power"] = Field(
        description="Part of the server that has the problem.", examples=["disk"]
    )
    message: str = Field(
        description="What is wrong, and what to do.",
        examples=["The disk of the data directory is full: delete files or recordings."],
    )


class DatabaseHealth(ApiModel):
    """The state of the database."""

    status: Literal["ok", "unavailable"] = Field(description="Whether the database answers.")
    kind: Literal["sqlite", "postgresql"] = Field(description="Kind of database.")
    latency_ms: float | None = Field(
        description="Time that the database took to answer, in milliseconds; null if it did not.",
        examples=[0.4],
    )


class RedisHealth(ApiModel):
    """The state of Redis."""

    status: Literal["ok", "unavailable", "unused"] = Field(
        description="Whether Redis answers. `unused`: REDIS_URL is not set."
    )


class WorkersHealth(ApiModel):
    """The workers for background tasks."""

    status: Literal["ok", "missing", "unknown"] = Field(
        description="Whether there are workers for every queue. `unknown`: Redis does not answer."
    )
    place: Literal["server", "redis"] = Field(
        description="Where workers run. `server`: the server starts processes when there is work. `redis`: "
        "with REDIS_URL, tasks wait for a `lezerprint worker`."
    )
    by_queue: dict[str, int] = Field(
        description="Number of workers by queue.", examples=[{"file-processing": 2}]
    )


class TasksHealth(ApiModel):
    """The background tasks that are ready to run."""

    status: Literal["ok", "late", "unknown"] = Field(
        description="Whether tasks run in time. `late`: one waits for more than a minute without a worker "
        "for its queue, or for more than an hour. `unknown`: the database does not answer."
    )
    waiting: int = Field(description="Number of waiting tasks, counted up to 200.", examples=[0])
    longest_wait_seconds: float = Field(
        description="Longest time that a task has been waiting, in seconds.", examples=[0.0]
    )
    late_queues: list[str] = Field(description="Queues in which tasks are late.", examples=[[]])


class DiskHealth(ApiModel):
    """The disk of a directory."""

    directory: Literal["data", "uploads"] = Field(description="Directory of the server.")
    status: Literal["ok", "full", "unavailable"] = Field(description="State of the disk.")
    free_bytes: int = Field(
        description="Space for further files, in bytes, without the reserve that stays free.",
        examples=[12_884_901_888],
    )
    total_bytes: int = Field(description="Size of the disk, in bytes.", examples=[31_138_512_896])


class PrinterHealth(ApiModel):
    """The state of a printer."""

    name: PrinterName
    status: Literal["ok", "unavailable"] = Field(
        description="Whether the printer can be used. `unavailable`: the server's part for it is down."
    )
    state: str | None = Field(
        description="State of the printer, as in its status; null if it is not known.", examples=["idle"]
    )


class PowerHealth(ApiModel):
    """Power supply and temperature, as the firmware of a Raspberry Pi reports them."""

    under_voltage: bool = Field(description="Whether the supply voltage is too low now.", examples=[False])
    throttled: bool = Field(description="Whether the processor is slowed down now.", examples=[False])
    too_warm: bool = Field(
        description="Whether the processor is at its temperature limit now.", examples=[False]
    )
    under_voltage_since_boot: bool = Field(
        description="Whether the supply voltage was too low since the start of the computer.",
        examples=[False],
    )
    throttled_since_boot: bool = Field(
        description="Whether the processor was slowed down since the start of the computer.",
        examples=[False],
    )
    too_warm_since_boot: bool = Field(
        description="Whether the processor was at its temperature limit since the start of the computer.",
        examples=[False],
    )


class Health(ApiModel):
    """The health of the server and of what it depends on."""

    status: Literal["ok", "degraded", "unavailable"] = Field(
        description="State of the server. `degraded`: something is wrong, but most requests can be answered "
        "(200). `unavailable`: the database does not answer, or a part of the server is down (503)."
    )
    problems: list[HealthProblem] = Field(description="Problems to solve; empty if there are none.")
    parked: list[str] = Field(
        description="Parts of the server that failed repeatedly and are restarted later.", examples=[[]]
    )
    database: DatabaseHealth = Field(description="State of the database.")
    redis: RedisHealth = Field(description="State of Redis.")
    workers: WorkersHealth = Field(description="Workers for background tasks.")
    tasks: TasksHealth = Field(description="Background tasks that are ready to run.")
    disks: list[DiskHealth] = Field(description="Disks of the directories.")
    printers: list[PrinterHealth] = Field(description="State of each printer.")
    power: PowerHealth | None = Field(
        description="Power supply and temperature; null if this computer does not report them."
    )


class ActorFailure(ApiModel):
    """The last failure of an actor."""

    type: str = Field(description="Class of the exception.", examples=["OSError"])
    message: str = Field(description="Text of the exception.", examples=["No such device"])
    traceback: str | None = Field(description="Python traceback; null if there is none.", examples=[None])
    at: Timestamp = Field(description="Time of the failure, ISO 8601, UTC.")


class ActorActivity(ApiModel):
    """The message that an actor is handling."""

    label: str = Field(description="Name of the message.", examples=["GetStatus"])
    age_seconds: float = Field(description="Time since the begin, in seconds.", examples=[0.02])


Milliseconds = Annotated[float, Field(examples=[0.3])]


class ActorNode(ApiModel):
    """An actor of the server, and the actors that it supervises."""

    name: str = Field(description="Name of the actor.", examples=["storage"])
    path: str = Field(description="Path of the actor in the supervision tree.", examples=["server/storage"])
    kind: str = Field(description="Kind of the actor: `worker` or `supervisor`.", examples=["worker"])
    strategy: str | None = Field(
        description="Which actors a supervisor restarts when one fails: `one_for_one`: that one, "
        "`rest_for_one`: also those started after it, `one_for_all`: all. Null if this is no supervisor.",
        examples=[None],
    )
    state: str = Field(
        description="State of the actor: `starting`, `up`, `restarting`, `parked` (it failed repeatedly and "
        "is restarted later), `stopping` or `stopped`.",
        examples=["up"],
    )
    reason: str = Field(description="Why the actor is in this state; may be empty.", examples=[""])
    generation: int = Field(
        description="Number of the present instance, from 1; 0 before the first.", examples=[1]
    )
    restarts: int = Field(description="Number of restarts.", examples=[0])
    uptime_seconds: float | None = Field(
        description="Time since the last start, in seconds; null while it is not running.", examples=[3600.0]
    )
    retry_in_seconds: float | None = Field(
        description="Time until the next attempt to start it, in seconds; null if none is planned.",
        examples=[None],
    )
    last_failure: ActorFailure | None = Field(description="Last failure; null if there was none.")
    mailbox_depth: int = Field(description="Number of messages that wait for the actor.", examples=[0])
    messages_handled: int = Field(
        description="Number of messages that this instance has handled.", examples=[5120]
    )
    handling_p50_ms: Milliseconds | None = Field(
        description="Median time to handle a message, in milliseconds; null without any."
    )
    handling_p99_ms: Milliseconds | None = Field(
        description="99th percentile of the time to handle a message, in milliseconds; null without any.",
        examples=[4.8],
    )
    current: ActorActivity | None = Field(description="Message that is being handled; null if there is none.")
    may_crash: bool = Field(
        default=False,
        description="Whether it can be crashed on purpose; only if the server was started with "
        "LEZERPRINT_CHAOS=1.",
        examples=[False],
    )
    children: list[ActorNode] = Field(description="Actors that it supervises.", examples=[[]])


class Restarted(ApiModel):
    """The actor that is being restarted."""

    restarted: str = Field(
        description="Path of the actor in the supervision tree.", examples=["server/storage"]
    )


class ServerAddresses(ApiModel):
    """Where other devices open the front end."""

    urls: list[str] = Field(
        description="URLs of the front end for devices in the same network, the likeliest first; empty if "
        "the server is in no network.",
        examples=[["http://192.168.1.20:3001"]],
    )
    local_only: bool = Field(
        description="Whether the server listens on this computer alone (setting `host`), so that other "
        "devices cannot reach it without a proxy.",
        examples=[False],
    )


class PowerInput(Input):
    """Options for ending the server or shutting down its computer."""

    force: bool = Field(
        default=False,
        description="Whether to do this even while a printer is printing. Prints go on without the server; "
        "before the computer is shut down they are cancelled, and heaters are switched off.",
    )


class PowerOrdered(ApiModel):
    """What was ordered; it happens within a second."""

    ordered: Literal["server-restart", "server-shutdown", "host-shutdown", "host-reboot"] = Field(
        description="What will happen: end or restart of the server (`server-`) or of its computer (`host-`)."
    )


class Crashed(ApiModel):
    """The actor that was ordered to crash."""

    crashed: str = Field(
        description="Path of the actor in the supervision tree.", examples=["server/storage"]
    )


class SystemEvent(ApiModel):
    """An entry of the audit log."""

    id: Id
    event_type: str = Field(description="Kind of the event.", examples=["file.uploaded"])
    description: str = Field(description="What was done, for people.", examples=["gear.gcode was uploaded"])
    user_id: UserId | None = Field(description="Id of the account that did it; null if it is not known.")
    ip_address: IpAddress | None
    user_agent: UserAgent | None
    metadata: dict[str, Any] | None = Field(
        description="Further data, depending on the kind; may be null.", examples=[{"printer": "default"}]
    )
    timestamp: Timestamp


def _kinds(value: object) -> object:
    return [word.strip().lower() for word in value.split(",")] if isinstance(value, str) else value


class SystemEventFilter(Query):
    """Filters for the audit log."""

    event_type: Annotated[tuple[EventKind, ...], BeforeValidator(_kinds)] = Field(
        default=(),
        description="Kinds to include, separated by commas. Default: all.",
        examples=[["file.uploaded"]],
    )
    user_id: UserId | None = Field(default=None, description="Only events of this account.")
    after: UtcDatetime | None = Field(
        default=None,
        alias="from",
        description="Only events from this time on, ISO 8601; without an offset it is UTC.",
        examples=["2026-03-01T00:00:00Z"],
    )
    before: UtcDatetime | None = Field(
        default=None,
        alias="to",
        description="Only events before this time, ISO 8601; without an offset it is UTC.",
        examples=["2026-04-01T00:00:00Z"],
    )


class SystemEventQuery(Paging, SystemEventFilter):
    """Filters for the audit log, and the page."""


class SystemEventPage(Paged):
    """A page of the audit log."""

    events: list[SystemEvent] = Field(description="Entries on this page, the newest first.")


class SignedUrlInput(Input):
    """The path to sign."""

    path: str = Field(
        min_length=1,
        max_length=2000,
        description="Path of this API, with its query. Only media can be signed: files, videos, pictures.",
        examples=["/api/camera/stream"],
    )


class SignedUrl(ApiModel):
    """A URL that works without credentials, for a short time."""

    url: str = Field(
        description="Signed path, for example for `src` in a page.",
        examples=["/api/camera/stream?expires=1774793400&signature=9f86d081"],
    )
    expires_at: Timestamp = Field(description="Time of expiry, ISO 8601, UTC.")


class GalleryEntry(ApiModel):
    """A completed job that its owner has made public."""

    id: Id
    name: str = Field(description="Name of the job.", examples=["gear.gcode"])
    completed_at: datetime | None = Field(
        description="Time of completion, ISO 8601, UTC.", examples=["2026-03-29T15:03:00Z"]
    )
    actual_time: int | None = Field(
        description="Printing time, in seconds, without pauses; null if it is not known.", examples=[3430]
    )
    filament_used: FilamentGrams | None
    materials: list[str] = Field(description="Materials; empty if they are not known.", examples=[["PLA"]])
    layers: int | None = Field(description="Number of layers; null if it is not known.", examples=[120])
    timelapse_url: str | None = Field(
        description="Path of the time-lapse of the print (MP4), which needs no credentials; null if there is "
        "none.",
        examples=["/api/public/gallery/3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f/timelapse"],
    )
    preview_url: str | None = Field(
        description="Path of a picture of the print, which needs no credentials; null if there is none.",
        examples=["/api/public/gallery/3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f/preview"],
    )


class GalleryAnswer(ApiModel):
    """A completed job that its owner has made public."""

    job: GalleryEntry = Field(description="The job; its id can be shared.")


class GalleryPage(Paged):
    """A page of the gallery."""

    jobs: list[GalleryEntry] = Field(description="Jobs on this page, the last completed first.")
