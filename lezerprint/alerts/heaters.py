"""Heaters that leave their target, that do not warm, and that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.alerts.alert import AlertKind
from lezerprint.alerts.rule import Condition, Rule
from lezerprint.alerts.situation import Heat
from lezerprint.base.enums import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.alerts.alert import Alert
    from lezerprint.alerts.situation import PrinterSituation
    from lezerprint.settings.alerts import AlertSettings

_NEAR_CELSIUS: Final = 3.0
"""Marlin's TEMP_HYSTERESIS: so near, a target counts as reached."""

_GAIN_CELSIUS: Final = 2.0
"""Marlin's WATCH_TEMP_INCREASE."""

_UNREADABLE_SECONDS: Final = 5.0
_LONG_UNREADABLE_SECONDS: Final = 30.0
_CALM_SECONDS: Final = 5.0
_OFF: Final = Heat(None, 0.0)
_PATIENCE: Final = {"bed": 2.0, "chamber": 5.0}
"""How much slower than a hotend they warm."""


class HeaterRule(Rule):
    """Every heater that has a target. While its user is waited for, the firmware may let the hotend cool."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._watches: dict[str, _HeaterWatch] = {}

    def report(self, view: PrinterSituation, now: float) -> Iterator[Alert]:
        """Look at each; of a printer that does not answer the last temperatures say nothing."""
        if view.heaters and not view.is_ready:
            return
        several = sum(name.startswith("tool") for name in view.heaters) > 1
        for name, heat in view.heaters.items():
            if name not in self._watches and heat.target > 0:
                self._watches[name] = _HeaterWatch(name, self._settings, several=several)
        for name, watch in self._watches.items():
            heat = view.heaters.get(name, _OFF)
            if heat.target <= 0:
                yield from watch.rest("is off", now)
            elif view.awaits_user and heat.actual is not None and heat.actual <= heat.target:
                yield from watch.rest("may cool while the printer waits for its user", now)
            else:
                yield from watch.look(heat, _Look(now, found=view.first))


@dataclass(frozen=True, slots=True)
class _Look:
    now: float
    found: bool


class _HeaterWatch:
    """One heater: on its way to a target first, then at it."""

    def __init__(self, name: str, settings: AlertSettings, *, several: bool) -> None:
        patience = _PATIENCE.get(name, 1.0)
        self._name = _words(name, several=several)
        self._drift_celsius = settings.drift_celsius
        self._near_celsius = min(_NEAR_CELSIUS, settings.drift_celsius)
        self._heating_seconds = settings.heating_seconds * patience
        self._target = 0.0
        self._arrived = False
        self._reference: float | None = None
        self._drift = Condition(
            AlertKind.HEATER_DRIFT,
            subject=name,
            begins_after=settings.drift_seconds,
            ends_after=_CALM_SECONDS,
        )
        self._stalled = Condition(AlertKind.HEATING_STALLED, subject=name, begins_after=self._heating_seconds)
        self._unreadable = Condition(
            AlertKind.SENSOR_LOST, subject=name, begins_after=_UNREADABLE_SECONDS, ends_after=_CALM_SECONDS
        )

    def rest(self, why: str, now: float) -> Iterator[Alert]:
        """Nobody expects it to be hot."""
        self._target, self._arrived, self._reference = 0.0, False, None
        for condition in (self._drift, self._stalled, self._unreadable):
            yield from condition.right(f"{self._name} {why}", now, recovered=False)

    def look(self, heat: Heat, look: _Look) -> Iterator[Alert]:
        """It has a target."""
        if heat.actual is None:
            yield from self._cannot_read(look)
            return
        yield from self._unreadable.right(f"the temperature of {self._name} can be read again", look.now)
        if abs(heat.target - self._target) > self._drift_celsius:
            self._arrived, self._reference = False, None
        self._target = heat.target
        self._arrived = self._arrived or abs(heat.actual - heat.target) <= self._near_celsius
        yield from self._at_target(heat.actual, look)
        yield from self._on_its_way(heat.actual, look)

    def _cannot_read(self, look: _Look) -> list[Alert]:
        long = self._unreadable.lasting_seconds(look.now) > _LONG_UNREADABLE_SECONDS
        severity = Severity.ERROR if long else Severity.WARNING
        message = f"the temperature of {self._name}, which is heated, cannot be read"
        return self._unreadable.wrong(severity, message, look.now, found=look.found, target=self._target)

    def _at_target(self, actual: float, look: _Look) -> list[Alert]:
        off = abs(actual - self._target)
        if self._arrived and off > self._drift_celsius:
            side = "below" if actual < self._target else "above"
            message = f"{self._name} is {off:.0f} °C {side} its target of {self._target:.0f} °C"
            severity = Severity.ERROR if off > 2 * self._drift_celsius else Severity.WARNING
            return self._drift.wrong(
                severity, message, look.now, found=look.found, actual=actual, target=self._target
            )
        if self._arrived and off > self._drift_celsius / 2 and self._drift.is_told:
            return []  # neither well nor worse
        words = "keeps its temperature again" if self._arrived else "has another target"
        return self._drift.right(f"{self._name} {words}", look.now, actual=actual, target=self._target)

    def _on_its_way(self, actual: float, look: _Look) -> list[Alert]:
        gained = self._reference is None or actual >= self._reference + _GAIN_CELSIUS
        if gained or self._arrived or actual > self._target:
            self._reference = actual
            return self._stalled.right(f"{self._name} warms again", look.now, actual=actual)
        lasting = self._stalled.lasting_seconds(look.now)
        severity = Severity.ERROR if lasting > 2 * self._heating_seconds else Severity.WARNING
        message = f"{self._name} does not warm: {actual:.0f} °C, its target is {self._target:.0f} °C"
        return self._stalled.wrong(
            severity, message, look.now, found=look.found, actual=actual, target=self._target
        )


def _words(name: str, *, several: bool) -> str:
    if name.startswith("tool"):
        number = name.removeprefix("tool")
        return f"hotend {number}" if several or number != "0" else "the hotend"
    return f"the {name}"
