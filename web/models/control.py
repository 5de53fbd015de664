"""What is ordered of a printer by hand, and what it says."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from web.models.common import ApiModel, Input, Query, WaitingFor, in_upper_case
from web.models.printer import Prompt, TemperatureData

Axis = Annotated[Literal["X", "Y", "Z"], BeforeValidator(in_upper_case)]
AxisOrExtruder = Annotated[Literal["X", "Y", "Z", "E"], BeforeValidator(in_upper_case)]
Length = Annotated[float, Field(ge=-200, le=200, description="mm.")]
Speed = Annotated[float, Field(ge=1, le=10_000, description="mm/min; bounded by the printer's own limit.")]
Celsius = Annotated[float, Field(ge=0, le=2000)]
Tool = Annotated[int, Field(ge=0, le=15)]
Factor = Annotated[float, Field(ge=10, le=500, description="Percent of what the file says.")]


class Order(Input):
    """The base of every order: `"5"` and `true` are no numbers.

    `wait` is for the firmware's answer; without it the answer comes once the order is on its way.
    """

    model_config = ConfigDict(strict=True)

    wait: bool = Field(default=False, description="Whether to answer only when the printer has.")


class CommandInput(Input):
    """One command."""

    model_config = ConfigDict(strict=True)

    command: str = Field(min_length=1, max_length=256, description="G-code; a comment is left out.")
    wait: bool = Field(default=True, description="Whether to wait for the firmware's answer.")
    force: bool = Field(default=False, description="Also when it would ruin the print that is under way.")


class HomeInput(Order):
    """Which axes to home."""

    axes: Literal["all"] | Annotated[list[Axis], Field(min_length=1, max_length=3)] = "all"
    force: bool = Field(default=False, description="Also Z while a print is paused.")


class MoveInput(Order):
    """A move from where the head is."""

    axis: AxisOrExtruder
    distance: Length
    speed: Speed | None = Field(
        default=None,
        description="mm/min. Default: X, Y 3000, Z 600, E 300, within the limits.",
    )
    force: bool = Field(default=False, description="Also out of the printer's volume.")


class TemperatureInput(Order):
    """Targets in degrees Celsius; what is left out stays as it is."""

    hotend: Celsius | None = None
    bed: Celsius | None = None
    chamber: Celsius | None = None
    tool: Tool | None = Field(default=None, description="Whose hotend; the tool in use, if left out.")
    force: bool = Field(default=False, description="Also when it would ruin the print that is under way.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.hotend is None and self.bed is None and self.chamber is None:
            raise ValueError("one of hotend, bed and chamber must be given")
        return self


class FanInput(Order):
    """How fast a fan turns."""

    percent: float = Field(ge=0, le=100)
    fan: int = Field(default=0, ge=0, le=15, description="Its number; the part's fan is 0.")


class FeedRateInput(Order):
    """How fast everything moves."""

    percent: Factor


class FlowRateInput(Order):
    """How much is extruded."""

    percent: Factor
    tool: Tool | None = None


class ExtrudeInput(Order):
    """How much filament to push, or to pull back."""

    amount: Annotated[float, Field(ge=-200, le=200, description="mm; negative: retract.")]
    speed: Speed = 300.0
    tool: Tool | None = None


class FilamentInput(Order):
    """Of which tool."""

    tool: Tool | None = None


class MacroInput(Order):
    """How to run a macro."""

    force: bool = Field(default=False, description="Also when it would ruin the print that is under way.")


class Forced(Query):
    """The query of what has no body."""

    force: bool = Field(default=False, description="Also when it would ruin the print that is under way.")


class Ordered(ApiModel):
    """What was sent, and what the firmware said to it if that was waited for."""

    success: Literal[True] = True
    commands: list[str]
    response: str = Field(description="The lines, joined; of heaters off also what it does to a print.")
    lines: list[str]
    tool: int | None = Field(default=None, description="The tool that the order was for, if it was for one.")


class HeatersOff(ApiModel):
    """All heaters are switched off, now or as soon as they can be."""

    success: Literal[True] = True
    message: str = Field(description="What is done, and what must be waited for.")
    print_cancelled: bool = Field(description="Whether a print was cancelled by it.")


class Macro(ApiModel):
    """Commands under a name."""

    name: str
    commands: list[str]


class MacroList(ApiModel):
    """The macros of a printer, as its settings have them."""

    macros: list[Macro]


class BedMesh(ApiModel):
    """The bed as the firmware knows it."""

    heights: list[list[float | None]] = Field(description="mm, row by row; empty without a mesh.")
    lines: list[str]


class FirmwareSetting(ApiModel):
    """One setting of the firmware."""

    title: str
    command: str
    values: dict[str, float]


class FirmwareSettings(ApiModel):
    """What M503 says."""

    settings: list[FirmwareSetting]
    lines: list[str]


class Firmware(ApiModel):
    """What the firmware says of itself (M115)."""

    info: dict[str, str]
    capabilities: dict[str, bool]


class JobOrdered(ApiModel):
    """The job that the order was for."""

    success: Literal[True] = True
    job_id: str | None = Field(
        description="None: the printer prints from its SD card, or the order went past the record of jobs."
    )
    state: str
    waiting_for: WaitingFor = None


class ConnectInput(Input):
    """Where the printer is; what is left out stays as it is set."""

    device: str | None = Field(default=None, min_length=1, max_length=256, description="One of the ports.")
    baudrate: int | None = Field(default=None, ge=1200, le=4_000_000)


class SerialPort(ApiModel):
    """A port that a printer may be at."""

    device: str
    description: str | None
    usb: str | None = Field(description="VID:PID.")
    serial_number: str | None
    location: str | None
    configured: bool = Field(description="Whether the settings name it for this printer.")


class SerialPortList(ApiModel):
    """The ports of this machine."""

    ports: list[SerialPort]


class CurrentPrompt(ApiModel):
    """The question that is open now."""

    prompt: Prompt | None


class PromptAnswer(Input):
    """The answer to a prompt."""

    choice: int = Field(ge=0, le=31, description="The number of the choice, from 0.")


class TemperatureQuery(Query):
    """How much of the history."""

    seconds: int = Field(default=600, ge=1, le=3600, description="How far back; older ones are not kept.")
    points: int = Field(default=300, ge=2, le=3600, description="How many samples at most.")


class TemperatureSample(TemperatureData):
    """The heaters at a moment."""

    timestamp: datetime


class TemperatureHistory(ApiModel):
    """Recent temperatures, the oldest first."""

    samples: list[TemperatureSample]
