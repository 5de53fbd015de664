"""A printer that does not answer, and whose heaters may be on: somebody must look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.alerts.alert import AlertKind
from lezerprint.alerts.rule import Condition, Rule
from lezerprint.base.enums import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.alerts.alert import Alert
    from lezerprint.alerts.situation import PrinterSituation
    from lezerprint.settings.alerts import AlertSettings

_UNKNOWN_SECONDS: Final = 15.0
"""The port process needs eight to prove that a firmware is dead, and its heaters off."""


class HeatUnknownRule(Rule):
    """What is not known to be cold counts as hot."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._unknown = Condition(AlertKind.MAY_BE_HOT, begins_after=_UNKNOWN_SECONDS)

    def report(self, view: PrinterSituation, now: float) -> Iterator[Alert]:
        """A printer that answers says how warm it is."""
        if view.may_be_hot and not view.is_ready:
            message = (
                f"the printer is {view.connection} and does not confirm that its heaters are off: "
                "look at it, and switch it off if it is hot"
            )
            yield from self._unknown.wrong(
                Severity.CRITICAL, message, now, found=view.first, connection=view.connection
            )
        else:
            words = "the printer answers again" if view.is_ready else "the heaters are off"
            yield from self._unknown.right(words, now)
