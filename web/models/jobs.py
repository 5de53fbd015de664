"""Print jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from lezerprint.base.enums import EventType, JobState, Severity
from lezerprint.port.failure import FailureReason
from web.models.common import ApiModel, Input, Money, Paged, Paging, Query, WaitingFor, several

NOTES_CHARACTERS = 5000
HOTTEST_CELSIUS = 500


class Job(ApiModel):
    """A file on its way through a printer: percent, seconds, grams, millimetres."""

    id: UUID
    printer: str
    name: str
    user_id: UUID
    file_id: UUID
    sliced_file_id: UUID | None
    status: JobState
    progress: float = Field(ge=0, le=100)
    queue_position: int | None = Field(
        description="Place in the queue, from 1; null unless the job is QUEUED."
    )
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None = Field(description="When it ended, in whatever way.")
    estimated_time: int | None
    actual_time: int | None = Field(description="With heating, without pauses.")
    time_remaining: int | None = Field(default=None, description="Only while it is printed.")
    paused_seconds: float
    filament_used: float | None
    cost: Money | None
    notes: str | None
    error_message: str | None = Field(
        description="Why it failed; while it is QUEUED, why it was not begun when that was ordered."
    )
    failure_reason: FailureReason | None
    is_public: bool
    lines_total: int | None
    lines_acknowledged: int = Field(description="Commands that the firmware has confirmed.")
    lines_executed: int = Field(description="Commands that are known to be executed.")
    bytes_acknowledged: int
    layers_total: int | None
    layer: int | None = Field(description="Number of the layer, from 1.")
    height_mm: float | None
    settings: dict[str, Any] = Field(description="What was otherwise than usual at the start.")


class JobAnswer(ApiModel):
    """A job."""

    job: Job


class CancelAnswer(JobAnswer):
    """A job that is cancelled, or about to be."""

    waiting_for: WaitingFor = None


class CurrentJobAnswer(ApiModel):
    """The job that is on the printer."""

    job: Job | None


class CurrentJobQuery(Query):
    """Whose."""

    printer: str | None = Field(default=None, max_length=100, description="The default one without it.")


class JobEvent(ApiModel):
    """What happened to a job."""

    id: UUID
    event_type: EventType
    message: str
    severity: Severity
    metadata: dict[str, Any] | None
    timestamp: datetime


class Temperature(ApiModel):
    """Degrees Celsius."""

    timestamp: datetime
    hotend_temp: float
    hotend_target: float
    bed_temp: float
    bed_target: float
    chamber_temp: float | None


class JobDetails(JobAnswer):
    """A job and what is logged of it."""

    events: list[JobEvent] = Field(description="The last ones, in order.")
    events_total: int = Field(description="`GET /api/jobs/{id}/events` has all.")
    temperatures: list[Temperature]


class JobDetailsQuery(Query):
    """How much of it."""

    points: int = Field(
        default=500, ge=2, le=5000, description="So many temperatures at most, means over equal times."
    )
    events: int = Field(default=100, ge=0, le=1000, description="So many events at most, the last ones.")


class JobEventPage(Paged):
    """A page of what happened to a job, the newest first."""

    events: list[JobEvent]


class JobQuery(Paging):
    """Which jobs."""

    status: Annotated[tuple[JobState, ...], BeforeValidator(several)] = ()
    printer: str | None = Field(default=None, max_length=100)
    file_id: UUID | None = None
    user_id: UUID | None = None


class JobPage(Paged):
    """A page of the jobs, the newest first."""

    jobs: list[Job]


class Temperatures(Input):
    """In place of the file's own, in degrees Celsius."""

    model_config = ConfigDict(strict=True)

    hotend: float | None = Field(
        default=None, ge=0, le=HOTTEST_CELSIUS, description="Of every tool that the file heats."
    )
    bed: float | None = Field(default=None, ge=0, le=HOTTEST_CELSIUS)
    chamber: float | None = Field(default=None, ge=0, le=HOTTEST_CELSIUS)


class JobSettings(Input):
    """What is otherwise this once."""

    profile_id: UUID | None = Field(default=None, description="What a model is sliced with first.")
    temperature: Temperatures = Field(default_factory=Temperatures)


class JobStart(Input):
    """What is to be printed."""

    file_id: UUID
    sliced_file_id: UUID | None = None
    settings: JobSettings = Field(default_factory=JobSettings)
    printer: str | None = Field(default=None, max_length=100, description="The default one without it.")
    queue: bool = Field(
        default=False,
        description="Let it wait for its turn: it begins at once if the printer is free and its bed clear.",
    )
    force: bool = Field(default=False, description="Even if it does not fit the printer.")
    notes: str | None = Field(default=None, max_length=NOTES_CHARACTERS)
    is_public: bool = False


class JobChange(Input):
    """What may be changed of a job at any time, and its place in the queue."""

    is_public: bool = False
    notes: str | None = Field(default=None, max_length=NOTES_CHARACTERS)
    queue_position: int | None = Field(
        default=None, ge=1, le=100_000, description="Place in the queue, from 1."
    )


class Queue(ApiModel):
    """What a printer has to do.

    `current` is the newest job that left the queue, be it ended.
    """

    current: Job | None
    queue: list[Job]
    bed_is_clear: bool = Field(description="Whether nothing is known to lie on the bed.")


class RecoveryInput(Input):
    """How a failed job is to go on, and whether it shall."""

    begin: Literal["layer", "previous_layer", "line"] = "layer"
    z_offset_mm: float = Field(default=0.0, ge=-1.0, le=1.0, description="The nozzle higher or lower.")
    confirm: bool = Field(default=False, description="Print the rest; without it the plan is only shown.")


class RecoveryPlan(ApiModel):
    """What printing the rest will do."""

    first_line: int = Field(description="Of the file, from 1.")
    layer: int | None
    height_mm: float
    commands: list[str] = Field(description="What is sent before the file goes on.")
    steps: list[str] = Field(description="The same for people.")
    warnings: list[str]


class RecoveryAnswer(ApiModel):
    """The plan, and the job that prints the rest if that was confirmed."""

    plan: RecoveryPlan
    job: Job | None
