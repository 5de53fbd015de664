"""What the board does: it is killed, stopped, reset, and says what it does not like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.alerts.alert import Alert, AlertKind
from lezerprint.alerts.rule import Condition, Rule, Throttle
from lezerprint.base.enums import EventType, Severity
from lezerprint.port.contract import events
from lezerprint.port.contract.coding import members
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.failure import FailureReason, failure_of_halt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.alerts.situation import PrinterSituation
    from lezerprint.port.contract.events import Event
    from lezerprint.settings.alerts import AlertSettings

_STOP_REASON: Final = "emergency stop"
_MOST_A_MINUTE: Final = 10
_LONGEST_TEXT: Final = 300
_DATA: Final = {
    "sequence": "sequence",
    "expected": "expected",
    "found": "position",
    "axes": "axes",
    "reason": "reason",
}
"""What of an event goes into the data of its alert, and by which name."""


class HaltRule(Rule):
    """The firmware is dead until it is reset; the first words say why, later ones only that it is."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._conditions = {
            AlertKind.THERMAL_RUNAWAY: Condition(AlertKind.THERMAL_RUNAWAY, EventType.THERMAL_RUNAWAY),
            AlertKind.FIRMWARE_KILLED: Condition(AlertKind.FIRMWARE_KILLED),
            AlertKind.EMERGENCY_STOP: Condition(AlertKind.EMERGENCY_STOP),
        }
        self._is_dead = False
        self._in_step = True

    def report(self, view: PrinterSituation, now: float) -> Iterator[Alert]:
        """It may be dead since before the watch began; a report from before an event says nothing."""
        looks_dead = view.connection == ConnectionState.HALTED
        if looks_dead == self._is_dead:
            self._in_step = True
        elif self._in_step and looks_dead:
            reason = view.reason.removeprefix("the firmware stopped: ")
            yield from self._begin(reason, now, found=view.first)
        elif self._in_step and view.is_ready:
            yield from self._end(now)

    def event(self, event: Event, now: float) -> Iterator[Alert]:
        """It was stopped, has stopped itself, or is alive again."""
        before = self._is_dead
        match event:
            case events.EmergencyStopped() if not self._is_dead:
                yield from self._begin(_STOP_REASON, now, sequence=event.sequence)
            case events.Halted(text=text) if not self._is_dead:
                yield from self._begin(text, now, sequence=event.sequence)
            case events.ConnectionChanged(state=ConnectionState.READY) if self._is_dead:
                yield from self._end(now)
        if self._is_dead != before:
            self._in_step = False

    def _begin(self, reason: str, now: float, *, found: bool = False, **data: Any) -> list[Alert]:
        self._is_dead = True
        kind = _kind_of(reason)
        words = _HALT_WORDS[kind].format(reason=reason[:_LONGEST_TEXT])
        return self._conditions[kind].wrong(
            Severity.CRITICAL, words, now, found=found, text=reason[:_LONGEST_TEXT], **data
        )

    def _end(self, now: float) -> Iterator[Alert]:
        self._is_dead = False
        for condition in self._conditions.values():
            yield from condition.right("the printer answers again", now)


_HALT_WORDS: Final = {
    AlertKind.THERMAL_RUNAWAY: "the firmware stopped the printer to protect it from its heaters: {reason}",
    AlertKind.FIRMWARE_KILLED: "the firmware stopped the printer: {reason}",
    AlertKind.EMERGENCY_STOP: "emergency stop",
}


def _kind_of(reason: str) -> AlertKind:
    lower = reason.lower()
    if lower == _STOP_REASON or "m112" in lower:
        return AlertKind.EMERGENCY_STOP
    is_thermal = failure_of_halt(reason) is FailureReason.THERMAL_RUNAWAY
    return AlertKind.THERMAL_RUNAWAY if is_thermal else AlertKind.FIRMWARE_KILLED


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """An event that is an alert. `harmless`: how bad it is while nothing is printed."""

    kind: AlertKind
    words: str
    severity: Severity
    harmless: Severity
    event_type: EventType = EventType.CUSTOM


_OCCURRENCES: Final[dict[type[Event], _Occurrence]] = {
    events.BoardReset: _Occurrence(
        AlertKind.BOARD_RESET,
        "the printer was reset, or lost power: heaters are off, the position is lost",
        Severity.CRITICAL,
        Severity.WARNING,
        EventType.POWER_LOSS,
    ),
    events.HeatTrouble: _Occurrence(AlertKind.HEAT_TROUBLE, "{message}", Severity.ERROR, Severity.WARNING),
    events.ResetWithoutEffect: _Occurrence(
        AlertKind.RESET_WITHOUT_EFFECT, "{message}", Severity.WARNING, Severity.WARNING
    ),
    events.HeatersOff: _Occurrence(
        AlertKind.HEATERS_OFF, "the heaters were switched off: {reason}", Severity.WARNING, Severity.WARNING
    ),
    events.PositionError: _Occurrence(
        AlertKind.POSITION_ERROR,
        "the tool is not where the file says ({axes})",
        Severity.ERROR,
        Severity.ERROR,
        EventType.POSITION_ERROR,
    ),
    events.SlowLine: _Occurrence(AlertKind.SLOW_LINE, "{reason}", Severity.ERROR, Severity.ERROR),
    events.NotParked: _Occurrence(
        AlertKind.NOT_PARKED,
        "the head stays where it is in this pause: {reason}",
        Severity.WARNING,
        Severity.WARNING,
    ),
    events.CommandRefused: _Occurrence(AlertKind.FIRMWARE_WARNING, "{text}", Severity.WARNING, Severity.INFO),
    events.TextLeftOut: _Occurrence(AlertKind.FIRMWARE_WARNING, "{text}", Severity.INFO, Severity.INFO),
    events.FirmwareWarning: _Occurrence(
        AlertKind.FIRMWARE_WARNING, "the firmware says: {text}", Severity.WARNING, Severity.INFO
    ),
}


class OccurrenceRule(Rule):
    """What begins and ends in a moment; the same once a minute, and not too much of all."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._throttles = {kind: Throttle(_MOST_A_MINUTE) for kind in _OCCURRENCES}
        self._is_printing = False
        self._is_dead = False

    def report(self, view: PrinterSituation, now: float) -> Iterator[Alert]:
        """Remember whether something is printed: when that ends by the same cause, the event comes first."""
        del now
        self._is_printing = view.job is not None
        self._is_dead = view.connection == ConnectionState.HALTED
        yield from ()

    def event(self, event: Event, now: float) -> Iterator[Alert]:
        """Tell it, if it is something to be told."""
        moment = _OCCURRENCES.get(type(event))
        if moment is None or (isinstance(event, events.BoardReset) and self._is_dead):  # that is its cure
            return
        facts = members(event)
        words = {name: str(facts.get(name, ""))[:_LONGEST_TEXT] for name in ("text", "reason", "message")}
        words["axes"] = " ".join(facts.get("axes", ()))
        severity = moment.severity if self._is_printing else moment.harmless
        held_back = self._throttles[type(event)].passes(words["text"] or words["message"], now)
        if held_back is None and severity is not Severity.CRITICAL:
            return
        data = {_DATA[name]: value for name, value in facts.items() if name in _DATA}
        if held_back:
            data["held_back"] = held_back
        yield Alert(moment.kind, severity, moment.words.format(**words), data, moment.event_type)
