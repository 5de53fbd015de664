"""Tools that a file heats, and that the printer does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.alerts.alert import Alert, AlertKind
from lezerprint.alerts.rule import Rule
from lezerprint.base.enums import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.alerts.situation import PrinterSituation
    from lezerprint.settings.alerts import AlertSettings


class ToolRule(Rule):
    """Told once a job for each tool: the print goes on, as it would with the firmware's own wait."""

    def __init__(self, settings: AlertSettings) -> None:
        super().__init__(settings)
        self._told: tuple[str | None, frozenset[int]] = (None, frozenset())

    def report(self, view: PrinterSituation, now: float) -> Iterator[Alert]:
        """What is new."""
        del now
        job, told = self._told
        if job != view.job:
            told = frozenset()
        for tool in sorted(view.refused_tools.keys() - told):
            celsius = view.refused_tools[tool]
            message = (
                f"the file waits for tool {tool} to reach {celsius:.0f} °C, and the printer reports no such "
                "tool and heats none: is the file for another printer?"
            )
            data = {"subject": f"tool{tool}", "target": celsius, "found": view.first}
            yield Alert(AlertKind.TOOL_UNKNOWN, Severity.WARNING, message, data)
        self._told = (view.job, told | view.refused_tools.keys())
