"""An alert, and what it can be about."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lezerprint.base.enums import EventType, Severity


class AlertKind(StrEnum):
    """What is the matter."""

    THERMAL_RUNAWAY = "thermal_runaway"
    FIRMWARE_KILLED = "firmware_killed"
    EMERGENCY_STOP = "emergency_stop"
    BOARD_RESET = "board_reset"
    HEATER_DRIFT = "heater_drift"
    HEATING_STALLED = "heating_stalled"
    SENSOR_LOST = "sensor_lost"
    HEATERS_OFF = "heaters_off"
    TOOL_UNKNOWN = "tool_unknown"
    HEAT_TROUBLE = "heat_trouble"
    MAY_BE_HOT = "may_be_hot"
    RESET_WITHOUT_EFFECT = "reset_without_effect"
    STALL = "stall"
    FILAMENT_RUNOUT = "filament_runout"
    FILAMENT_CHANGE = "filament_change"
    USER_WANTED = "user_wanted"
    LINK_LOST = "link_lost"
    LINK_INTERRUPTED = "link_interrupted"
    LINK_NOISY = "link_noisy"
    PORT_LOST = "port_lost"
    POSITION_ERROR = "position_error"
    SLOW_LINE = "slow_line"
    NOT_PARKED = "not_parked"
    FIRMWARE_WARNING = "firmware_warning"
    FIRMWARE_LIMITS = "firmware_limits"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to be told.

    Attributes:
        kind: What is the matter.
        severity: How bad; INFO when it is over.
        message: One line for people.
        data: JSON for programs. `found`: it was there already when the watch began. `recovered`, of one that
            is over: whether all is well again, rather than that there is no print any more.
        event_type: What it is in the log of a print.
        ended: Whether it is over; what happens in a moment begins and never ends.
        lasting: Whether its end will be told.
    """

    kind: AlertKind
    severity: Severity
    message: str
    data: dict[str, Any] = field(default_factory=dict)
    event_type: EventType = EventType.CUSTOM
    ended: bool = False
    lasting: bool = False

    @property
    def subject(self) -> str:
        """Of which heater or counter it tells, where there are several."""
        return str(self.data.get("subject", ""))
