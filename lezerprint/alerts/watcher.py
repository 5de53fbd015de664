"""The watch over one printer. It keeps nothing: a new one finds again what is still the matter."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from lezerprint.alerts.board import HaltRule, OccurrenceRule
from lezerprint.alerts.firmware import FirmwareRule
from lezerprint.alerts.heat_unknown import HeatUnknownRule
from lezerprint.alerts.heaters import HeaterRule
from lezerprint.alerts.link import LinkRule, NoiseRule, PortRule
from lezerprint.alerts.progress import StallRule, UserRule
from lezerprint.alerts.situation import PrinterSituation, job_of
from lezerprint.alerts.tools import ToolRule

if TYPE_CHECKING:
    from lezerprint.alerts.alert import Alert
    from lezerprint.port.contract.events import Event
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.settings.alerts import AlertSettings

_RULES: Final = (
    HaltRule,
    OccurrenceRule,
    FirmwareRule,
    HeaterRule,
    ToolRule,
    HeatUnknownRule,
    StallRule,
    UserRule,
    LinkRule,
    PortRule,
    NoiseRule,
)
_ANSWERED_SECONDS: Final = 3.0
"""One question may follow another."""


class Watcher:
    """Holds what is reported against the rules. Times are of a monotonic clock; it waits for nothing.

    What lasts is told by the passage of time too: the newest report is to be given again once a second,
    for the port process sends it only when it has changed.
    """

    def __init__(self, settings: AlertSettings) -> None:
        self._rules = [rule(settings) for rule in _RULES]
        self._first = True
        self._user_awaited_until = float("-inf")
        self._job: str | None = None

    def report(self, report: Snapshot, now: float) -> list[Alert]:
        """How the printer stands."""
        if report.waits_for_user:
            self._user_awaited_until = max(self._user_awaited_until, now + _ANSWERED_SECONDS)
        elif self._job is not None and self._job != job_of(report):
            self._user_awaited_until = float("-inf")  # the next print has needs of its own
        self._job = job_of(report)
        view = PrinterSituation.of(report, first=self._first, awaits_user=now < self._user_awaited_until)
        self._first = False
        return list(chain.from_iterable(rule.report(view, now) for rule in self._rules))

    def event(self, event: Event, now: float) -> list[Alert]:
        """What the port process tells; to be given before the report that comes with it."""
        return list(chain.from_iterable(rule.event(event, now) for rule in self._rules))

    def link_down(self, reason: str, now: float) -> list[Alert]:
        """The port process is not there; once a second until it is."""
        return list(chain.from_iterable(rule.port_away(reason, now) for rule in self._rules))
