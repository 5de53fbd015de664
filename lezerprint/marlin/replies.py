"""What a firmware says, as data. `parsing.py` makes these of its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

FaultKind = Literal["number", "checksum", "no_checksum", "no_number", "format"]
_BOOT_WORDS: Final = ("Marlin ", "Last Updated:", "Compiled:")
SdEvent = Literal[
    "list_begin",
    "file",
    "list_end",
    "opened",
    "open_failed",
    "selected",
    "printing",
    "not_printing",
    "printed",
    "writing",
    "saved",
    "deleted",
    "card_ok",
    "no_card",
    "init_failed",
]


class ResetCause(StrEnum):
    """Why a board started anew, as it says itself (Marlin's `setup`); many boot loaders keep it secret."""

    POWER_UP = "power_up"
    BROWN_OUT = "brown_out"  # the supply's voltage was too low for a moment
    EXTERNAL = "external"  # the reset button, or DTR
    WATCHDOG = "watchdog"
    SOFTWARE = "software"

    @property
    def power_was_lost(self) -> bool:
        """Whether the supply is what failed."""
        return self in (ResetCause.POWER_UP, ResetCause.BROWN_OUT)


@dataclass(frozen=True, slots=True)
class Ok:
    """A command was taken or done.

    `line_number`, `planner_free` and `queue_free` come with ADVANCED_OK; Repetier gives the number alone.
    A `report` of Temperatures tells that this answers an M105.
    """

    line_number: int | None = None
    planner_free: int | None = None
    queue_free: int | None = None
    report: Temperatures | ReportedPosition | SdCard | FirmwareInfo | None = None


@dataclass(frozen=True, slots=True)
class Resend:
    """The firmware wants line `line_number` again; some have asked for negative ones."""

    line_number: int


@dataclass(frozen=True, slots=True)
class Skip:
    """Repetier has had this line before, and ignores it."""

    line_number: int


@dataclass(frozen=True, slots=True)
class Wait:
    """The firmware has nothing to do (NO_TIMEOUTS)."""


@dataclass(frozen=True, slots=True)
class Busy:
    """A command is still being done; `reason` as in `processing` or `paused for user`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Started:
    """The board has just been reset: heaters are off, the position is lost, the line number is 0.

    `by_attaching`: or its USB port was only opened (Smoothieware).
    """

    by_attaching: bool = False


@dataclass(frozen=True, slots=True)
class KlipperReady:
    """Klipper's host works: said when it has (re)started, and in answer to STATUS."""


@dataclass(frozen=True, slots=True)
class LineFault:
    """A line did not arrive well; `last_line` is the last that did. `format` is a fault of no clear kind."""

    kind: FaultKind
    last_line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Overflow:
    """Bytes came faster than the firmware could take them, and are lost."""

    text: str


@dataclass(frozen=True, slots=True)
class Fatal:
    """The firmware has stopped for good, in these words.

    When `incomplete`, the next line has the rest of them: `parsing.join_fatal` puts them together. `manner`
    is how they were said: as an `Error:`, as `!! …`, or by a firmware that goes on answering (`fatal:`).
    Whether they are to be believed stands in `last_words.py`.
    """

    text: str
    incomplete: bool = False
    manner: Literal["error", "shout", "answers"] = field(default="error", compare=False)


@dataclass(frozen=True, slots=True)
class FirmwareError:
    """Something failed, and the firmware goes on."""

    text: str


@dataclass(frozen=True, slots=True)
class FirmwareWarning:
    """The firmware did not do quite what it was told."""

    text: str


@dataclass(frozen=True, slots=True)
class UnknownCommand:
    """The firmware has no such command; an `ok` follows all the same."""

    command: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A heater or sensor; `actual_celsius` is NaN where the firmware says so.

    `power` is the heater's duty as printed: of 127 in Marlin, of 255 in Smoothieware and Repetier.
    """

    actual_celsius: float
    target_celsius: float | None = None
    power: int | None = None


@dataclass(frozen=True, slots=True)
class Temperatures:
    """The answer to M105, an autoreport (M155), or a line said while M109 or M190 wait.

    `tools` has T0, T1 … by number; a bare T counts as tool 0, or as the one that M109 names. `active` is
    the bare T, which is the active tool's, unless it stands in place of T0 beside T1. `others` are
    sensors by Marlin's letter: P probe, A ambient, R redundant, X heat break … `waiting` tells that M109
    or M190 wait; `wait_seconds` is what is left once the target is reached.
    """

    tools: dict[int, Reading]
    bed: Reading | None = None
    chamber: Reading | None = None
    others: dict[str, Reading] = field(default_factory=dict)
    active: Reading | None = None
    waiting: bool = False
    wait_seconds: int | None = None
    autoreport: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Repetier's word on a target that was set; `tool` None is the bed."""

    tool: int | None
    target_celsius: float


@dataclass(frozen=True, slots=True)
class ReportedPosition:
    """The answer to M114, or an autoreport (M154): millimetres; None for an axis that was not told.

    `counts` has what follows `Count`, by axis: motor steps, or millimetres on some firmware.
    """

    x: float
    y: float
    z: float | None
    e: float | None
    counts: dict[str, float]


@dataclass(frozen=True, slots=True)
class FanSpeed:
    """Prusa's M123: revolutions per minute, and power of 255, by fan."""

    rpm: dict[str, int]
    power: dict[str, int]


@dataclass(frozen=True, slots=True)
class Buffers:
    """D576 (BUFFER_MONITORING): free slots, and how often and how long at most each buffer ran dry."""

    planner_free: int
    planner_underruns: int
    planner_empty_milliseconds: int
    queue_free: int
    queue_underruns: int
    queue_empty_milliseconds: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The answer to M73; None is what the firmware was not told. `mode` is Prusa's NORMAL or SILENT."""

    mode: str
    percent: float | None
    remaining_minutes: int | None
    change_minutes: int | None


@dataclass(frozen=True, slots=True)
class FirmwareInfo:
    """The answer to M115, or one line of it, by key (`FIRMWARE_NAME`, `MACHINE_TYPE`, `UUID` …)."""

    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Capability:
    """One `Cap:` line of M115."""

    name: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class Box:
    """Corners of a volume, in millimetres by axis."""

    minimum: dict[str, float]
    maximum: dict[str, float]


@dataclass(frozen=True, slots=True)
class Area:
    """M115's `area:`: all that the axes can reach, and what is left for printing."""

    full: Box
    work: Box | None


@dataclass(frozen=True, slots=True)
class Action:
    """A host action command: `//action:prompt_button Continue` has the argument `Continue`."""

    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class PowerPanic:
    """Prusa: mains power is failing."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A line of M503, without its `echo:`."""

    text: str


@dataclass(frozen=True, slots=True)
class MeshHeader:
    """A mesh begins: its title, or the numbers of its columns."""

    title: str
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MeshRow:
    """Heights in millimetres along one row; None where nothing was probed."""

    index: int
    heights: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class SdCard:
    """What the firmware says about its card, with what it names."""

    event: SdEvent
    name: str = ""
    size_bytes: int | None = None
    position_bytes: int | None = None
    long_name: str = ""


@dataclass(frozen=True, slots=True)
class Enqueued:
    """The firmware runs a command of its own accord, as from its menu or an SD file."""

    command: str


@dataclass(frozen=True, slots=True)
class Banner:
    """What a board says about itself as it starts, besides `start`; maybe why it did (it may give two)."""

    text: str
    reset_cause: ResetCause | None = None

    @property
    def proves_boot(self) -> bool:
        """Whether it is said at a start and at no other time, so that `start` itself may have been lost."""
        return self.reset_cause is not None or self.text.startswith(_BOOT_WORDS)


@dataclass(frozen=True, slots=True)
class Text:
    """Anything else, as it came."""

    line: str


Reply = (
    Ok
    | Resend
    | Skip
    | Wait
    | Busy
    | Started
    | KlipperReady
    | LineFault
    | Overflow
    | Fatal
    | FirmwareError
    | FirmwareWarning
    | UnknownCommand
    | Temperatures
    | Target
    | ReportedPosition
    | FanSpeed
    | Buffers
    | Progress
    | FirmwareInfo
    | Capability
    | Area
    | Action
    | PowerPanic
    | Setting
    | MeshHeader
    | MeshRow
    | SdCard
    | Enqueued
    | Banner
    | Text
)
