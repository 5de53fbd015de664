"""How a printer stands, in the words of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.base.camel_case import camel_case
from lezerprint.base.times import iso_8601
from lezerprint.control.actions import UNKNOWN, actions
from lezerprint.control.firmware_limits import limits_of
from lezerprint.control.hand_commands import long_command
from lezerprint.control.run_states import MEANINGS
from lezerprint.control.unavailable import unavailable
from lezerprint.hotends import Hotends
from lezerprint.jobs.wording import file_data
from lezerprint.port.contract.coding import members
from lezerprint.port.contract.link import ConnectionReport
from lezerprint.port.contract.snapshot import Snapshot
from lezerprint.port.contract.states import ConnectionState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.jobs.job import Job
    from lezerprint.port.contract.heaters import HeaterReading, Tools
    from lezerprint.port.contract.link import LinkCounts
    from lezerprint.port.contract.run_report import RunReport
    from lezerprint.port.contract.snapshot import CardPrint, Prompt, TuningReport

_IN_ORDER: Final = frozenset({ConnectionState.READY, ConnectionState.CONNECTING})
_NO_CONNECTION: Final = {
    "state": UNKNOWN,
    "reason": None,
    "device": None,
    "baudrate": None,
    "superseded": None,
}
"""While there is no port process."""

_OF_PROGRESS: Final = (
    *("timeElapsed", "timeRemaining", "timeRemainingMargin", "estimatedEnd"),
    *("fileId", "slicedFileId", "filamentUsed", "filamentLeft"),
)


@dataclass(frozen=True, slots=True)
class TemperatureSample:
    """The heaters of one moment, in seconds since 1970."""

    time: float
    temperatures: Mapping[str, HeaterReading]
    tools: Tools

    def shown(self) -> dict[str, Any]:
        """In the words of the API."""
        return _temperatures(Hotends.by(self.temperatures, self.tools), self.temperatures)


def status_of(
    printer: str,
    report: Snapshot | None,
    down: str | None,
    progress: dict[str, Any] | None,
    preparing: Job | None = None,
) -> dict[str, Any]:
    """All that is known of a printer.

    Args:
        printer: Its name.
        report: The newest of its port process; None before the first.
        down: Why there is no port process; None where there is one.
        progress: What JobActor says of the job, if it said something.
        preparing: The job that is being prepared; None: none is.
    """
    known = report or Snapshot(printer, ConnectionReport(ConnectionState.ABSENT))
    there = down is None and report is not None
    connection = known.connection.state if there else UNKNOWN
    job, card = known.active_job, known.sd_print
    heard = report is not None
    stands = connection, None if job is None else job.state
    card_paused = None if card is None else card.paused
    busy_with = _busy_with(known) if connection == ConnectionState.READY else None
    at_command = long_command(known) if busy_with is not None and job is None and card is None else None
    at = None if at_command is None else at_command.text
    return {
        "printer": printer,
        "state": _state(connection, job, card, busy_with),
        "busyWith": busy_with,
        "connection": members(known.connection) if there else {**_NO_CONNECTION, "reason": down},
        "temperatures": temperatures_of(known),
        "position": None if known.position is None else members(known.position),
        "currentJob": _job(job, progress) if job else _prepared(preparing) if preparing else None,
        "tuning": _tuning(known.tuning) if there else None,
        "sdPrint": None if card is None else members(card),
        "link": _link(known.link) if heard else None,
        "firmware": known.firmware.get("FIRMWARE_NAME"),
        "firmwareFamily": known.family.value if heard else None,
        "firmwareLimits": limits_of(known.firmware, known.capabilities),
        "prompt": _prompt(known.prompt),
        "actions": actions(*stands, card_paused=card_paused, at_command=at),
        "unavailable": [
            {"action": action, "reason": reason}
            for action, reason in unavailable(*stands, card_paused=card_paused, at_command=at).items()
        ],
    }


def temperatures_of(report: Snapshot) -> dict[str, Any]:
    """Of all heaters; `hotend` is that of the tool in use."""
    return _temperatures(Hotends.of(report), report.temperatures)


def _temperatures(hotends: Hotends, heaters: Mapping[str, HeaterReading]) -> dict[str, Any]:
    return {
        "hotend": _reading(hotends.reading()),
        "bed": _reading(heaters.get("bed")),
        "chamber": _reading(heaters.get("chamber")),
        "tool": hotends.in_use,
        "tools": [{"tool": tool, **members(reading)} for tool, reading in sorted(hotends.readings.items())],
    }


def _reading(reading: HeaterReading | None) -> dict[str, float | None] | None:
    return None if reading is None else members(reading)


def _busy_with(report: Snapshot) -> dict[str, Any] | None:
    """What the printer is at beside any print: a command by hand, or what it has been at for a while."""
    if report.by_hand:
        oldest = report.by_hand[0]
        return _command(oldest.text, oldest.since, oldest.usual_seconds, oldest.id)
    command = report.command
    if command is None or report.active_job is not None:
        return None
    return _command(command.text, command.since, command.usual_seconds, None)


def _command(text: str, since: float, usual_seconds: float | None, identifier: str | None) -> dict[str, Any]:
    return {"command": text, "id": identifier, "startedAt": iso_8601(since), "usualSeconds": usual_seconds}


def _state(
    connection: str, job: RunReport | None, card: CardPrint | None, busy_with: Mapping[str, Any] | None
) -> str:
    """`error` is a printer that nobody can print on now, unless a job waits for its link to come back."""
    if connection in {UNKNOWN, ConnectionState.HALTED}:
        return "error"
    if job is not None and (status := MEANINGS[job.state].status):
        return status
    if card is not None and connection == ConnectionState.READY:
        return "paused" if card.paused else "printing"
    if busy_with is not None:
        return "busy"
    return "idle" if connection in _IN_ORDER else "error"


def _link(counts: LinkCounts) -> dict[str, Any]:
    """The counts, with names in camelCase."""
    return {camel_case(name): value for name, value in members(counts).items()}


def _tuning(tuning: TuningReport) -> dict[str, float | None]:
    """What the moves are tuned by."""
    return {
        "fanPercent": tuning.fan_percent,
        "feedRatePercent": tuning.feed_percent,
        "flowRatePercent": tuning.flow_percent,
        "zOffset": tuning.z_offset_mm,
    }


def _prompt(prompt: Prompt | None) -> dict[str, Any] | None:
    """What the firmware asks, once it has said all of it."""
    return {"text": prompt.text, "choices": prompt.buttons} if prompt and prompt.shown else None


def _prepared(job: Job) -> dict[str, Any]:
    """A job of which the port process has not heard."""
    return {
        "id": str(job.id),
        "name": job.name,
        "state": "preparing",
        "reason": job.reason,
        "progress": 0.0,
        "linesAcknowledged": 0,
        "fileLine": 0,
        "linesTotal": 0,
        "layer": None,
        "layersTotal": 0,
        "heightMm": None,
        "waitingFor": None,
        "waits": None,
        **dict.fromkeys(_OF_PROGRESS),
        **file_data(job),
    }


def _job(job: RunReport, progress: dict[str, Any] | None) -> dict[str, Any]:
    """The job; progress in percent of the file's bytes, until JobActor knows better."""
    known = progress if progress and progress["jobId"].replace("-", "") == job.job else None
    by_bytes = round(100 * job.byte / job.bytes, 2) if job.bytes else 0.0
    return {
        "id": known["jobId"] if known else job.job,
        "name": job.name,
        "state": job.state,
        "reason": job.reason,
        "progress": known["percentage"] if known else by_bytes,
        "linesAcknowledged": job.acknowledged,
        "fileLine": job.file_line,
        "linesTotal": job.lines,
        "layer": job.layer,
        "layersTotal": job.layers,
        "heightMm": job.height_mm,
        "waitingFor": job.waiting_for,
        "waits": job.waits,
        **{name: known.get(name) if known else None for name in _OF_PROGRESS},
    }
