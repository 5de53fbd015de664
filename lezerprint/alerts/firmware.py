"""What cannot be promised for the firmware that a printer turns out to have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lezerprint.alerts.alert import Alert, AlertKind
from lezerprint.alerts.rule import Rule
from lezerprint.base.enums import Severity
from lezerprint.control.firmware_limits import limits_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lezerprint.settings.alerts import AlertSettings


class FirmwareRule(Rule):
    """Told as the printer connects, once for the same firmware."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._told: list[str] = []

    def event(self, event: Mapping[str, Any], now: float) -> Iterator[Alert]:
        """The firmware has said what it is."""
        del now
        if event["event"] != "firmware":
            return
        limits = limits_of(event.get("firmware", {}), event.get("capabilities", {}))
        if limits and limits != self._told:
            yield Alert(AlertKind.FIRMWARE_LIMITS, Severity.INFO, " ".join(limits), {"limits": limits})
        self._told = limits
