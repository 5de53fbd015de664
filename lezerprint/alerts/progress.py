"""A print that does not get on: by itself, or since it waits for its user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.alerts.alert import AlertKind
from lezerprint.alerts.rule import Condition, Rule
from lezerprint.alerts.situation import HALTING
from lezerprint.base.enums import EventType, Severity
from lezerprint.port.contract.events import FilamentChange, FilamentRunout, HostAction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.alerts.alert import Alert
    from lezerprint.alerts.situation import PrinterSituation
    from lezerprint.port.contract.events import Event
    from lezerprint.settings.alerts import AlertSettings

_FAR_WORSE: Final = 3.0
_BUSY_SECONDS: Final = 6.0
_RUNOUT: Final = frozenset({"filament_runout", "out_of_filament"})
_FILAMENT: Final = ("filament", "nozzle parked", "purge")


class StallRule(Rule):
    """It prints, and nothing is acknowledged, though nobody is waited for."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._stalled = Condition(AlertKind.STALL)
        self._progress: tuple[object, ...] = ()
        self._still_since: float | None = None
        self._busy_words = 0
        self._busy_until = float("-inf")

    def report(self, view: PrinterSituation, now: float) -> Iterator[Alert]:
        """See whether anything moves."""
        waits = view.waits_for_heat or view.awaits_user or self._is_busy(view, now)
        before, self._progress = self._progress, view.progress
        if not view.is_ready or not view.is_printing or waits or view.progress != before:
            goes_on = view.is_printing and view.progress != before
            message = (
                "the print makes progress again"
                if goes_on
                else "the reason for the missing progress is known"
            )
            yield from self._stalled.right(message, now, recovered=goes_on)
            self._still_since = None
            return
        if self._still_since is None:
            self._still_since = now
        seconds = now - self._still_since
        patience = max(self._settings.stall_seconds, view.usual_seconds)
        if seconds < patience and not self._stalled.is_told:
            return
        severe = seconds >= _FAR_WORSE * patience
        at = f": the printer is at {view.command}" if view.command else ""
        message = f"the print has made no progress for {seconds:.0f} seconds{at}"
        yield from self._stalled.wrong(Severity.ERROR if severe else Severity.WARNING, message, now)

    def _is_busy(self, view: PrinterSituation, now: float) -> bool:
        """Whether the firmware says that it is at work: every two seconds, if it can."""
        words = view.counts.busy
        if words != self._busy_words:
            self._busy_words, self._busy_until = words, now + _BUSY_SECONDS
        return now < self._busy_until


class UserRule(Rule):
    """It goes on only when somebody comes: for filament, or to answer."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._conditions = {
            kind: Condition(kind, event_type)
            for kind, event_type in (
                (AlertKind.FILAMENT_RUNOUT, EventType.FILAMENT_CHANGE),
                (AlertKind.FILAMENT_CHANGE, EventType.FILAMENT_CHANGE),
                (AlertKind.USER_WANTED, EventType.CUSTOM),
            )
        }
        self._heard: AlertKind | None = None
        self._kind: AlertKind | None = None
        self._has_stopped = False
        self._argument = ""

    def event(self, event: Event, now: float) -> Iterator[Alert]:
        """The firmware says why; told with the next report."""
        del now
        match event:
            # StoredNotification twice: in the firmware's words, and in the port process's.
            case HostAction(name=name, argument=argument) if name in _RUNOUT:
                self._heard = AlertKind.FILAMENT_RUNOUT
                self._argument = argument or self._argument
            case FilamentRunout():
                self._heard = AlertKind.FILAMENT_RUNOUT
            case FilamentChange() if self._heard is None:
                self._heard = AlertKind.FILAMENT_CHANGE
        yield from ()

    def report(self, view: PrinterSituation, now: float) -> Iterator[Alert]:
        """Whoever came has answered, or let the print go on."""
        stands = view.awaits_user or view.state in HALTING
        if (self._has_stopped and not stands) or (view.job is None and not view.awaits_user):
            self._heard = None
        self._has_stopped = self._heard is not None and (self._has_stopped or stands)
        if not view.awaits_user:
            self._kind = None
        elif self._kind is None:
            self._kind = _asked(view.question)
        kind = self._heard or self._kind
        for one, condition in self._conditions.items():
            if one is kind:
                data = {"question": view.question, "argument": self._argument}
                yield from condition.wrong(
                    Severity.WARNING, _words(one, view.question), now, found=view.first, **data
                )
            else:
                goes_on = view.is_ready and view.job is not None
                yield from condition.right("the printer no longer waits", now, recovered=goes_on)


def _asked(question: str) -> AlertKind:
    lower = question.lower()
    is_filament = any(word in lower for word in _FILAMENT)
    return AlertKind.FILAMENT_CHANGE if is_filament else AlertKind.USER_WANTED


def _words(kind: AlertKind, question: str) -> str:
    asks = f": {question}" if question else ""
    if kind is AlertKind.FILAMENT_RUNOUT:
        return f"the filament has run out{asks}"
    if kind is AlertKind.FILAMENT_CHANGE:
        return f"the filament is to be changed{asks}"
    return f"the printer waits for its user{asks}"
