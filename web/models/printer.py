"""A printer as the API tells it; names as in the specification's components."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from lezerprint.control.actions import Action
from web.models.common import ApiModel


class HeaterReading(ApiModel):
    """One heater, in degrees Celsius."""

    actual: float | None = Field(description="None while it cannot be read.")
    target: float | None


class HotendReading(HeaterReading):
    """One hotend among several."""

    tool: int = Field(description="Its number, as T0, T1 … have it.")


class TemperatureData(ApiModel):
    """The heaters; None for one that the printer does not have."""

    hotend: HeaterReading | None = Field(description="That of the tool in use.")
    bed: HeaterReading | None
    chamber: HeaterReading | None
    tool: int = Field(default=0, description="The tool in use.")
    tools: list[HotendReading] = Field(
        default_factory=list,
        description="Every hotend that is reported; several tools before one nozzle have but one.",
    )


class Position(ApiModel):
    """Where the head is, in mm; None for an axis that the firmware did not tell, or not legibly."""

    x: float | None
    y: float | None
    z: float | None
    e: float | None


class CurrentJob(ApiModel):
    """The job on the printer; progress in percent."""

    id: str
    name: str
    state: str
    reason: str
    progress: float = Field(ge=0, le=100)
    lines_acknowledged: int = Field(description="Commands that the firmware has confirmed.")
    lines_total: int = Field(description="Commands of the job.")
    layer: int | None = Field(description="Number of the layer, from 1.")
    layers_total: int
    height_mm: float | None
    waiting_for: Any = Field(default=None, description="In words: heat, the user, or a command.")
    waits: Literal["heat", "user", "command"] | None = None
    time_elapsed: int | None = Field(default=None, description="Seconds, without pauses.")
    time_remaining: int | None = Field(default=None, description="Seconds; None while it is not known.")
    estimated_end: datetime | None = None


class Connection(ApiModel):
    """How the line to the printer stands."""

    state: str
    reason: str | None = None
    device: str | None = None
    baudrate: int | None = None
    superseded: str | None = Field(
        default=None,
        description="How the settings differ from what the port process was started with, if they do; it is "
        "replaced as soon as the printer is idle and cold.",
    )


class ResetDone(ApiModel):
    """The reset was ordered; `message` says what to do where the board has not started anew."""

    success: Literal[True] = True
    restarted: bool
    message: str


class Prompt(ApiModel):
    """The question that the firmware asks its user."""

    text: str
    choices: list[str]


class SdPrint(ApiModel):
    """What the printer prints from its own SD card."""

    name: str
    percent: float | None = Field(description="None while it is not known.")
    paused: bool


class LinkCounts(ApiModel):
    """What happened on the serial line since the port process started."""

    sent: int = Field(description="Lines sent.")
    acknowledged: int = Field(description="Lines that the firmware has acknowledged.")
    window_bytes: int = Field(description="Bytes that may be on their way unacknowledged.")
    round_trip_ms: float = Field(description="Time from a line to its `ok`, smoothed.")
    resends: int = Field(description="Lines that the firmware asked for again.")
    oks_lost: int = Field(description="Acknowledgements that never came.")
    unchecked: int = Field(description="Damaged lines that the firmware may have executed.")
    overflows: int = Field(description="Times that the firmware had no room for a line.")
    reconnects: int = Field(description="Times that the connection was lost.")
    busy: int = Field(description="Times that the firmware reported a long command.")
    underruns: int = Field(description="Times that the planner ran empty, as the firmware reports.")
    underruns_fed: int = Field(description="Those with lines in the firmware's queue.")


class PrinterStatus(ApiModel):
    """All that is known of a printer now."""

    printer: str
    state: Literal["idle", "printing", "paused", "error"]
    connection: Connection
    temperatures: TemperatureData
    position: Position | None
    current_job: CurrentJob | None
    sd_print: SdPrint | None = None
    link: LinkCounts | None = None
    firmware: str | None = None
    firmware_family: str | None = Field(default=None, description="`marlin`, `prusa`, `klipper` … `unknown`.")
    firmware_limits: list[str] = Field(
        default=[], description="What cannot be promised for this firmware, a sentence each."
    )
    prompt: Prompt | None = None
    actions: list[Action] = Field(description="What may be done now, beside an emergency stop.")


class PrinterEntry(ApiModel):
    """A printer among others."""

    name: str
    default: bool = Field(description="Whether `/api/printer/…` means it.")
    state: Literal["idle", "printing", "paused", "error"]
    connection: Connection
    camera: str | None = Field(description="The name of the camera that looks at it; None: none does.")


class PrinterList(ApiModel):
    """All printers."""

    printers: list[PrinterEntry]


class EmergencyStopped(ApiModel):
    """M112 is on the wire."""

    stopped: Literal[True] = True


class PublicProgress(ApiModel):
    """How far the print is, for visitors."""

    percentage: float = Field(ge=0, le=100)
    time_remaining: int | None = Field(description="Seconds; None while it is not known.")


class PublicStatus(ApiModel):
    """What visitors may see of the printer."""

    state: Literal["idle", "printing", "paused", "error"]
    temperatures: TemperatureData
    progress: PublicProgress | None
