"""When a job may begin: one table of what stands in the way of each kind of start request.

Nothing heats or moves that nobody asked for now. A request is carried out at once, or the job stays in the
queue with the reason; nothing in the queue begins by itself, whatever becomes ready later. While a job is
prepared, its order stands as long as the printer is there, or is back within `ORDER_SECONDS`; one that was
unplugged or is silent has only `AWAY_SECONDS`, since its user may have switched it off.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from lezerprint.control.hand_commands import long_command
from lezerprint.port.contract.events import BoardReset, Event, Halted, HeatersOffOrdered, ResetOrdered
from lezerprint.port.contract.states import NOT_OPENED, REMEDIES, ConnectionState

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from lezerprint.port.contract.snapshot import CardPrint, Snapshot

ORDER_SECONDS: Final = 30.0
"""So long an order to start outlives the sight of a ready printer: enough to find a baud rate, or for a
port process to be replaced, and too short for its user to have gone away."""


AWAY_SECONDS: Final = 10.0
"""A cable that slips out is back within that; somebody who switches a printer off and on takes longer."""


class Standing(StrEnum):
    """How a printer stands, as far as a start is concerned."""

    READY = "ready"
    COMING = "coming"  # it is just being connected, or the port process is being started
    AWAY = "away"  # it may come back by itself
    SHUT = "shut"  # halted or disconnected: it needs an order to come back


_STANDINGS: Final = {
    ConnectionState.READY: Standing.READY,
    ConnectionState.CONNECTING: Standing.COMING,
    ConnectionState.ABSENT: Standing.AWAY,
    ConnectionState.BUSY: Standing.AWAY,
    ConnectionState.SILENT: Standing.AWAY,
    ConnectionState.HALTED: Standing.SHUT,
    ConnectionState.DISCONNECTED: Standing.SHUT,
}

ENDS_AN_ORDER: Final[dict[type[Event], str]] = {
    Halted: "the printer was halted",
    HeatersOffOrdered: "the heaters were switched off by order",
    BoardReset: "the printer was reset",
    ResetOrdered: "the printer was reset",
}
"""Events of the port process after which a start needs a new order, and how that is told."""


@dataclass(frozen=True, slots=True)
class PrinterView:
    """What a start depends on at the printer.

    Attributes:
        standing: Whether it can print.
        told: The same for people.
        remedy: What people do to make it ready; empty: nothing but wait.
        prints: The name of what it prints; empty: nothing.
        prints_job: The id of that, as the port process has it.
        prints_itself: What it prints of its own accord, such as from its SD card; empty: nothing.
        at_command: The command by hand that it is at for minutes; empty: none.
    """

    standing: Standing = Standing.COMING
    told: str = "the state of the printer is not known yet"
    remedy: str = ""
    prints: str = ""
    prints_job: str = ""
    prints_itself: str = ""
    at_command: str = ""

    @property
    def advice(self) -> str:
        """How it stands, and what to do before the job is started again."""
        if self.at_command:
            return (
                f"the printer is busy with {self.at_command}: wait until it is done, then start the job again"
            )
        return f"{self.told}: {self.remedy or 'wait until it is ready'}; then start the job again"


def view_of(report: Snapshot) -> PrinterView:
    """The printer by a report of its port process."""
    state, reason = report.connection.state, report.connection.reason
    run = report.active_job
    return PrinterView(
        standing=Standing.COMING if reason == NOT_OPENED else _STANDINGS[state],
        told=f"the printer is {state}" + (f" ({reason})" if reason else ""),
        remedy=REMEDIES.get(state, ""),
        prints=run.name if run is not None else "",
        prints_job=run.job if run is not None else "",
        prints_itself=_from_card(report.sd_print),
        at_command="" if (command := long_command(report)) is None else command.text,
    )


def _from_card(printed: CardPrint | None) -> str:
    if printed is None:
        return ""
    percent = "" if printed.percent is None else f", {printed.percent:.0f} %"
    return f"{printed.name} (SD card{percent})"


def view_without_port(reason: str) -> PrinterView:
    """The printer while its port process is not there; that is started anew by itself."""
    return PrinterView(Standing.COMING, f"the printer cannot be reached: {reason}")


class Request(StrEnum):
    """How somebody may ask for a print."""

    START = "start"  # this file, now
    QUEUE = "queue"  # this file, when its turn comes: now, if the printer is free and its bed is clear
    BEGIN = "begin"  # this job of the queue, before all others; the bed is clear
    BED_CLEAR = "bed clear"  # the first of the queue
    REST = "rest"  # the rest of a failed print, which cannot wait
    FILE = "file"  # a file of the command line, which has no place in the queue


class Obstacle(StrEnum):
    """What stands in the way of a start; the first that is found counts."""

    BUSY = "busy"  # another job is on the printer, or on its way there
    PRINTS_ITSELF = "prints itself"
    AT_COMMAND = "at command"  # one by hand that takes minutes: the print would begin after it by itself
    NOT_READY = "not ready"
    QUEUE_UNREAD = "queue unread"  # the database has not told yet who waits
    OTHERS_WAIT = "others wait"
    BED = "bed"  # something may lie on the bed; whoever wants a print now has seen to that
    NONE = "none"


class Outcome(StrEnum):
    """What becomes of a request."""

    BEGIN = "begin"
    WAIT = "wait"  # it stays in the queue, with the reason
    REFUSE = "refuse"


_B, _W, _R = Outcome.BEGIN, Outcome.WAIT, Outcome.REFUSE

OUTCOMES: Final[dict[Obstacle, dict[Request, Outcome]]] = {
    obstacle: dict(zip(Request, outcomes, strict=True))
    for obstacle, outcomes in {
        #                       START QUEUE BEGIN BED_CLEAR REST FILE
        Obstacle.BUSY: (_W, _W, _R, _R, _R, _R),
        Obstacle.PRINTS_ITSELF: (_W, _W, _R, _W, _R, _R),
        Obstacle.AT_COMMAND: (_W, _W, _R, _W, _R, _R),
        Obstacle.NOT_READY: (_W, _W, _R, _W, _R, _R),
        Obstacle.QUEUE_UNREAD: (_W, _W, _B, _B, _B, _B),
        Obstacle.OTHERS_WAIT: (_W, _W, _B, _B, _B, _B),
        Obstacle.BED: (_B, _W, _B, _B, _B, _B),
        Obstacle.NONE: (_B, _B, _B, _B, _B, _B),
    }.items()
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What a request meets.

    Attributes:
        printer: How the printer stands.
        current: The job that is on the printer or on its way there, for people; empty: none.
        waits_before: The name of the job that is before this one in the queue; empty: none.
        bed_is_clear: Whether nothing is known to lie on the bed.
        queue_is_known: Whether the database has told which jobs wait.
    """

    printer: PrinterView
    current: str = ""
    waits_before: str = ""
    bed_is_clear: bool = True
    queue_is_known: bool = True

    @property
    def obstacle(self) -> Obstacle:
        """What stands in the way."""
        if self.current or self.printer.prints:
            return Obstacle.BUSY
        if self.printer.prints_itself:
            return Obstacle.PRINTS_ITSELF
        if self.printer.at_command:
            return Obstacle.AT_COMMAND
        if self.printer.standing in (Standing.AWAY, Standing.SHUT):
            return Obstacle.NOT_READY
        if self.waits_before:
            return Obstacle.OTHERS_WAIT
        if not self.queue_is_known:
            return Obstacle.QUEUE_UNREAD
        return Obstacle.NONE if self.bed_is_clear else Obstacle.BED


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a request, and why it is not carried out."""

    outcome: Outcome
    obstacle: Obstacle
    reason: str


def decide(request: Request, situation: Situation) -> Decision:
    """Hold a request against the table."""
    obstacle = situation.obstacle
    return Decision(OUTCOMES[obstacle][request], obstacle, _reason(obstacle, situation))


def _reason(obstacle: Obstacle, situation: Situation) -> str:
    match obstacle:
        case Obstacle.BUSY:
            return f"the printer is busy with {situation.current or situation.printer.prints}"
        case Obstacle.PRINTS_ITSELF:
            return f"the printer is printing {situation.printer.prints_itself} by itself"
        case Obstacle.AT_COMMAND:
            return situation.printer.advice
        case Obstacle.NOT_READY:
            return situation.printer.advice
        case Obstacle.QUEUE_UNREAD:
            return "the queue has not been read yet: start it again"
        case Obstacle.OTHERS_WAIT:
            bed = "" if situation.bed_is_clear else ", which waits for the bed to be cleared"
            return f"it waits behind {situation.waits_before}{bed}"
        case Obstacle.BED:
            return "it waits for the bed to be cleared"
    return ""


class Course(StrEnum):
    """What becomes of a job that is being prepared."""

    START = "start"
    HOLD_ON = "hold on"
    GIVE_BACK = "give back"  # the order is over: back to the queue


def course_of(printer: PrinterView, away_seconds: float | None, order_seconds: float) -> Course:
    """Whether the order to start a job still stands.

    Args:
        printer: How the printer stands.
        away_seconds: How long it has not been ready since the order; None: this process had no order.
        order_seconds: How long that may be.
    """
    if (
        away_seconds is None
        or printer.standing is Standing.SHUT
        or printer.prints_itself
        or printer.at_command
    ):
        return Course.GIVE_BACK
    if printer.standing is Standing.READY:
        return Course.START
    longest = min(order_seconds, AWAY_SECONDS) if printer.standing is Standing.AWAY else order_seconds
    return Course.GIVE_BACK if away_seconds > longest else Course.HOLD_ON


class StartOrders:
    """The orders to start that this process was given; they outlive an actor, and end with the process.

    Args:
        seconds: How long an order outlives the sight of a ready printer.
        clock: Tells the time in seconds.
    """

    def __init__(self, seconds: float = ORDER_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._ready_at: dict[UUID, float] = {}

    def give(self, job_id: UUID) -> None:
        """Somebody asked for this job now."""
        self._ready_at[job_id] = self._clock()

    def saw_ready(self, job_id: UUID) -> None:
        """Its printer could print at this moment."""
        if job_id in self._ready_at:
            self._ready_at[job_id] = self._clock()

    def end(self, job_id: UUID) -> None:
        """The order was carried out, or is over."""
        self._ready_at.pop(job_id, None)

    def away_seconds(self, job_id: UUID) -> float | None:
        """How long its printer has not been ready since the order; None: there is no order."""
        at = self._ready_at.get(job_id)
        return None if at is None else self._clock() - at
