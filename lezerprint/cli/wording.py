"""How a print is told: a snapshot of the port process in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.control.firmware_limits import limits_of
from lezerprint.control.run_states import MEANINGS
from lezerprint.port.contract import events
from lezerprint.port.contract.coding import members
from lezerprint.port.contract.states import ConnectionState, RunState

if TYPE_CHECKING:
    from lezerprint.port.contract.events import Event
    from lezerprint.port.contract.run_report import RunReport
    from lezerprint.port.contract.snapshot import Snapshot

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR

_LINK: Final = {
    ConnectionState.ABSENT: "link lost, waiting for the device",
    ConnectionState.CONNECTING: "link back, asking the printer where it is",
}
_NOTICES: Final[dict[type[Event], str]] = {
    events.WaitingForUser: "the printer waits for you: {reason}",
    events.PositionError: "the printer is not where the file says: {axes}",
    events.SlowLine: "{reason}",
    events.NotParked: "the head stays where it is in this pause: {reason}",
    events.FirmwareWarning: "the printer says: {text}",
    events.CommandRefused: "{text}",
    events.TextLeftOut: "{text}",
    events.HeatTrouble: "{message}",
    events.HeatersOff: "the heaters were switched off: {reason}",
}


@dataclass(frozen=True, slots=True)
class PrintView:
    """What is shown of a print.

    Attributes:
        share: How much of the commands is done, 0 to 1.
        status: What is being done.
        details: Layer, temperatures: what there is.
        remaining: The time left, or nothing.
    """

    share: float
    status: str
    details: tuple[str, ...]
    remaining: str


def view(snapshot: Snapshot, job: RunReport, remaining_seconds: float | None) -> PrintView:
    """The view of a snapshot that has this job."""
    details = (layer(job), *temperatures(snapshot))
    return PrintView(
        share=job.acknowledged / job.lines,
        status=status(snapshot, job),
        details=tuple(part for part in details if part),
        remaining=f"{duration(remaining_seconds)} left" if remaining_seconds is not None else "",
    )


def status(snapshot: Snapshot, job: RunReport) -> str:
    """What is being done."""
    state, link = job.state, snapshot.connection.state
    if link is not ConnectionState.READY and link is not ConnectionState.HALTED:
        return _LINK.get(link) or f"link lost: {snapshot.connection.reason}"
    if state is RunState.PRINTING and snapshot.question:
        return f"the printer asks: {snapshot.question}"
    if state is RunState.PRINTING and job.waiting_for:
        return f"waiting for {job.waiting_for}"
    if state is RunState.CANCELLING and job.waiting_for:
        return f"cancelling, waiting for {job.waiting_for} (stop now: Ctrl-C; the printer must be reset)"
    return MEANINGS[state].text


def standing(snapshot: Snapshot) -> str:
    """How a printer stands, in a line: `printing benchy.gcode, 42 %, layer 3/240, hotend 200/200 °C`."""
    job, connection, printed = snapshot.active_job, snapshot.connection, snapshot.sd_print
    link = connection.state
    if job is not None:
        parts = [f"{status(snapshot, job)}: {job.name}", f"{job.percent} %", layer(job)]
    elif link is ConnectionState.READY and printed is not None:
        percent = "" if printed.percent is None else f"{printed.percent:.0f} %"
        parts = [f"{'paused' if printed.paused else 'printing'} from its SD card: {printed.name}", percent]
    elif link is ConnectionState.READY:
        parts = [f"idle on {connection.device}"]
    else:
        parts = [f"{link}: {connection.reason}" if connection.reason else str(link)]
    if connection.superseded:
        parts.append(f"{connection.superseded}: replaced as soon as it is idle")
    return ", ".join(part for part in (*parts, *temperatures(snapshot)) if part)


def layer(job: RunReport) -> str:
    """`layer 3/240`, or nothing before the first and where the file does not tell."""
    return "" if job.layer is None else f"layer {job.layer}/{job.layers}"


def temperatures(snapshot: Snapshot) -> list[str]:
    """One phrase a heater, as `bed 58/60 °C`; a chamber only if it is heated."""
    phrases = []
    for name, reading in snapshot.temperatures.items():
        actual, target = reading.actual, reading.target
        if name == "chamber" and not target:
            continue
        shown = f"{_called(name, snapshot)} {'?' if actual is None else f'{actual:.0f}'}"
        phrases.append(f"{shown}/{target:.0f} °C" if target else f"{shown} °C")
    return phrases


def hot_heaters(snapshot: Snapshot) -> list[str]:
    """What the heaters are called that have a target above zero."""
    return [_called(name, snapshot) for name, reading in snapshot.temperatures.items() if reading.target]


def _called(name: str, snapshot: Snapshot) -> str:
    """`hotend` for `tool0`; with its number where there are several."""
    if not name.startswith("tool"):
        return name
    several = sum(other.startswith("tool") for other in snapshot.temperatures) > 1
    return f"hotend {name[4:]}" if several else "hotend"


def notice(event: Event) -> str:
    """What a person should read at once; empty for other events."""
    facts = members(event)
    axes = ", ".join(f"{axis.upper()} {facts['found'][axis]:g}" for axis in facts.get("axes", ()))
    return _NOTICES.get(type(event), "").format_map(facts | {"axes": axes})


def limits(snapshot: Snapshot) -> str:
    """What cannot be promised for the printer's firmware; empty for nothing, or while it is not known."""
    return " ".join(limits_of(snapshot.firmware, snapshot.capabilities))


def duration(seconds: float) -> str:
    """In the two largest units: `3 d 4 h`, `1 h 5 min`, `12 min`, `45 s`."""
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min"
    if whole < _DAY:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"
    return f"{whole // _DAY} d {whole % _DAY // _HOUR} h"


def counted(count: int, noun: str) -> str:
    """`1 resend`, `3 resends`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
