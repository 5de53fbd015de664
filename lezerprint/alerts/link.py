"""The way to the printer: the port process has ended, or the device, or the wire is noisy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.alerts.alert import Alert, AlertKind
from lezerprint.alerts.rule import Condition, LastMinute, Rule, Throttle
from lezerprint.base.enums import Severity
from lezerprint.port.contract.events import ConnectionChanged
from lezerprint.port.contract.states import ConnectionState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.alerts.situation import PrinterSituation
    from lezerprint.port.contract.events import Event
    from lezerprint.settings.alerts import AlertSettings


class LinkRule(Rule):
    """The printer goes away in mid-print, for long or for a moment."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._lost = Condition(AlertKind.LINK_LOST, begins_after=settings.link_lost_seconds)
        self._interrupted = Throttle(most=1)
        self._job: str | None = None

    def report(self, view: PrinterSituation, now: float) -> Iterator[Alert]:
        """It may be gone; a firmware that is dead is there."""
        self._job = view.job
        if view.job is not None and view.connection not in {ConnectionState.READY, ConnectionState.HALTED}:
            why = f": {view.reason}" if view.reason else ""
            message = f"the printer cannot be reached in mid-print{why}"
            yield from self._lost.wrong(
                Severity.ERROR, message, now, found=view.first, connection=view.connection
            )
        elif view.job is None:
            yield from self._lost.right(
                "the print has ended while the printer was away", now, recovered=False
            )
        else:
            back = view.is_ready
            message = (
                "the printer is connected again, and the print continues"
                if back
                else "the printer has stopped"
            )
            yield from self._lost.right(message, now, recovered=back)

    def event(self, event: Event, now: float) -> Iterator[Alert]:
        """It is back already, and the stream goes on where it broke."""
        if not isinstance(event, ConnectionChanged) or event.resumed_after is None:
            return
        if self._job is None or self._lost.is_told:
            return
        held_back = self._interrupted.passes("", now)
        if held_back is not None:
            message = "the connection to the printer was interrupted; the print continues"
            data = {"interruptions": 1 + held_back, "sequence": event.sequence}
            yield Alert(AlertKind.LINK_INTERRUPTED, Severity.WARNING, message, data)


class PortRule(Rule):
    """The port process is gone in mid-print."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._away = Condition(AlertKind.PORT_LOST, begins_after=settings.link_lost_seconds)
        self._may_print = True
        self._is_known = False

    def report(self, view: PrinterSituation, now: float) -> Iterator[Alert]:
        """It is there."""
        self._may_print, self._is_known = view.job is not None, True
        yield from self._away.right(
            "the port process runs again, and the print continues"
            if view.job is not None
            else "the port process runs again, but the print has ended",
            now,
            recovered=view.job is not None,
        )

    def port_away(self, reason: str, now: float) -> Iterator[Alert]:
        """It is not. Before the first report nobody knows whether something is printed."""
        if self._may_print:
            message = f"the port process does not answer, so the state of the print is unknown: {reason}"
            yield from self._away.wrong(Severity.ERROR, message, now, found=not self._is_known)


_NOISE: Final = {
    "resends": "{count} lines had to be sent again in the last minute",
    "oks_lost": "{count} acknowledgements were lost in the last minute",
    "unchecked": "the firmware may have executed damaged lines, {count} times in the last minute",
}


class NoiseRule(Rule):
    """Too much goes wrong on the wire; it is over when less than half of that does."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._most = {
            "resends": settings.resends_per_minute,
            "oks_lost": settings.lost_oks_per_minute,
            "unchecked": settings.unchecked_per_minute,
        }
        self._conditions = {name: Condition(AlertKind.LINK_NOISY, subject=name) for name in _NOISE}
        self._counters = {name: LastMinute() for name in _NOISE}

    def report(self, view: PrinterSituation, now: float) -> Iterator[Alert]:
        """Count."""
        for name, condition in self._conditions.items():
            count = self._counters[name].growth(getattr(view.counts, name), now)
            if count >= self._most[name]:
                message = f"the link is noisy: {_NOISE[name].format(count=count)}"
                yield from condition.wrong(Severity.WARNING, message, now, count=count)
            elif count <= self._most[name] // 2:
                yield from condition.right("the link is quiet again", now, count=count)
