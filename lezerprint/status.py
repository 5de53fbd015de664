"""How a printer stands, in the words of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lezerprint.control.actions import UNKNOWN, actions
from lezerprint.control.firmware_limits import limits_of
from lezerprint.control.run_states import MEANINGS
from lezerprint.hotends import Hotends
from lezerprint.port.contract.states import ENDED, RunState

if TYPE_CHECKING:
    from collections.abc import Mapping

_IN_ORDER: Final = frozenset({"ready", "connecting"})
_OF_PROGRESS: Final = ("timeElapsed", "timeRemaining", "estimatedEnd")


def status_of(
    printer: str, report: dict[str, Any], down: str | None, progress: dict[str, Any] | None
) -> dict[str, Any]:
    """All that is known of a printer.

    Args:
        printer: Its name.
        report: The newest of its port process; empty before the first.
        down: Why there is no port process; None where there is one.
        progress: What JobActor says of the job, if it said something.
    """
    job = _unended(report.get("job"))
    connection = _connection(report, down)
    card = report.get("sd_print")
    return {
        "printer": printer,
        "state": _state(connection["state"], job, card),
        "connection": connection,
        "temperatures": temperatures_of(report),
        "position": report.get("position"),
        "currentJob": _job(job, progress) if job else None,
        "sdPrint": card,
        "link": report.get("link"),
        "firmware": report.get("firmware", {}).get("FIRMWARE_NAME"),
        "firmwareFamily": report.get("family"),
        "firmwareLimits": limits_of(report.get("firmware", {}), report.get("capabilities", {})),
        "prompt": _prompt(report.get("prompt")),
        "actions": actions(
            connection["state"], RunState(job["state"]) if job else None, card_paused=card and card["paused"]
        ),
    }


def temperatures_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """Of all heaters; `hotend` is that of the tool in use."""
    hotends, heaters = Hotends.of(report), report.get("temperatures") or {}
    return {
        "hotend": hotends.reading(),
        "bed": heaters.get("bed"),
        "chamber": heaters.get("chamber"),
        "tool": hotends.in_use,
        "tools": [{"tool": tool, **reading} for tool, reading in sorted(hotends.readings.items())],
    }


def _unended(job: dict[str, Any] | None) -> dict[str, Any] | None:
    """Without one that has ended, which the port process tells of until there is another."""
    return None if job is None or job["state"] in ENDED else job


def _connection(report: dict[str, Any], down: str | None) -> dict[str, Any]:
    if down is not None:
        return {"state": UNKNOWN, "reason": down}
    connection: dict[str, Any] = report["connection"]
    return connection


def _state(connection: str, job: dict[str, Any] | None, sd_print: dict[str, Any] | None) -> str:
    """`error` is a printer that nobody can print on now, unless a job waits for its link to come back."""
    if connection in {UNKNOWN, "halted"}:
        return "error"
    if job and (status := MEANINGS[RunState(job["state"])].status):
        return status
    if sd_print and connection == "ready":
        return "paused" if sd_print["paused"] else "printing"
    return "idle" if connection in _IN_ORDER else "error"


def _prompt(prompt: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the firmware asks, once it has said all of it."""
    return {"text": prompt["text"], "choices": prompt["buttons"]} if prompt and prompt["shown"] else None


def _job(job: dict[str, Any], progress: dict[str, Any] | None) -> dict[str, Any]:
    """The job; progress in percent of the file's bytes, until JobActor knows better."""
    known = progress if progress and progress["jobId"].replace("-", "") == job["job"] else None
    by_bytes = round(100 * job["byte"] / job["bytes"], 2) if job["bytes"] else 0.0
    return {
        "id": known["jobId"] if known else job["job"],
        "name": job["name"],
        "state": job["state"],
        "reason": job["reason"],
        "progress": known["percentage"] if known else by_bytes,
        "line": job["acknowledged"],
        "lines": job["lines"],
        "layer": job["layer"],
        "layers": job["layers"],
        "heightMm": job["height_mm"],
        "waitingFor": job["waiting_for"],
        "waits": job.get("waits"),
        **{name: known[name] if known else None for name in _OF_PROGRESS},
    }
