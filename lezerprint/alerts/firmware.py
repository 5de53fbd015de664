"""What cannot be promised for the firmware that a printer turns out to have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.alerts.alert import Alert, AlertKind
from lezerprint.alerts.rule import Rule
from lezerprint.base.enums import Severity
from lezerprint.control.firmware_limits import limits_of
from lezerprint.port.contract.events import FirmwareIdentified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.port.contract.events import Event
    from lezerprint.settings.alerts import AlertSettings


class FirmwareRule(Rule):
    """Told as the printer connects, once for the same firmware."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._told: list[str] = []

    def event(self, event: Event, now: float) -> Iterator[Alert]:
        """The firmware has said what it is."""
        del now
        if not isinstance(event, FirmwareIdentified):
            return
        limits = limits_of(event.firmware, event.capabilities)
        if limits and limits != self._told:
            yield Alert(AlertKind.FIRMWARE_LIMITS, Severity.INFO, " ".join(limits), {"limits": limits})
        self._told = limits
