"""Manual control of a printer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from web.models.common import (
    ApiModel,
    Celsius,
    ForceRuin,
    Input,
    Query,
    Success,
    ToolNumber,
    WaitingFor,
    in_upper_case,
)
from web.models.printer import Prompt, TemperatureData

Axis = Annotated[Literal["X", "Y", "Z"], BeforeValidator(in_upper_case)]
AxisOrExtruder = Annotated[
    Literal["X", "Y", "Z", "E"],
    BeforeValidator(in_upper_case),
    Field(description="Axis to move; E is the extruder.", examples=["X"]),
]
Speed = Annotated[float, Field(ge=1, le=10_000)]
TargetCelsius = Annotated[Celsius, Field(ge=0, le=2000)]
Tool = Annotated[ToolNumber, Field(ge=0, le=15)]
OptionalTool = Annotated[
    Tool | None,
    Field(description="Number of the tool, from 0, as in T0, T1 … Default: the tool in use.", examples=[0]),
]
Factor = Annotated[float, Field(ge=10, le=500)]
Lines = Annotated[list[str], Field(description="Lines that the firmware answered.", examples=[["ok"]])]
Commands = Annotated[list[str], Field(description="G-code commands.", examples=[["M140 S60"]])]


class Order(Input):
    """The base of every order: types are strict, so `"5"` and `true` are not numbers."""

    model_config = ConfigDict(strict=True)

    wait: bool = Field(
        default=False,
        description="Whether to respond only when the firmware has answered. By default the response comes "
        "as soon as the commands are on their way. What takes minutes is not waited for: see `underWay`.",
    )


class CommandInput(Input):
    """A G-code command."""

    model_config = ConfigDict(strict=True)

    command: str = Field(
        min_length=1,
        max_length=256,
        description="One line of G-code; a comment in it is removed.",
        examples=["M115"],
    )
    wait: bool = Field(
        default=True,
        description="Whether to respond only when the firmware has answered. What takes minutes is not "
        "waited for: see `underWay`.",
        examples=[True],
    )
    force: ForceRuin = False


class HomeInput(Order):
    """The axes to home."""

    axes: Literal["all"] | Annotated[list[Axis], Field(min_length=1, max_length=3)] = Field(
        default="all",
        description="Axes to home: `all`, or a list of `X`, `Y` and `Z`.",
        examples=[["X", "Y"]],
    )
    force: bool = Field(
        default=False, description="Whether to home Z even while a print is paused.", examples=[False]
    )


class MoveInput(Order):
    """A move relative to the current position."""

    axis: AxisOrExtruder
    distance: float = Field(
        ge=-200, le=200, description="Distance to move, in millimetres; negative: backwards.", examples=[10.0]
    )
    speed: Speed | None = Field(
        default=None,
        description="Speed, in mm/min, at most the limit of the printer. Default: 3000 for X and Y, 600 for "
        "Z, 300 for E, each within the limit.",
        examples=[3000.0],
    )
    force: bool = Field(
        default=False,
        description="Whether to move even if the target is outside of the printer's volume.",
        examples=[False],
    )


class TemperatureInput(Order):
    """Target temperatures; fields that are left out keep their targets. At least one is required."""

    hotend: TargetCelsius | None = Field(
        default=None,
        description="Target temperature of the hotend, in degrees Celsius; 0 switches it off.",
        examples=[210.0],
    )
    bed: TargetCelsius | None = Field(
        default=None,
        description="Target temperature of the bed, in degrees Celsius; 0 switches it off.",
        examples=[60.0],
    )
    chamber: TargetCelsius | None = Field(
        default=None,
        description="Target temperature of the chamber, in degrees Celsius; 0 switches it off.",
        examples=[None],
    )
    tool: OptionalTool = None
    force: ForceRuin = False

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.hotend is None and self.bed is None and self.chamber is None:
            raise ValueError("one of hotend, bed and chamber must be given")
        return self


class FanInput(Order):
    """The speed of a fan."""

    percent: float = Field(
        ge=0, le=100, description="Speed of the fan, in percent; 0 switches it off.", examples=[50.0]
    )
    fan: int = Field(
        default=0, ge=0, le=15, description="Number of the fan; 0 is the part cooling fan.", examples=[0]
    )


class FeedRateInput(Order):
    """The speed factor of all moves."""

    percent: Factor = Field(description="Speed, in percent of that in the G-code.", examples=[120.0])


class FlowRateInput(Order):
    """The extrusion factor of a tool."""

    percent: Factor = Field(description="Extrusion, in percent of that in the G-code.", examples=[95.0])
    tool: OptionalTool = None


class ExtrudeInput(Order):
    """An amount of filament to extrude or to retract."""

    amount: float = Field(
        ge=-200,
        le=200,
        description="Length of filament to extrude, in millimetres; negative: retract.",
        examples=[5.0],
    )
    speed: Speed = Field(
        default=300.0,
        description="Speed of the filament, in mm/min, at most the limit of the printer.",
        examples=[300.0],
    )
    tool: OptionalTool = None


class FilamentInput(Order):
    """The tool whose filament is loaded or unloaded."""

    tool: OptionalTool = None


class Forced(Query):
    """Options of an order that has no body."""

    force: ForceRuin = False


class Ordered(ApiModel):
    """The commands that were sent, and the firmware's answer if the request waited for it."""

    success: Success = True
    commands: Commands = Field(description="G-code commands that were sent.")
    response: str = Field(
        description="Answer of the firmware, lines joined; empty if the request did not wait. If heaters "
        "were switched off, it also says what this does to a print.",
        examples=["ok"],
    )
    lines: Lines
    tool: ToolNumber | None = Field(
        default=None,
        description="Number of the tool that the order was for; null if it was for no tool.",
    )
    under_way: list[str] = Field(
        default=[],
        description="Ids of the commands that take long and are not done yet, as for "
        "`GET /api/printer/commands/{id}`. If the request was to wait, the status is 202.",
        examples=[[]],
    )


class PidTuning(ApiModel):
    """The PID values that M303 has found."""

    heater: str = Field(description="Heater: `tool0`, `tool1`, … `bed` or `chamber`.", examples=["tool0"])
    kp: float = Field(description="Proportional value.", examples=[20.35])
    ki: float = Field(description="Integral value.", examples=[1.67])
    kd: float = Field(description="Derivative value.", examples=[61.9])
    commands: list[str] = Field(
        description="G-code commands that set the values and save them in the firmware.",
        examples=[["M301 P20.35 I1.67 D61.9", "M500"]],
    )


class LongCommand(ApiModel):
    """A command that takes long."""

    id: str = Field(description="Id of the command.", examples=["0b1f3c5d7e9a4b6c8d0e2f4a6b8c0d1e"])
    command: str = Field(description="G-code command.", examples=["M303 E0 S210 C8"])
    state: Literal["under_way", "done", "unknown"] = Field(
        description="State of the command. `unknown`: its answer is lost, and `reason` says why.",
        examples=["done"],
    )
    started_at: datetime = Field(
        description="Time at which it was sent, ISO 8601, UTC.", examples=["2026-03-29T14:05:00Z"]
    )
    ended_at: datetime | None = Field(
        description="Time of its end, ISO 8601, UTC; null while it is under way.",
        examples=["2026-03-29T14:09:00Z"],
    )
    usual_seconds: float | None = Field(
        description="How long such a command may take, in seconds; null if it is usually done at once.",
        examples=[2700.0],
    )
    lines: Lines
    reason: str | None = Field(
        description="Why it is not known whether the command was done; null otherwise.", examples=[None]
    )
    pid: PidTuning | None = Field(description="PID values that M303 has found; null for other commands.")


class LongCommandList(ApiModel):
    """The last commands by hand that took long."""

    commands: list[LongCommand] = Field(description="Commands, the newest first; at most 50 are kept.")


class HeatersOff(ApiModel):
    """All heaters are switched off, now or as soon as possible."""

    success: Success = True
    message: str = Field(
        description="What is done, and what is waited for.", examples=["All heaters are switched off."]
    )
    print_cancelled: bool = Field(description="Whether this cancelled a print.", examples=[False])


class FirmwareSetting(ApiModel):
    """A setting of the firmware."""

    title: str = Field(description="Heading that the firmware prints above it.", examples=["Steps per unit"])
    command: str = Field(description="G-code command that sets it.", examples=["M92"])
    values: dict[str, float] = Field(
        description="Parameters of the command by their letters.", examples=[{"X": 80.0, "Y": 80.0}]
    )


class FirmwareSettings(ApiModel):
    """The settings of the firmware (M503)."""

    settings: list[FirmwareSetting] = Field(description="Settings, in the order of the firmware.")
    lines: Lines


class Firmware(ApiModel):
    """The identification of the firmware (M115)."""

    info: dict[str, str] = Field(
        description="Values that the firmware reports, by its own names.",
        examples=[{"FIRMWARE_NAME": "Marlin 2.1.2", "MACHINE_TYPE": "Ender-3"}],
    )
    capabilities: dict[str, bool] = Field(
        description="Capabilities (`Cap:` lines) and whether the firmware has them.",
        examples=[{"AUTOREPORT_TEMP": True}],
    )


class JobOrdered(ApiModel):
    """The job that an order was for."""

    success: Success = True
    job_id: str | None = Field(
        description="Id of the job; null if the printer prints from its SD card, or if the print has no job.",
        examples=["3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f"],
    )
    state: str = Field(description="State of the print after the order.", examples=["pausing"])
    waiting_for: WaitingFor = None


class ConnectInput(Input):
    """The port of the printer; fields that are left out are taken from the settings."""

    device: str | None = Field(
        default=None,
        min_length=1,
        max_length=256,
        description="Path of the serial port, from `GET /api/printer/ports`. Default: as in the settings.",
    )
    baudrate: int | None = Field(
        default=None,
        ge=1200,
        le=4_000_000,
        description="Baud rate. Default: that of the settings.",
        examples=[115_200],
    )


class SerialPort(ApiModel):
    """A serial port of the server."""

    device: str = Field(
        description="Path of the device.", examples=["/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0"]
    )
    description: str | None = Field(description="What the device calls itself.", examples=["USB Serial"])
    usb: str | None = Field(
        description="USB vendor and product id, in hexadecimal (VID:PID).", examples=["1A86:7523"]
    )
    serial_number: str | None = Field(description="Serial number of the USB device.", examples=["A50285BI"])
    location: str | None = Field(description="Position of the USB device on its bus.", examples=["1-1.2"])
    configured: bool = Field(
        description="Whether the settings name this port for the printer.", examples=[True]
    )


class SerialPortList(ApiModel):
    """The serial ports of the server."""

    ports: list[SerialPort] = Field(description="Serial ports to which a printer may be connected.")


class CurrentPrompt(ApiModel):
    """The open question of the firmware."""

    prompt: Prompt | None = Field(description="Question to the user; null if there is none.")


class PromptAnswer(Input):
    """The answer to the open question of the firmware."""

    choice: int = Field(
        ge=0, le=31, description="Index of the choice in `choices` of the question, from 0.", examples=[0]
    )


class TemperatureQuery(Query):
    """The length and density of the temperature history."""

    seconds: int = Field(
        default=600,
        ge=1,
        le=86_400,
        description="How far back the history goes, in seconds; at most a day. Samples are a second apart, "
        "and averaged over half a minute where they are older than an hour.",
        examples=[600],
    )
    points: int = Field(default=300, ge=2, le=3600, description="Maximum number of samples.", examples=[300])


class TemperatureSample(TemperatureData):
    """The temperatures at one time."""

    timestamp: datetime = Field(
        description="Time of the measurement, ISO 8601, UTC.", examples=["2026-03-29T14:05:00Z"]
    )


class TemperatureHistory(ApiModel):
    """Recent temperatures."""

    samples: list[TemperatureSample] = Field(description="Samples, the oldest first.")
