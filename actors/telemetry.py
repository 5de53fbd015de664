"""TelemetryActor: what is known of the printer now, and its temperatures of the last hour."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from actors.messages.serial import Introduce, LinkDown, LinkUp, PortEvents, PortReport
from actors.messages.telemetry import GetReport, GetStatus, GetTemperatureHistory
from actors.supervision import SupervisedActor

if TYPE_CHECKING:
    from actors.supervision import Context

_HISTORY_SAMPLES: Final = 3600
_SAMPLE_SECONDS: Final = 1.0
_PRINTING: Final = frozenset({"printing", "holding", "ending", "dropping"})
_IN_ORDER: Final = frozenset({"ready", "connecting"})


class TelemetryActor(SupervisedActor):
    """Keeps the newest report; answers at once, whatever the printer does."""

    def __init__(
        self,
        context: Context,
        printer: str,
        history_samples: int = _HISTORY_SAMPLES,
        sample_seconds: float = _SAMPLE_SECONDS,
    ) -> None:
        super().__init__(context)
        self._printer = printer
        self._report: dict[str, Any] = {}
        self._down: str | None = "not heard of yet"
        self._history: deque[dict[str, Any]] = deque(maxlen=history_samples)
        self._sample_seconds = sample_seconds
        self._sample_at = 0.0

    def on_start(self) -> None:
        """Ask how the printer stands."""
        self.sibling("serial").tell(Introduce(self.address))

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.telemetry`, and the link's reports."""
        match message:
            case PortReport(_, report) | LinkUp(_, report):
                self._report, self._down = report, None
                self._sample()
            case LinkDown(_, reason):
                self._down = reason
            case GetStatus():
                return self._status()
            case GetReport():
                return self._report if self._down is None else None
            case GetTemperatureHistory():
                return list(self._history)
            case PortEvents():
                pass
            case _:
                return super().on_receive(message)
        return None

    def _sample(self) -> None:
        now = time.monotonic()
        temperatures = self._report.get("temperatures")
        if temperatures and now >= self._sample_at:
            self._sample_at = now + self._sample_seconds
            self._history.append({"time": time.time(), **temperatures})

    def _status(self) -> dict[str, Any]:
        report = self._report
        temperatures = report.get("temperatures", {})
        job = report.get("job")
        return {
            "printer": self._printer,
            "state": self._state(),
            "connection": self._connection(),
            "temperatures": {
                "hotend": temperatures.get("tool0"),
                "bed": temperatures.get("bed"),
                "chamber": temperatures.get("chamber"),
            },
            "position": report.get("position"),
            "currentJob": _job(job) if job else None,
            "link": report.get("link"),
            "firmware": report.get("firmware", {}).get("FIRMWARE_NAME"),
        }

    def _connection(self) -> dict[str, Any]:
        if self._down is not None:
            return {"state": "unknown", "reason": self._down}
        connection: dict[str, Any] = self._report["connection"]
        return connection

    def _state(self) -> str:
        """`error` is a printer that nobody can print on now, unless a job waits for its link to come back."""
        connection = self._connection()["state"]
        if connection in {"unknown", "halted"}:
            return "error"
        job = self._report.get("job")
        if job and job["state"] == "held":
            return "paused"
        if job and job["state"] in _PRINTING:
            return "printing"
        return "idle" if connection in _IN_ORDER else "error"


def _job(job: dict[str, Any]) -> dict[str, Any]:
    """The job in the API's words; progress in percent of the file's bytes."""
    return {
        "id": job["job"],
        "name": job["name"],
        "state": job["state"],
        "reason": job["reason"],
        "progress": round(100 * job["byte"] / job["bytes"], 2) if job["bytes"] else 0.0,
        "line": job["acknowledged"],
        "lines": job["lines"],
        "layer": job["layer"],
        "layers": job["layers"],
        "heightMm": job["height_mm"],
        "waitingFor": job["waiting_for"],
    }
