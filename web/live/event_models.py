"""The data of each event that clients are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import Field

from actors.supervision.states import State
from lezerprint.alerts.alert import AlertKind
from lezerprint.base.enums import EventType, Severity, UserRole
from lezerprint.camera.states import CameraState
from web.models.common import (
    ApiModel,
    Bytes,
    CameraName,
    ErrorData,
    FileId,
    Id,
    Percent,
    PrinterName,
    SlicedFileId,
    UserId,
)
from web.models.control import LongCommand
from web.models.files import AnnouncedId, FileAnswer
from web.models.jobs import EventJob
from web.models.notifications import LiveNotification
from web.models.printer import (
    GramsLeft,
    GramsUsed,
    Position,
    PrinterStatus,
    TemperatureData,
    TimeMargin,
    TimeRemaining,
    VisitorProgress,
    VisitorStatus,
)
from web.models.recordings import RecordingReason
from web.models.tasks import Task
from web.models.terminal import TerminalLine
from web.models.timelapses import (
    TimelapseEnded,
    TimelapseEvent,
    TimelapseFailed,
    TimelapseFrame,
    TimelapseReady,
    TimelapseStarted,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

Happened = Annotated[
    datetime, Field(description="Time of the event, ISO 8601, UTC.", examples=["2026-03-29T14:05:00Z"])
]
Share = Annotated[
    float | None, Field(description="Progress, in percent; null if it is not known.", examples=[42.5])
]


class LiveUser(ApiModel):
    """The account of a connection."""

    id: UserId
    username: str = Field(description="User name.", examples=["anna"])
    role: UserRole = Field(description="Role of the account.", examples=[UserRole.OPERATOR])


class Hello(ApiModel):
    """The first event after a client has signed in, and again when its role has changed."""

    stream: str = Field(
        description="Name of this numbering of events; the server has another one after each start.",
        examples=["9f3c2b7a51e84d0f"],
    )
    sequence: int = Field(
        description="Number of the last lasting event before this connection; 0 before the first.",
        examples=[17],
    )
    user: LiveUser | None = Field(description="Account of the connection; null for a visitor.")
    demo: bool = Field(description="Whether the client is a visitor.", examples=[False])
    printers: list[PrinterName] = Field(description="Names of all printers.")
    default_printer: PrinterName


class PrintProgress(ApiModel):
    """The progress of a print."""

    job_id: UUID = Field(description="Id of the job.")
    name: str = Field(description="Name of the job.", examples=["gear.gcode"])
    percentage: Percent
    time_elapsed: int = Field(
        description="Time printed so far, in seconds, with heating, without pauses.", examples=[1560]
    )
    time_remaining: TimeRemaining
    time_remaining_margin: TimeMargin | None
    estimated_end: datetime | None = Field(
        description="Estimated time of the end, ISO 8601, UTC; null while it is not known.",
        examples=["2026-03-29T14:40:40Z"],
    )
    file_id: FileId | None
    sliced_file_id: SlicedFileId | None
    filament_used: GramsUsed | None
    filament_left: GramsLeft | None
    by_lines: Share
    by_bytes: Share
    by_layers: Share
    by_time: Share
    lines_acknowledged: int = Field(
        description="Number of commands of the file that the firmware has acknowledged.", examples=[5106]
    )
    file_line: int = Field(
        description="Line of the file that the firmware acknowledged last, from 1.", examples=[6012]
    )
    lines_total: int = Field(description="Number of commands of the file.", examples=[12_000])
    layer: int | None = Field(
        description="Number of the current layer, from 1; null if it is not known.", examples=[51]
    )
    layers_total: int = Field(description="Number of layers; 0 if it is not known.", examples=[120])
    height_mm: float | None = Field(
        description="Height of the current layer, in millimetres; null if it is not known.", examples=[10.2]
    )
    waiting_for: str | None = Field(
        description="What the print waits for before its next command, for people; null if it does not wait.",
        examples=[None],
    )


class TerminalLines(ApiModel):
    """Lines said to the firmware and by it."""

    lines: list[TerminalLine] = Field(description="Lines, in order; they have the numbers that follow.")
    lost: int = Field(
        description="Number of lines before these that were not sent, because there were too many.",
        examples=[0],
    )


class CameraFrame(ApiModel):
    """A picture of a camera."""

    camera: CameraName
    timestamp: int = Field(
        description="Time of the picture, in milliseconds since 1970.", examples=[1_774_793_100_000]
    )
    frame: str = Field(description="JPEG in base64.", examples=["/9j/4AAQ"])


class VideoHead(ApiModel):
    """The head of a binary frame with a part of a camera's video, beside `event`."""

    camera: CameraName
    timestamp: int = Field(
        description="Time of the part, in milliseconds since 1970.", examples=[1_774_793_100_000]
    )
    kind: Literal["init", "key", "delta"] = Field(
        description="`init`: the init segment, before all others; `key`: a fragment that builds on none; "
        "`delta`: one that builds on those before it.",
        examples=["key"],
    )
    codec: str = Field(description="The codec, as MediaSource takes it.", examples=["avc1.64001F"])


class PublicCameraState(ApiModel):
    """The new state of a camera, for visitors."""

    camera: CameraName
    state: CameraState = Field(description="State of the camera.", examples=[CameraState.LIVE])


class CameraChange(PublicCameraState):
    """The new state of a camera."""

    reason: str | None = Field(
        description="Why the camera is `failed` or `parked`; otherwise null.", examples=[None]
    )
    retry_seconds: float | None = Field(
        description="Time until the next attempt, in seconds; null unless the camera has `failed`.",
        examples=[None],
    )


class CameraError(ApiModel):
    """A camera gives no picture, or does not exist."""

    camera: CameraName | None = Field(
        description="Name of the camera; null if none was named and there is none."
    )
    message: str = Field(
        description="What is wrong, for people.", examples=["the camera does not answer: connection refused"]
    )


class PrintHappening(ApiModel):
    """Something that happened to a job."""

    job: EventJob = Field(description="The job, as it is now.")
    type: EventType = Field(description="Kind of the event.", examples=[EventType.JOB_STARTED])
    severity: Severity = Field(description="Severity of the event.", examples=[Severity.INFO])
    message: str = Field(description="Text of the event, for people.", examples=["The print was started."])
    timestamp: Happened
    metadata: dict[str, Any] | None = Field(
        description="Further data, depending on the kind; null if there is none.", examples=[None]
    )


class RecordingChange(ApiModel):
    """A recording that has begun or ended."""

    id: Id
    camera: CameraName
    reason: RecordingReason


class AlertRaised(ApiModel):
    """Something that users must know, or the end of it."""

    kind: AlertKind = Field(description="Kind of the alert.", examples=[AlertKind.HEATER_DRIFT])
    severity: Severity = Field(description="Severity; `INFO` at its end.", examples=[Severity.WARNING])
    message: str = Field(
        description="Text of the alert, for people.", examples=["The bed is 12 °C below its target."]
    )
    ended: bool = Field(description="Whether it is over.", examples=[False])
    data: dict[str, Any] = Field(
        description="Further data. `subject`: the heater or the counter; `recovered`, at the end: whether "
        "all is well again.",
        examples=[{"subject": "bed"}],
    )
    timestamp: Happened


class UploadProgressed(ApiModel):
    """How far an upload is."""

    upload_id: AnnouncedId | None = Field(
        description="Id under which the upload was announced over the WebSocket; null if it was not."
    )
    file_id: FileId
    name: str = Field(
        description="Name of the file; empty as long as the form has not told it.", examples=["gear.gcode"]
    )
    received_bytes: Bytes
    total_bytes: Bytes | None = Field(
        description="Size of the whole form, a little more than that of the file; null if it is not known."
    )
    percentage: Share


class FileUploaded(FileAnswer):
    """A file that is uploaded."""

    upload_id: AnnouncedId | None = Field(
        description="Id under which the upload was announced over the WebSocket; null if it was not."
    )


class FileDeleted(ApiModel):
    """A file that was deleted."""

    file_id: FileId


class ActorChange(ApiModel):
    """The new state of an actor."""

    path: str = Field(description="Path of the actor in the supervision tree.", examples=["server/storage"])
    old: State = Field(description="State before.", examples=[State.RESTARTING])
    new: State = Field(description="State now.", examples=[State.UP])
    generation: int = Field(
        description="Number of the present instance, from 1; 0 before the first.", examples=[2]
    )
    reason: str = Field(description="Why the actor is in this state; may be empty.", examples=[""])


@dataclass(frozen=True, slots=True)
class EventModel:
    """The models of an event's data.

    Attributes:
        data: For users.
        visitors: For visitors; None: they do not get it.
    """

    data: type[BaseModel]
    visitors: type[BaseModel] | None = None


_PRINT: Final = EventModel(PrintHappening)

EVENT_MODELS: Final[Mapping[str, EventModel]] = {
    "hello": EventModel(Hello, Hello),
    "error": EventModel(ErrorData, ErrorData),
    "status:update": EventModel(PrinterStatus, VisitorStatus),
    "position:update": EventModel(Position),
    "temperature:update": EventModel(TemperatureData, TemperatureData),
    "progress:update": EventModel(PrintProgress, VisitorProgress),
    "terminal:lines": EventModel(TerminalLines),
    "camera:frame": EventModel(CameraFrame, CameraFrame),
    "camera:video": EventModel(VideoHead, VideoHead),
    "camera:state": EventModel(CameraChange, PublicCameraState),
    "camera:error": EventModel(CameraError, CameraError),
    "recording:started": EventModel(RecordingChange),
    "recording:ended": EventModel(RecordingChange),
    "timelapse:started": EventModel(TimelapseStarted),
    "timelapse:frame": EventModel(TimelapseFrame),
    "timelapse:ended": EventModel(TimelapseEnded),
    "timelapse:ready": EventModel(TimelapseReady),
    "timelapse:failed": EventModel(TimelapseFailed),
    "timelapse:deleted": EventModel(TimelapseEvent),
    "alert": EventModel(AlertRaised),
    "command:started": EventModel(LongCommand),
    "command:ended": EventModel(LongCommand),
    "print:started": _PRINT,
    "print:paused": _PRINT,
    "print:resumed": _PRINT,
    "print:completed": _PRINT,
    "print:failed": _PRINT,
    "print:cancelled": _PRINT,
    "print:event": _PRINT,
    "notification": EventModel(LiveNotification),
    "file:upload:progress": EventModel(UploadProgressed),
    "file:uploaded": EventModel(FileUploaded),
    "file:processed": EventModel(FileAnswer),
    "file:deleted": EventModel(FileDeleted),
    "task:update": EventModel(Task),
    "actor:change": EventModel(ActorChange),
}
"""All events there are, by name: those of `web.live.rooms`, and what goes to one client alone."""
