"""The state of printers; names as in the specification's components."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from lezerprint.control.actions import Action
from web.models.common import (
    ApiModel,
    Celsius,
    FileId,
    Percent,
    PrinterName,
    SlicedFileId,
    Success,
    ToolNumber,
)

Reading = Annotated[
    Celsius, Field(description="Measured temperature, in degrees Celsius; null while it cannot be read.")
]
Target = Annotated[
    Celsius, Field(description="Target temperature, in degrees Celsius; 0: off, null: not known.")
]
PrinterState = Annotated[
    Literal["idle", "busy", "printing", "paused", "error"],
    Field(
        description="State of the printer. `busy`: it executes a command that takes long, beside any print. "
        "`error`: it is not connected, or it must be reset; "
        "`connection.reason` says why.",
        examples=["printing"],
    ),
]
Millimetres = Annotated[
    float,
    Field(description="Position on this axis, in millimetres; null if it is not known.", examples=[110.0]),
]
TimeRemaining = Annotated[
    int | None,
    Field(description="Remaining printing time, in seconds; null while it is not known.", examples=[2140]),
]

TimeMargin = Annotated[
    int,
    Field(
        description="How much more or less time may remain, in seconds: nine of ten prints end within it. "
        "Null while it is not known.",
        examples=[480],
    ),
]
GramsUsed = Annotated[
    float,
    Field(
        description="Mass of the filament used so far, in grams; null if it is not known.", examples=[18.3]
    ),
]
GramsLeft = Annotated[
    float,
    Field(
        description="Mass of the filament still to be used, in grams; null if it is not known.",
        examples=[24.8],
    ),
]


class HeaterReading(ApiModel):
    """The temperatures of a heater."""

    actual: Reading | None
    target: Target | None


class HotendReading(HeaterReading):
    """The temperatures of one of several hotends."""

    tool: ToolNumber


class TemperatureData(ApiModel):
    """The temperatures of all heaters; null for a heater that the printer does not have."""

    hotend: HeaterReading | None = Field(description="Hotend of the tool in use.")
    bed: HeaterReading | None = Field(description="Heated bed.")
    chamber: HeaterReading | None = Field(description="Heated chamber.", examples=[None])
    tool: ToolNumber = Field(default=0, description="Number of the tool in use, from 0.")
    tools: list[HotendReading] = Field(
        default_factory=list,
        description="All hotends that the firmware reports. Tools that share a nozzle have one entry.",
    )


class Position(ApiModel):
    """The position of the head."""

    x: Millimetres | None
    y: Millimetres | None
    z: Millimetres | None
    e: Millimetres | None = Field(
        description="Position of the extruder, in millimetres of filament; null if it is not known."
    )


class Tuning(ApiModel):
    """What the moves of a print are tuned by, as it was set last, by the file or by an order."""

    fan_percent: float | None = Field(
        description="Speed of the part cooling fan, in percent; null if it is not known.", examples=[100.0]
    )
    feed_rate_percent: float | None = Field(
        description="Speed, in percent of that in the G-code; null if it is not known.", examples=[100.0]
    )
    flow_rate_percent: float | None = Field(
        description="Extrusion, in percent of that in the G-code; null if it is not known.", examples=[100.0]
    )
    z_offset: float = Field(
        description="Sum of the baby steps since the board was reset, in millimetres; positive: the nozzle "
        "is higher. Homing Z ends it where the firmware has no probe.",
        examples=[-0.05],
    )


class CurrentJob(ApiModel):
    """The print in progress."""

    id: str = Field(description="Id of the job (UUID).", examples=["3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f"])
    name: str = Field(description="Name of the job.", examples=["gear.gcode"])
    state: str = Field(
        description="State of the print: `printing`, `pausing`, `paused`, `finishing`, `cancelling`, "
        "`completed`, `cancelled` or `failed`.",
        examples=["printing"],
    )
    reason: str = Field(
        description="Why the print is paused or has ended; empty if there is nothing to say.", examples=[""]
    )
    progress: Percent
    lines_acknowledged: int = Field(
        description="Number of commands of the file that the firmware has acknowledged.", examples=[5106]
    )
    file_line: int = Field(
        default=0,
        description="Line of the G-code up to which the firmware has acknowledged it, from 1; "
        "0 before the first.",
        examples=[5312],
    )
    lines_total: int = Field(description="Number of commands of the file.", examples=[12_000])
    layer: int | None = Field(
        description="Number of the current layer, from 1; null if it is not known.", examples=[51]
    )
    layers_total: int = Field(description="Number of layers; 0 if it is not known.", examples=[120])
    height_mm: float | None = Field(
        description="Height of the current layer, in millimetres; null if it is not known.", examples=[10.2]
    )
    waiting_for: Any = Field(
        default=None,
        description="What the print waits for before its next command, for people; null if it does not wait.",
        examples=[None],
    )
    waits: Literal["heat", "user", "command"] | None = Field(
        default=None,
        description="Kind of what the print waits for: a temperature, the user, or a command that the "
        "printer executes; null if it does not wait.",
        examples=[None],
    )
    time_elapsed: int | None = Field(
        default=None, description="Time printed so far, in seconds, without pauses.", examples=[1560]
    )
    time_remaining: TimeRemaining = None
    time_remaining_margin: TimeMargin | None = None
    estimated_end: datetime | None = Field(
        default=None,
        description="Estimated time of the end, ISO 8601, UTC; null while it is not known.",
        examples=["2026-03-29T14:40:40Z"],
    )
    file_id: FileId | None = None
    sliced_file_id: SlicedFileId | None = None
    filament_used: GramsUsed | None = None
    filament_left: GramsLeft | None = None


class Connection(ApiModel):
    """The connection to a printer."""

    state: str = Field(
        description="State of the connection: `ready`, `connecting`, `absent` (no such device), `busy` "
        "(another program uses the port), `halted` (the firmware has stopped: reset the printer), `silent` "
        "(the device does not answer), `disconnected` (by order) or `unknown`.",
        examples=["ready"],
    )
    reason: str | None = Field(
        default=None, description="Why the printer is not ready; null if it is.", examples=[None]
    )
    device: str | None = Field(
        default=None, description="Path of the serial port; null if there is none.", examples=["/dev/ttyUSB0"]
    )
    baudrate: int | None = Field(
        default=None, description="Baud rate; null before the port is open.", examples=[115_200]
    )
    superseded: str | None = Field(
        default=None,
        description="Which settings have changed since the port process was started, for people; null if "
        "none have. The process is replaced as soon as the printer is idle and cold.",
        examples=[None],
    )


class ResetDone(ApiModel):
    """The reset was sent to the printer."""

    success: Success = True
    restarted: bool = Field(description="Whether the board has restarted.", examples=[True])
    message: str = Field(
        description="Result of the reset; if the board has not restarted, what to do.",
        examples=["The board has restarted."],
    )


class Prompt(ApiModel):
    """A question of the firmware to the user."""

    text: str = Field(description="Text of the question.", examples=["Filament runout. Continue?"])
    choices: list[str] = Field(
        description="Possible answers. `POST /api/printer/prompt` takes the index of one.",
        examples=[["Continue", "Purge more"]],
    )


class SdPrint(ApiModel):
    """A print from the printer's own SD card."""

    name: str = Field(description="Name of the file on the card.", examples=["GEAR~1.GCO"])
    percent: float | None = Field(
        description="Progress, in percent; null while it is not known.", examples=[12.5]
    )
    paused: bool = Field(description="Whether the print is paused.")


class BusyWith(ApiModel):
    """A command that keeps the printer busy."""

    command: str = Field(description="G-code command.", examples=["G29"])
    id: str | None = Field(
        description="Id as for `GET /api/printer/commands/{id}`; null if it was not sent by hand.",
        examples=["0b1f3c5d7e9a4b6c8d0e2f4a6b8c0d1e"],
    )
    started_at: datetime = Field(
        description="Time at which it was sent, ISO 8601, UTC.", examples=["2026-03-29T14:05:00Z"]
    )
    usual_seconds: float | None = Field(
        description="How long such a command may take, in seconds; null if it is usually done at once.",
        examples=[1800.0],
    )


class LinkCounts(ApiModel):
    """Counters of the serial link since the start of its port process."""

    sent: int = Field(description="Number of lines sent.", examples=[5210])
    acknowledged: int = Field(description="Number of lines that the firmware acknowledged.", examples=[5206])
    window_bytes: int = Field(
        description="Maximum amount of unacknowledged data on its way to the printer, in bytes.",
        examples=[127],
    )
    round_trip_ms: float = Field(
        description="Time from a line to its `ok`, smoothed, in milliseconds.", examples=[8.4]
    )
    resends: int = Field(description="Number of lines that the firmware requested again.", examples=[0])
    oks_lost: int = Field(description="Number of acknowledgements that never arrived.", examples=[0])
    unchecked: int = Field(
        description="Number of damaged lines that the firmware may have executed.", examples=[0]
    )
    overflows: int = Field(
        description="Number of times that the firmware had no room for a line.", examples=[0]
    )
    reconnects: int = Field(description="Number of times that the connection was lost.", examples=[0])
    busy: int = Field(
        description="Number of times that the firmware reported that it was busy.", examples=[3]
    )
    underruns: int = Field(
        description="Number of times that the firmware's planner ran empty, as the firmware reports.",
        examples=[0],
    )
    underruns_fed: int = Field(
        description="Number of those underruns for which lines were in the firmware's queue.", examples=[0]
    )


class UnavailableAction(ApiModel):
    """An action that is not possible now."""

    action: Action = Field(description="Name of the action.", examples=["move"])
    reason: str = Field(
        description="Why it is not possible, and what to do about it, for people.",
        examples=["a print is under way: pause it first"],
    )


class PrinterStatus(ApiModel):
    """The status of a printer."""

    printer: PrinterName
    state: PrinterState
    busy_with: BusyWith | None = Field(
        default=None,
        description="Command that the printer is executing; null if there is none that takes long.",
    )
    connection: Connection = Field(description="Connection to the printer.")
    temperatures: TemperatureData = Field(description="Temperatures of all heaters.")
    position: Position | None = Field(description="Position of the head; null if it is not known.")
    current_job: CurrentJob | None = Field(description="Print in progress; null if there is none.")
    tuning: Tuning | None = Field(
        default=None,
        description="Fan, speed, extrusion and height as they are set; null while the connection is unknown.",
    )
    sd_print: SdPrint | None = Field(
        default=None, description="Print from the printer's own SD card; null if there is none."
    )
    link: LinkCounts | None = Field(
        default=None, description="Counters of the serial link; null while there is no port process."
    )
    firmware: str | None = Field(
        default=None,
        description="Name and version of the firmware, as it reports them; null if it is not known.",
        examples=["Marlin 2.1.2"],
    )
    firmware_family: str | None = Field(
        default=None,
        description="Family of the firmware, such as `marlin`, `prusa`, `klipper`, or `unknown`.",
        examples=["marlin"],
    )
    firmware_limits: list[str] = Field(
        default=[],
        description="What does not work reliably with this firmware, for people, a sentence each.",
        examples=[[]],
    )
    prompt: Prompt | None = Field(
        default=None, description="Open question of the firmware; null if there is none."
    )
    actions: list[Action] = Field(
        description="What can be done with the printer now. Heaters off and emergency stop always can.",
        examples=[["pause", "cancel", "temperature"]],
    )
    unavailable: list[UnavailableAction] = Field(
        description="Every other action, and why it is not possible now."
    )


class PrinterEntry(ApiModel):
    """A printer in the list of all."""

    name: PrinterName
    default: bool = Field(
        description="Whether this is the default printer, which `/api/printer/…` controls.", examples=[True]
    )
    simulated: bool = Field(description="Whether it is the simulated printer.", examples=[False])
    state: PrinterState
    connection: Connection = Field(description="Connection to the printer.")
    camera: str | None = Field(
        description="Name of the camera that shows the printer; null if there is none.", examples=["default"]
    )


class PrinterList(ApiModel):
    """All printers."""

    printers: list[PrinterEntry] = Field(description="Printers, in the order of the settings.")


class EmergencyStopped(ApiModel):
    """The emergency stop (M112) was sent to the printer."""

    stopped: Literal[True] = Field(default=True, description="Always true; errors have the error envelope.")


class VisitorProgress(ApiModel):
    """The progress of the print, as the WebSocket sends it to visitors."""

    percentage: Percent
    time_remaining: TimeRemaining


class PublicProgress(VisitorProgress):
    """The progress of the print, for visitors."""

    name: str | None = Field(
        default=None,
        description="Name of the job; null unless the setting `public_details` is on.",
        examples=["gear.gcode"],
    )
    layer: int | None = Field(
        default=None,
        description="Number of the current layer, from 1; null if it is not known, or unless the setting "
        "`public_details` is on.",
        examples=[51],
    )
    layers_total: int | None = Field(
        default=None, description="Number of layers; null as `layer` is.", examples=[120]
    )


class VisitorStatus(ApiModel):
    """What the WebSocket sends visitors of a printer."""

    state: PrinterState
    temperatures: TemperatureData = Field(description="Temperatures of all heaters.")
    progress: VisitorProgress | None = Field(description="Progress of the print; null if there is none.")


class PublicStatus(VisitorStatus):
    """What visitors see of the default printer."""

    progress: PublicProgress | None = Field(description="Progress of the print; null if there is none.")
