"""What is the matter at a printer for longer than a moment, so that it is told once, and to each new job."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from lezerprint.alerts.alert import Alert, AlertKind
from lezerprint.base.enums import EventType, Severity
from lezerprint.jobs.notices import ENDS_JOBS

if TYPE_CHECKING:
    from collections.abc import Mapping

_RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}
_FOUND_SECONDS: Final = 60.0
"""Within that time a new watch finds again what is still the matter."""


@dataclass(frozen=True, slots=True)
class _Open:
    """An alert whose end was not told. `seen`: by this life, and not only by an earlier one."""

    alert: Alert
    seen: bool


class OpenAlerts:
    """Of one printer.

    Args:
        kept: What `as_data` gave in an earlier life of the server.
        now: The time of a monotonic clock, in seconds.
    """

    def __init__(self, kept: Mapping[str, Any] | None = None, now: float = 0.0) -> None:
        alerts = [_alert(one) for one in (kept or {}).get("alerts", ())]
        self._open = {_key(alert): _Open(alert, seen=False) for alert in alerts}
        self._forget_at = now + _FOUND_SECONDS

    def take(self, alert: Alert) -> bool:
        """Whether an alert is news; what a new watch tells again, as it knows nothing, is none."""
        if not alert.lasting:
            return True
        known = self._open.pop(_key(alert), None)
        if alert.ended:
            return True
        is_told = known is not None and _RANK[alert.severity] <= _RANK[known.alert.severity]
        if alert.kind in ENDS_JOBS and not alert.data.get("found"):  # that has just happened
            is_told = False
        self._open[_key(alert)] = _Open(known.alert if known is not None and is_told else alert, seen=True)
        return not is_told

    def forget_unseen(self, now: float) -> bool:
        """What a new watch has not found again is over; whether there was something of that kind."""
        if now < self._forget_at:
            return False
        seen = {key: one for key, one in self._open.items() if one.seen}
        changed, self._open = len(seen) < len(self._open), seen
        return changed

    def for_new_job(self) -> list[Alert]:
        """What was the matter before a job began, and still is."""
        return [
            replace(one.alert, data={**one.alert.data, "found": True})
            for one in self._open.values()
            if one.seen
        ]

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {"alerts": [asdict(one.alert) for one in self._open.values()]}


def _key(alert: Alert) -> tuple[AlertKind, str]:
    return alert.kind, alert.subject


def _alert(data: dict[str, Any]) -> Alert:
    words = {
        "kind": AlertKind(data["kind"]),
        "severity": Severity(data["severity"]),
        "event_type": EventType(data["event_type"]),
    }
    return Alert(**{**data, **words})
