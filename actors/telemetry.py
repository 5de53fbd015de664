"""TelemetryActor: what is known of the printer now, and its temperatures of the last day."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from actors.messages.job import AlertRaised
from actors.messages.serial import Introduce, LinkDown, LinkUp, PortEvents, PortReport
from actors.messages.telemetry import (
    GetHandCommands,
    GetReport,
    GetStatus,
    GetTemperatureHistory,
    JobPrepared,
    ProgressKnown,
    Watch,
)
from actors.supervision import SupervisedActor
from lezerprint.alerts.wording import alert_data
from lezerprint.control.hand_commands import HandCommandLog, HandCommandState, hand_command_data
from lezerprint.status import TemperatureSample, status_of
from lezerprint.temperature_history import DENSE_SAMPLES, SAMPLE_SECONDS, TemperatureHistory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from actors.supervision import Context
    from lezerprint.alerts.alert import Alert
    from lezerprint.alerts.watcher import Watcher
    from lezerprint.control.hand_commands import HandCommandRecord
    from lezerprint.events import EventHub
    from lezerprint.jobs.job import Job
    from lezerprint.port.contract.snapshot import Snapshot

_STATUS_SECONDS: Final = 0.25
_POSITION_SECONDS: Final = 0.2
_WATCH_SECONDS: Final = 1.0
_UNHEARD: Final = "not heard of yet"


class TelemetryActor(SupervisedActor):
    """Keeps the newest report; answers at once, whatever the printer does.

    Args:
        printer: Its name.
        events: Who is told.
        new_watcher: Makes who sees from reports and events what somebody should know.
        history_samples: How many temperatures are kept as they are; older ones are averaged.
        sample_seconds: How far they are apart at least.
    """

    passes_over = (PortReport, LinkUp, LinkDown, PortEvents, JobPrepared, ProgressKnown, Watch)

    def __init__(
        self,
        context: Context,
        printer: str,
        events: EventHub,
        new_watcher: Callable[[], Watcher],
        history_samples: int = DENSE_SAMPLES,
        sample_seconds: float = SAMPLE_SECONDS,
    ) -> None:
        super().__init__(context)
        self._printer = printer
        self._events = events
        self._watcher = new_watcher()
        self._report: Snapshot | None = None
        self._down: str | None = _UNHEARD
        self._hand_commands = HandCommandLog()
        self._progress: dict[str, Any] | None = None
        self._preparing: Job | None = None
        self._history = TemperatureHistory(history_samples)
        self._sample_seconds = sample_seconds
        self._sample_at = 0.0
        self._told: dict[str, tuple[float, Any]] = {}

    def on_start(self) -> None:
        """Ask how the printer stands."""
        self.sibling("serial").tell(Introduce(self.address))
        self.tell_later(_WATCH_SECONDS, Watch())

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.telemetry`, and the link's reports."""
        match message:
            case PortReport() | LinkUp() | LinkDown() | PortEvents():
                self._hear_link(message)
            case Watch():
                self.tell_later(_WATCH_SECONDS, message)
                self._watch()
            case JobPrepared() | ProgressKnown():
                self._hear_job(message)
            case GetStatus():
                return self._status()
            case GetReport():
                return self._report if self._down is None else None
            case GetTemperatureHistory():
                return self._history.samples()
            case GetHandCommands():
                return self._hand_commands.newest_first()
            case _:
                return super().on_receive(message)
        return None

    def _hear_link(self, message: PortReport | LinkUp | LinkDown | PortEvents) -> None:
        match message:
            case LinkUp(_, report):
                self._tell_of(self._hand_commands.linked(report, time.time()))
                self._heard(report)
            case PortReport(_, report):
                self._heard(report)
            case LinkDown(_, reason):
                self._down = reason
                self._watch()
                self._tell_status()
            case PortEvents(_, events):
                for event in events:
                    told = self._hand_commands.heard(event)
                    self._tell_of([] if told is None else [told])
                    self._raise(self._watcher.event(event, time.monotonic()), event.time)

    def _hear_job(self, message: JobPrepared | ProgressKnown) -> None:
        match message:
            case JobPrepared(job):
                self._preparing = job
                self._tell_status()
            case ProgressKnown(progress):
                self._progress = progress

    def _heard(self, report: Snapshot) -> None:
        self._report, self._down = report, None
        self._sample(report)
        self._watch()
        status = self._tell_status()
        self._tell("temperature:update", status["temperatures"], _STATUS_SECONDS)
        self._tell("position:update", status["position"], _POSITION_SECONDS)

    def _tell_of(self, records: Iterable[HandCommandRecord]) -> None:
        for record in records:
            begins = record.state is HandCommandState.UNDER_WAY
            name = "command:started" if begins else "command:ended"
            self._events.publish(name, hand_command_data(record), printer=self._printer, lasting=True)

    def _sample(self, report: Snapshot) -> None:
        now = time.monotonic()
        if report.temperatures and now >= self._sample_at:
            self._sample_at = now + self._sample_seconds
            self._history.add(TemperatureSample(time.time(), report.temperatures, report.tools))

    def _status(self) -> dict[str, Any]:
        return status_of(self._printer, self._report, self._down, self._progress, self._preparing)

    def _tell_status(self) -> dict[str, Any]:
        """Tell how it stands; at once where its state or its connection is another."""
        status = self._status()
        _, told = self._told.get("status:update", (0.0, None))
        kept = ("state", "connection")
        is_new = told is None or any(told[name] != status[name] for name in kept)
        self._tell("status:update", status, 0.0 if is_new else _STATUS_SECONDS)
        return status

    def _tell(self, name: str, data: Any, every_seconds: float) -> None:
        """Tell what is new, so often at most."""
        told_at, told = self._told.get(name, (float("-inf"), None))
        now = time.monotonic()
        if data is None or data == told or now < told_at + every_seconds:
            return
        self._told[name] = now, data
        self._events.publish(name, data, printer=self._printer)

    def _watch(self) -> None:
        """Hold how things stand against the rules; some are broken by time alone."""
        now = time.monotonic()
        if self._down is None and self._report is not None:
            self._raise(self._watcher.report(self._report, now))
        elif self._down is not None and self._down != _UNHEARD:
            self._raise(self._watcher.link_down(self._down, now))

    def _raise(self, alerts: Iterable[Alert], at: float | None = None) -> None:
        """Tell them; `at` is when the event behind them happened, None: now."""
        at = time.time() if at is None else at
        for alert in alerts:
            self._events.publish("alert", alert_data(alert, at), printer=self._printer, lasting=True)
            self.sibling("job").tell(AlertRaised(alert, at))
