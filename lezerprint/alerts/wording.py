"""An alert in the words of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lezerprint.base.times import iso_8601

if TYPE_CHECKING:
    from lezerprint.alerts.alert import Alert


def alert_data(alert: Alert, at: float) -> dict[str, Any]:
    """What clients are told of it; JSON. `at` in seconds since 1970."""
    return {
        "kind": alert.kind.value,
        "severity": alert.severity.value,
        "message": alert.message,
        "ended": alert.ended,
        "data": alert.data,
        "timestamp": iso_8601(at),
    }
