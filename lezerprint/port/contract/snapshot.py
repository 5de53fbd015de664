"""All that a port process knows of its printer."""

from __future__ import annotations

from dataclasses import dataclass, field

from lezerprint.marlin.firmware import Family
from lezerprint.port.contract.heaters import HeaterReading, Tools
from lezerprint.port.contract.link import ConnectionReport, LinkCounts, RoundTrips
from lezerprint.port.contract.run_report import RunReport


@dataclass(frozen=True, slots=True)
class PositionReport:
    """What the firmware says its position is, in mm; None for an axis that it does not tell."""

    x: float
    y: float
    z: float | None
    e: float | None


@dataclass(frozen=True, slots=True)
class CommandReport:
    """What the printer has been at for a while.

    Attributes:
        text: The command.
        since: In seconds since 1970.
        usual_seconds: How long it may take; None for one that is done at once.
    """

    text: str
    since: float
    usual_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class HandCommand:
    """A command by hand that takes long.

    Attributes:
        id: As its sender has named it.
        text: The command.
        since: When it was sent, in seconds since 1970.
        usual_seconds: How long it may take; None for one that is usually done at once.
    """

    id: str
    text: str
    since: float
    usual_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """The question that the firmware asks its user; `shown` once all of it was told."""

    text: str
    buttons: tuple[str, ...] = ()
    shown: bool = False


@dataclass(frozen=True, slots=True)
class CardPrint:
    """What the firmware prints from its own SD card; `percent` is None while it is not known."""

    name: str
    percent: float | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class TuningReport:
    """What the moves are tuned by, in percent, as far as it was set since the board started; None: not known.

    Attributes:
        fan_percent: Of the part cooling fan.
        feed_percent: The speed of all moves, of what the file says.
        flow_percent: The same of the extrusion.
        z_offset_mm: The sum of the baby steps; positive: higher.
    """

    fan_percent: float | None = None
    feed_percent: float | None = None
    flow_percent: float | None = None
    z_offset_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Of one moment.

    Attributes:
        printer: Its name.
        temperatures: By heater: tool0, tool1, …, bed, chamber.
        may_be_hot: Whether nothing proves that all heaters are off.
        job: The job that is printed, or was last; None: there was none.
        command: What the printer has been at for a while.
        alone_seconds: For how long no server has been attached.
        sequence: The number of the last event.
        firmware: The fields of M115.
        capabilities: Its `Cap:` lines.
        waits_for_user: Whether the command under way waits for somebody.
        by_hand: Commands by hand that take long and are not done, oldest first.
    """

    printer: str
    connection: ConnectionReport
    temperatures: dict[str, HeaterReading] = field(default_factory=dict)
    may_be_hot: bool = False
    tools: Tools = field(default_factory=Tools)
    job: RunReport | None = None
    command: CommandReport | None = None
    link: LinkCounts = field(default_factory=LinkCounts)
    round_trips: RoundTrips = field(default_factory=RoundTrips)
    alone_seconds: float = 0.0
    sequence: int = 0
    position: PositionReport | None = None
    firmware: dict[str, str] = field(default_factory=dict)
    family: Family = Family.UNKNOWN
    capabilities: dict[str, bool] = field(default_factory=dict)
    prompt: Prompt | None = None
    sd_print: CardPrint | None = None
    waits_for_user: bool = False
    tuning: TuningReport = field(default_factory=TuningReport)
    by_hand: tuple[HandCommand, ...] = ()

    @property
    def active_job(self) -> RunReport | None:
        """The job, unless it has ended."""
        return None if self.job is None or self.job.has_ended else self.job

    @property
    def question(self) -> str:
        """The question that the firmware asks its user; empty: nothing, or not all of it was told yet."""
        return self.prompt.text if self.prompt is not None and self.prompt.shown else ""
