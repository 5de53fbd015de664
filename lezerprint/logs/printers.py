"""What happens to the printers, in the log: connected and lost, jobs begun, paused and ended, and alerts."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.events import Event

_logger = logging.getLogger("lezerprint.printer")

_READY: Final = "ready"
_DISCONNECTED: Final = "disconnected"
_ON_THE_WAY: Final = frozenset({"unknown", "connecting"})
_JOBS: Final = {
    "print:started": "job begun",
    "print:paused": "job paused",
    "print:resumed": "job resumed",
    "print:completed": "job completed",
    "print:failed": "job failed",
    "print:cancelled": "job cancelled",
}
_LEVELS: Final = {"INFO": logging.INFO, "WARNING": logging.WARNING}


class PrinterLog:
    """For `EventHub.subscribe`, which tells one event at a time."""

    def __init__(self) -> None:
        self._connections: dict[str, str] = {}

    def __call__(self, event: Event) -> None:
        """Log it, if it is of this kind."""
        printer = event.printer
        if printer is None:
            return
        if event.name == "status:update":
            self._connection(printer, event.data)
        elif (words := _JOBS.get(event.name)) is not None:
            _job(printer, words, event.data)
        elif event.name == "alert":
            level = _LEVELS.get(event.data["severity"], logging.ERROR)
            _logger.log(level, "%s: %s", printer, event.data["message"])

    def _connection(self, printer: str, status: Mapping[str, Any]) -> None:
        connection = status["connection"]
        state, before = connection["state"], self._connections.get(printer)
        if state == before:
            return
        self._connections[printer] = state
        reason = connection.get("reason") or state
        device = connection.get("device") or "no device"
        if state == _READY:
            rate = f" at {connection['baudrate']} baud" if connection.get("baudrate") else ""
            _logger.info("%s: connected (%s%s)", printer, device, rate)
        elif before == _READY:
            level = logging.INFO if state == _DISCONNECTED else logging.WARNING
            _logger.log(level, "%s: connection lost (%s): %s", printer, device, reason)
        elif state not in _ON_THE_WAY:
            _logger.info("%s: not connected (%s): %s", printer, device, reason)


def _job(printer: str, words: str, data: Mapping[str, Any]) -> None:
    job = data["job"]
    reason = f": {job['errorMessage']}" if job.get("errorMessage") else ""
    level = logging.WARNING if job["status"] == "FAILED" else logging.INFO
    _logger.log(level, "%s: %s: %s (%s)%s", printer, words, job["name"], job["id"], reason)
