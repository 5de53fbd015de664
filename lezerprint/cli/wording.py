"""How a print is told: a snapshot of the port process in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from lezerprint.control.firmware_limits import limits_of
from lezerprint.control.run_states import MEANINGS
from lezerprint.port.contract.states import ENDED, ConnectionState, RunState

Snapshot = dict[str, Any]

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR

_LINK: Final = {
    ConnectionState.ABSENT: "link lost, waiting for the device",
    ConnectionState.CONNECTING: "link back, asking the printer where it is",
}
_NOTICES: Final = {
    "waiting_for_user": "the printer waits for you: {reason}",
    "position_error": "the printer is not where the file says: {axes}",
    "slow_line": "{reason}",
    "not_parked": "the head stays where it is in this pause: {reason}",
    "firmware_warning": "the printer says: {text}",
    "command_refused": "{text}",
    "text_left_out": "{text}",
    "heat_trouble": "{message}",
    "heaters_off": "the heaters were switched off: {reason}",
}


@dataclass(frozen=True, slots=True)
class View:
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


def view(snapshot: Snapshot, remaining_seconds: float | None) -> View:
    """The view of a snapshot that has a job."""
    job = snapshot["job"]
    details = (layer(job), *temperatures(snapshot))
    return View(
        share=job["acknowledged"] / job["lines"],
        status=status(snapshot),
        details=tuple(part for part in details if part),
        remaining=f"{duration(remaining_seconds)} left" if remaining_seconds is not None else "",
    )


def status(snapshot: Snapshot) -> str:
    """What is being done."""
    job, connection = snapshot["job"], snapshot["connection"]
    state = RunState(job["state"])
    link = ConnectionState(connection["state"])
    if link is not ConnectionState.READY and link is not ConnectionState.HALTED:
        return _LINK.get(link) or f"link lost: {connection['reason']}"
    prompt = snapshot["prompt"]
    if prompt and prompt["shown"] and state is RunState.PRINTING:
        return f"the printer asks: {prompt['text']}"
    if state is RunState.PRINTING and job["waiting_for"]:
        return f"waiting for {job['waiting_for']}"
    if state is RunState.CANCELLING and job["waiting_for"]:
        return f"cancelling, waiting for {job['waiting_for']} (stop now: Ctrl-C; the printer must be reset)"
    return MEANINGS[state].text


def standing(snapshot: Snapshot) -> str:
    """How a printer stands, in a line: `printing benchy.gcode, 42 %, layer 3/240, hotend 200/200 °C`."""
    job, connection = snapshot["job"], snapshot["connection"]
    link = ConnectionState(connection["state"])
    if job and RunState(job["state"]) not in ENDED:
        percent = 100 * job["acknowledged"] // job["lines"]
        parts = [f"{status(snapshot)}: {job['name']}", f"{percent} %", layer(job)]
    elif link is ConnectionState.READY and (printed := snapshot.get("sd_print")):
        percent = "" if printed["percent"] is None else f"{printed['percent']:.0f} %"
        parts = [
            f"{'paused' if printed['paused'] else 'printing'} from its SD card: {printed['name']}",
            percent,
        ]
    elif link is ConnectionState.READY:
        parts = [f"idle on {connection['device']}"]
    else:
        parts = [f"{link}: {connection['reason']}" if connection["reason"] else str(link)]
    if connection.get("superseded"):
        parts.append(f"{connection['superseded']}: replaced as soon as it is idle")
    return ", ".join(part for part in (*parts, *temperatures(snapshot)) if part)


def layer(job: dict[str, Any]) -> str:
    """`layer 3/240`, or nothing before the first and where the file does not tell."""
    if job["layer"] is None:
        return ""
    return f"layer {job['layer'] + 1}/{job['layers']}"


def temperatures(snapshot: Snapshot) -> list[str]:
    """One phrase a heater, as `bed 58/60 °C`; a chamber only if it is heated."""
    phrases = []
    for name, reading in snapshot["temperatures"].items():
        actual, target = reading["actual"], reading["target"]
        if name == "chamber" and not target:
            continue
        shown = f"{_called(name, snapshot)} {'?' if actual is None else f'{actual:.0f}'}"
        phrases.append(f"{shown}/{target:.0f} °C" if target else f"{shown} °C")
    return phrases


def hot_heaters(snapshot: Snapshot) -> list[str]:
    """What the heaters are called that have a target above zero."""
    return [
        _called(name, snapshot) for name, reading in snapshot["temperatures"].items() if reading["target"]
    ]


def _called(name: str, snapshot: Snapshot) -> str:
    """`hotend` for `tool0`; with its number where there are several."""
    if not name.startswith("tool"):
        return name
    several = sum(other.startswith("tool") for other in snapshot["temperatures"]) > 1
    return f"hotend {name[4:]}" if several else "hotend"


def notice(event: dict[str, Any]) -> str:
    """What a person should read at once; empty for other events."""
    words = _NOTICES.get(event["event"], "")
    axes = ", ".join(f"{axis.upper()} {event['found'][axis]:g}" for axis in event.get("axes", ()))
    return words.format_map(event | {"axes": axes})


def limits(snapshot: Snapshot) -> str:
    """What cannot be promised for the printer's firmware; empty for nothing, or while it is not known."""
    return " ".join(limits_of(snapshot.get("firmware", {}), snapshot.get("capabilities", {})))


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
