"""What happens in a port process, as its server is told: one class for each kind.

Each has its number and the wall clock's time when it happened; the event_log gives it both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal, get_args

from lezerprint.marlin.replies import ResetCause
from lezerprint.port.contract.run_report import Place, RunReport
from lezerprint.port.contract.snapshot import HandCommand
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.failure import FailureReason


@dataclass(frozen=True, slots=True, kw_only=True)
class PortEvent:
    """Something happened; `time` in seconds since 1970."""

    kind: ClassVar[str]
    sequence: int = 0
    time: float = 0.0


# The link.


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionChanged(PortEvent):
    """The connection is in another state. `resumed_after`: the stream goes on after this line."""

    kind = "connection"
    state: ConnectionState
    reason: str = ""
    resumed_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmwareIdentified(PortEvent):
    """The firmware has said what it is: the fields of M115, and its capabilities."""

    kind = "firmware"
    firmware: dict[str, str]
    capabilities: dict[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent(PortEvent):
    """A command was not answered for so long."""

    kind = "silent"
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked(PortEvent):
    """The firmware may have run the rest of a broken line."""

    kind = "unchecked"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncounted(PortEvent):
    """The firmware gave a line no number: it was asked for again, and may have run twice."""

    kind = "uncounted"
    command: str


# The board.


@dataclass(frozen=True, slots=True, kw_only=True)
class Halted(PortEvent):
    """The firmware has stopped until it is reset, with these last words."""

    kind = "halted"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HaltDisproved(PortEvent):
    """It had only sounded so."""

    kind = "halt_disproved"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyStopped(PortEvent):
    """An emergency stop was ordered; `written`: it is on the wire."""

    kind = "emergency_stop"
    written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetOrdered(PortEvent):
    """The board is reset by order."""

    kind = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetWithoutEffect(PortEvent):
    """The board was to be reset, and has not started anew."""

    kind = "reset_without_effect"
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardReset(PortEvent):
    """The board has started anew."""

    kind = "board_reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetExplained(PortEvent):
    """The board has said why it was reset. `job`: the one that has failed by it."""

    kind = "reset_cause"
    cause: ResetCause
    failure: FailureReason
    job: str | None = None


# The job.


@dataclass(frozen=True, slots=True, kw_only=True)
class JobChanged(PortEvent):
    """The job is in another state."""

    kind = "job"
    run: RunReport


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFailed(PortEvent):
    """The job has failed; `place` is None where its spool could not be read."""

    kind = "job_failed"
    job: str
    reason: str
    failure: FailureReason
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steered(PortEvent):
    """Somebody who is not attached has paused, resumed or cancelled the print."""

    kind = "steered"
    order: Literal["pause", "resume", "cancel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotParked(PortEvent):
    """The head stays where it is in this pause."""

    kind = "not_parked"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoDue(PortEvent):
    """The head stands parked for a picture; it goes on when that is taken (`PhotoTaken`), or after 2 s.

    Attributes:
        job: Its id.
        line: The index of the job's command before which it stands.
        layer: How many layers are printed.
    """

    kind = "photo_due"
    job: str
    line: int
    layer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandInjected(PortEvent):
    """A command that is none of the job's went out."""

    kind = "injected"
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandCommandBegun(PortEvent):
    """A command by hand goes out that takes long, or has turned out to."""

    kind = "hand_command_begun"
    command: HandCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class HandCommandEnded(PortEvent):
    """The same is done, or will never be known to be.

    Attributes:
        lines: What the firmware said, the last of it.
        error: Why it is not known to be done; None: it is.
    """

    kind = "hand_command_ended"
    command: HandCommand
    lines: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRefused(PortEvent):
    """The firmware does not take a command of the file.

    Attributes:
        code: As `M900`.
        line: Of the file.
        command: All of it, as far as it is shown.
        answer: What the firmware said.
        meaning: What that means for the print.
        text: All of this in a sentence.
    """

    kind = "command_refused"
    code: str
    line: int
    command: str
    answer: str
    meaning: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLeftOut(PortEvent):
    """The firmware refuses the text of a command again and again, so it was left out."""

    kind = "text_left_out"
    command: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowLine(PortEvent):
    """A line of the file takes far longer than its moves, on a noisy link."""

    kind = "slow_line"
    reason: str
    file_line: int
    seconds: float
    planned_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionError(PortEvent):
    """The machine is not where the file says: in mm by axis, and the axes that differ."""

    kind = "position_error"
    expected: dict[str, float]
    found: dict[str, float | None]
    axes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionChecked(PortEvent):
    """The machine is where the file says."""

    kind = "position_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPrintChanged(PortEvent):
    """The firmware has begun to print from its SD card, or does so no more."""

    kind = "sd_print"
    state: Literal["begun", "over"]
    name: str


# The heaters.


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatersOff(PortEvent):
    """All heaters are switched off."""

    kind = "heaters_off"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatersOffOrdered(PortEvent):
    """Somebody wants all heaters off: nothing heats that was ordered before."""

    kind = "heaters_off_ordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatTrouble(PortEvent):
    """A heater does not do what it should; `trouble` is a word, the message for people."""

    kind = "heat_trouble"
    trouble: str
    message: str


# What the firmware says, and asks.


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmwareText(PortEvent):
    """A line that means nothing else."""

    kind = "text"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmwareWarning(PortEvent):
    """An error or a warning that stops nothing."""

    kind = "firmware_warning"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAction(PortEvent):
    """A host action command: `//action:name argument`."""

    kind = "action"
    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostActionRefused(PortEvent):
    """What the firmware asked of its host could not be done."""

    kind = "action_refused"
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingForUser(PortEvent):
    """A command waits for somebody at the printer."""

    kind = "waiting_for_user"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilamentChange(PortEvent):
    """The filament is to be changed."""

    kind = "filament_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilamentRunout(PortEvent):
    """The filament has run out, in the firmware's words."""

    kind = "filament_runout"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptAnswered(PortEvent):
    """A button of the prompt was pressed; `choice` is 0 for the first."""

    kind = "prompt_answered"
    text: str
    choice: int
    button: str


Event = (
    ConnectionChanged
    | FirmwareIdentified
    | Silent
    | Unchecked
    | Uncounted
    | Halted
    | HaltDisproved
    | EmergencyStopped
    | ResetOrdered
    | ResetWithoutEffect
    | BoardReset
    | ResetExplained
    | JobChanged
    | JobFailed
    | Steered
    | NotParked
    | PhotoDue
    | CommandInjected
    | HandCommandBegun
    | HandCommandEnded
    | CommandRefused
    | TextLeftOut
    | SlowLine
    | PositionError
    | PositionChecked
    | CardPrintChanged
    | HeatersOff
    | HeatersOffOrdered
    | HeatTrouble
    | FirmwareText
    | FirmwareWarning
    | HostAction
    | HostActionRefused
    | WaitingForUser
    | FilamentChange
    | FilamentRunout
    | PromptAnswered
)
"""All of them."""

KINDS: Final[dict[str, type[Event]]] = {event.kind: event for event in get_args(Event)}
