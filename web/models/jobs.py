"""Print jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from lezerprint.base.enums import EventType, JobState, Severity, TimelapseMode, UserReason
from lezerprint.jobs.actions import JobAction
from lezerprint.port.failure import FailureReason
from web.models.common import (
    ApiModel,
    Celsius,
    CreatedAt,
    FilamentGrams,
    FileId,
    Id,
    Input,
    Money,
    OptionalPrinter,
    Paged,
    Paging,
    Percent,
    PrinterName,
    ProfileId,
    Query,
    SlicedFileId,
    Timestamp,
    UserId,
    UtcDatetime,
    WaitingFor,
    in_upper_case,
    several,
)
from web.models.files import PlateNumber

NOTES_CHARACTERS = 5000
HOTTEST_CELSIUS = 500


Notes = Annotated[
    str,
    Field(max_length=NOTES_CHARACTERS, description="Notes on the job, for people.", examples=["For Anna"]),
]
IsPublic = Annotated[
    bool,
    Field(description="Whether the public gallery shows the job once it is completed.", examples=[False]),
]
LayerNumber = Annotated[
    int, Field(description="Number of the layer, from 1; null if it is not known.", examples=[51])
]
Height = Annotated[
    float, Field(description="Height of the layer, in millimetres; null if it is not known.", examples=[10.2])
]
StartObstacle = Annotated[
    Literal["busy", "prints_itself", "not_ready", "queue_unread", "others_wait", "bed"],
    Field(
        description="What is in the way of a start: another job (`busy`), a print from the SD card "
        "(`prints_itself`), the connection (`not_ready`), a queue that is still being read "
        "(`queue_unread`), jobs before it in the queue (`others_wait`), or the bed (`bed`); null: nothing.",
        examples=["busy"],
    ),
]
Override = Annotated[float, Field(ge=0, le=HOTTEST_CELSIUS, examples=[60.0])]


class UnavailableJobAction(ApiModel):
    """An action that is not possible with a job now."""

    action: JobAction = Field(description="Name of the action.", examples=["start"])
    reason: str = Field(
        description="Why it is not possible, and what to do about it, for people.",
        examples=["the printer is busy with gear.gcode (PRINTING)"],
    )


class EventJob(ApiModel):
    """A print job, as events have it."""

    id: Id
    printer: PrinterName
    name: str = Field(description="Name of the job: that of its file.", examples=["gear.gcode"])
    user_id: UserId | None = Field(
        description="Id of the account that created the job; null if the command line did."
    )
    file_id: FileId | None = Field(
        description="Id of the file; null if the command line started the job from a path."
    )
    sliced_file_id: SlicedFileId | None = Field(
        description="Id of the sliced G-code that is printed; null if the file itself is G-code."
    )
    status: JobState = Field(description="State of the job.", examples=[JobState.PRINTING])
    progress: Percent
    queue_position: int | None = Field(
        description="Position in the queue, from 1; null unless the job is `QUEUED`.",
        examples=[None],
    )
    created_at: CreatedAt
    started_at: datetime | None = Field(
        description="Time of the start, ISO 8601, UTC; null before it.", examples=["2026-03-29T14:06:00Z"]
    )
    completed_at: datetime | None = Field(
        description="Time of the end, ISO 8601, UTC, whether completed, failed or cancelled; null before it.",
        examples=[None],
    )
    estimated_time: int | None = Field(
        description="Estimated printing time, in seconds; null if it is not known.", examples=[3430]
    )
    actual_time: int | None = Field(
        description="Printing time, in seconds, with heating, without pauses; null before the end.",
        examples=[None],
    )
    time_remaining: int | None = Field(
        default=None,
        description="Remaining printing time, in seconds; null unless the job is being printed.",
        examples=[2140],
    )
    paused_seconds: float = Field(description="Total duration of all pauses, in seconds.", examples=[0.0])
    filament_used: FilamentGrams | None = Field(
        description="Mass of the filament used, in grams; null if it is not known."
    )
    cost: Money | None = Field(
        description="Cost of the filament, in the currency of the settings; null if it is not known."
    )
    error_message: str | None = Field(
        description="Why the job failed; while it is `QUEUED`, why it could not be started. Otherwise null.",
        examples=[None],
    )
    failure_reason: FailureReason | None = Field(
        description="Kind of the failure, for programs; null unless the job failed.", examples=[None]
    )
    lines_total: int | None = Field(
        description="Number of commands of the G-code; null if it is not known.", examples=[12_000]
    )
    lines_acknowledged: int = Field(
        description="Number of commands that the firmware has acknowledged.", examples=[5106]
    )
    lines_executed: int = Field(
        description="Number of commands that the printer has certainly executed.", examples=[5100]
    )
    bytes_acknowledged: int = Field(
        description="Position in the G-code up to which the firmware has acknowledged it, in bytes.",
        examples=[180_224],
    )
    layers_total: int | None = Field(description="Number of layers; null if it is not known.", examples=[120])
    layer: LayerNumber | None
    height_mm: Height | None


class Job(EventJob):
    """A print job."""

    user_id: UserId = Field(description="Id of the account that created the job.")
    file_id: FileId
    notes: str | None = Field(description="Notes on the job, for people.", examples=["For Anna"])
    is_public: IsPublic
    user_reason: UserReason | None = Field(
        description="Why the job failed or was cancelled, as its owner saw it; null if nobody said.",
        examples=[None],
    )
    timelapse_url: str | None = Field(
        default=None,
        description="Path of the job's time-lapse film; null if there is none.",
        examples=["/api/jobs/3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f/timelapse/video"],
    )
    settings: dict[str, Any] = Field(
        description="Settings of this job that differ from those of its file and profile.",
        examples=[{"temperature": {"bed": 60}}],
    )
    actions: list[JobAction] = Field(
        description="What can be done with the job now: endpoints of that name, and `DELETE`.",
        examples=[["pause", "cancel"]],
    )
    unavailable: list[UnavailableJobAction] = Field(
        description="Every other action, and why it is not possible now."
    )


class JobAnswer(ApiModel):
    """A print job."""

    job: Job = Field(description="The job.")


class CancelAnswer(JobAnswer):
    """A job that is cancelled or being cancelled."""

    waiting_for: WaitingFor = None


class CurrentJobAnswer(ApiModel):
    """The current job of a printer."""

    job: Job | None = Field(description="Job that is being printed; null if there is none.")


class CurrentJobQuery(Query):
    """The printer."""

    printer: OptionalPrinter = None


class JobEvent(ApiModel):
    """An event of a job."""

    id: Id
    event_type: EventType = Field(description="Kind of the event.", examples=[EventType.JOB_STARTED])
    message: str = Field(description="Text of the event, for people.", examples=["The print was started."])
    severity: Severity = Field(description="Severity of the event.", examples=[Severity.INFO])
    metadata: dict[str, Any] | None = Field(
        description="Further data, depending on the kind; may be null.", examples=[None]
    )
    timestamp: Timestamp


class Temperature(ApiModel):
    """The temperatures at one time of a print."""

    timestamp: Timestamp
    hotend_temp: Celsius = Field(description="Temperature of the hotend, in degrees Celsius.")
    hotend_target: Celsius = Field(description="Target temperature of the hotend, in degrees Celsius.")
    bed_temp: Celsius = Field(description="Temperature of the bed, in degrees Celsius.")
    bed_target: Celsius = Field(description="Target temperature of the bed, in degrees Celsius.")
    chamber_temp: Celsius | None = Field(
        description="Temperature of the chamber, in degrees Celsius; null without a heated chamber.",
        examples=[None],
    )


class JobDetails(JobAnswer):
    """A job with its events and temperatures."""

    events: list[JobEvent] = Field(description="Last events, the oldest first.")
    events_total: int = Field(
        description="Total number of events. `GET /api/jobs/{id}/events` returns all.", examples=[1]
    )
    temperatures: list[Temperature] = Field(description="Temperatures during the print, the oldest first.")


class JobDetailsQuery(Query):
    """How many events and temperatures to return."""

    points: int = Field(
        default=500,
        ge=2,
        le=5000,
        description="Maximum number of temperatures. If there are more, they are averaged over equal times.",
        examples=[500],
    )
    events: int = Field(
        default=100, ge=0, le=1000, description="Maximum number of events; the last ones.", examples=[100]
    )


class JobEventPage(Paged):
    """A page of the events of a job."""

    events: list[JobEvent] = Field(description="Events on this page, the newest first.")


class JobQuery(Paging):
    """Filters for jobs."""

    status: Annotated[tuple[JobState, ...], BeforeValidator(several)] = Field(
        default=(),
        description="States to include, separated by commas. Default: all.",
        examples=[["PRINTING", "PAUSED"]],
    )
    printer: str | None = Field(
        default=None,
        max_length=100,
        description="Only jobs of the printer with this name.",
        examples=["default"],
    )
    file_id: FileId | None = Field(default=None, description="Only jobs of this file.")
    user_id: UserId | None = Field(default=None, description="Only jobs that this account created.")

    search: str | None = Field(
        default=None,
        max_length=200,
        description="Part of the name of the job.",
        examples=["gear"],
    )
    after: UtcDatetime | None = Field(
        default=None,
        alias="from",
        description="Only jobs created from this time on, ISO 8601; without an offset it is UTC.",
        examples=["2026-03-01T00:00:00Z"],
    )
    before: UtcDatetime | None = Field(
        default=None,
        alias="to",
        description="Only jobs created before this time, ISO 8601; without an offset it is UTC.",
        examples=["2026-04-01T00:00:00Z"],
    )
    user_reason: Annotated[tuple[UserReason, ...], BeforeValidator(several)] = Field(
        default=(),
        description="Reasons that their owners gave for failed and cancelled jobs, separated by commas. "
        "Default: all jobs.",
        examples=[["WARPING"]],
    )


class JobPage(Paged):
    """A page of print jobs."""

    jobs: list[Job] = Field(description="Jobs on this page, the newest first.")


class Temperatures(Input):
    """Temperatures that replace those of the file; fields that are left out keep those of the file."""

    model_config = ConfigDict(strict=True)

    hotend: Override | None = Field(
        default=None,
        description="Temperature of every hotend that the file heats, in degrees Celsius.",
        examples=[210.0],
    )
    bed: Override | None = Field(default=None, description="Temperature of the bed, in degrees Celsius.")
    chamber: Override | None = Field(
        default=None, description="Temperature of the chamber, in degrees Celsius.", examples=[40.0]
    )


class JobSettings(Input):
    """Settings of one job."""

    profile_id: ProfileId | None = Field(
        default=None, description="Id of the profile with which a model is sliced before it is printed."
    )
    temperature: Temperatures = Field(
        default_factory=Temperatures, description="Temperatures that replace those of the file."
    )
    timelapse: TimelapseMode | None = Field(
        default=None,
        description="When pictures are taken for a time-lapse: `off`, after each `layer`, after each layer "
        "with the head parked (`layer_parked`), or at an `interval`. Default: as the printer's settings say.",
        examples=["layer"],
    )


class JobStart(Input):
    """A new print job."""

    file_id: FileId
    sliced_file_id: SlicedFileId | None = Field(
        default=None, description="Id of the sliced G-code to print, if the file is a model."
    )
    plate: PlateNumber = None
    settings: JobSettings = Field(
        default_factory=JobSettings,
        description="Settings of this job.",
        examples=[{"temperature": {"bed": 60.0}}],
    )
    printer: OptionalPrinter = None
    queue: bool = Field(
        default=False,
        description="Whether the job may wait in the queue. It starts at once if the printer is free and its "
        "bed is clear. By default a job that cannot start at once is refused.",
        examples=[True],
    )
    force: bool = Field(
        default=False,
        description="Whether to print the file even if it does not fit the printer.",
        examples=[False],
    )
    notes: Notes | None = None
    is_public: IsPublic = False
    copies: int = Field(
        default=1,
        ge=1,
        le=50,
        description="Number of times to print the file. All after the first wait in the queue.",
        examples=[2],
    )


class StartAnswer(JobAnswer):
    """A new job, and its copies."""

    copies: list[Id] = Field(
        default=[], description="Ids of the further jobs, in the order of the queue.", examples=[[]]
    )
    copies_error: str | None = Field(
        default=None,
        description="Why there are fewer copies than were wanted; null if there are all.",
        examples=[None],
    )


class JobChange(Input):
    """Changes to a job; fields that are left out keep their values."""

    is_public: IsPublic = False
    notes: Notes | None = Field(default=None, description="Notes on the job, for people; null removes them.")
    user_reason: Annotated[UserReason, BeforeValidator(in_upper_case)] | None = Field(
        default=None,
        description="Why the job failed or was cancelled, as you saw it; null removes it.",
        examples=[UserReason.WARPING],
    )
    queue_position: int | None = Field(
        default=None,
        ge=1,
        le=100_000,
        description="New position in the queue of the printer, from 1; only for a job that is `QUEUED`.",
    )


class StartOutlook(ApiModel):
    """What an order to start would lead to now."""

    starts: bool = Field(
        description="Whether the print would start at once. Otherwise a file would wait in the queue, and a "
        "job of the queue would not start.",
        examples=[False],
    )
    blocked_by: StartObstacle | None
    reason: str | None = Field(
        description="Why it would not start, and what to do about it, for people; null if it would.",
        examples=["the printer is busy with gear.gcode (PRINTING)"],
    )


class Queue(ApiModel):
    """The queue of a printer."""

    current: Job | None = Field(
        description="Job that left the queue last; it may have ended. Null if there is none."
    )
    queue: list[Job] = Field(description="Waiting jobs, the next one first.")
    bed_is_clear: bool = Field(
        description="Whether the bed is clear, as far as is known. If it is not, the next job waits until "
        "somebody confirms it.",
        examples=[True],
    )
    blocked_by: StartObstacle | None
    reason: str | None = Field(
        description="Why the next job does not start, and what to do about it, for people; null if nothing "
        "is in its way but the order to start it.",
        examples=["it waits for the bed to be cleared"],
    )
    new_print: StartOutlook = Field(
        description="What `POST /api/jobs/start` would lead to now, without `queue`."
    )
    next_print: StartOutlook = Field(
        description="What `POST /api/jobs/{id}/start` would lead to now, for any job of the queue."
    )


class RecoveryInput(Input):
    """How to continue a failed job."""

    begin: Literal["layer", "previous_layer", "line"] = Field(
        default="layer",
        description="Where to continue: at the begin of the layer or of the previous one, or at the line "
        "where the print ended.",
        examples=["previous_layer"],
    )
    z_offset_mm: float = Field(
        default=0.0,
        ge=-1.0,
        le=1.0,
        description="Correction of the nozzle's height, in millimetres; positive: higher.",
        examples=[0.0],
    )
    confirm: bool = Field(
        default=False,
        description="Whether to print the rest. By default only the plan is returned.",
        examples=[False],
    )


class RecoveryPlan(ApiModel):
    """The plan for continuing a failed job."""

    first_line: int = Field(
        description="Line of the G-code at which printing continues, from 1.", examples=[5101]
    )
    layer: LayerNumber | None
    height_mm: Height
    commands: list[str] = Field(
        description="G-code commands that are sent before the file continues.", examples=[["G28 X Y"]]
    )
    steps: list[str] = Field(description="The commands explained, for people.", examples=[["Home X and Y."]])
    warnings: list[str] = Field(description="What may go wrong, for people.", examples=[[]])


class RecoveryAnswer(ApiModel):
    """The plan for continuing a failed job, and the new job if it was confirmed."""

    plan: RecoveryPlan = Field(description="The plan.")
    job: Job | None = Field(description="Job that prints the rest; null if it was not confirmed.")
