"""The registry of this server and its text for Prometheus."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    GCCollector,
    ProcessCollector,
    generate_latest,
)

from web.metrics.families import families
from web.metrics.http import HttpMetrics
from web.metrics.live import LiveMetrics
from web.metrics.sources import ASK_SECONDS, gather
from web.middleware.client_address import is_from_this_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from prometheus_client import Metric
    from starlette.types import Scope

    from web.metrics.sources import Findings, Sources

_SHORTEST_GAP_SECONDS: Final = 1.0


class Metrics:
    """All metrics of one server.

    Attributes:
        http: Where requests and WebSocket connections are counted.
        live: Where messages over them are counted.
        media_type: What the text is, for the header Content-Type.
    """

    media_type: Final = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._rates = _Rates()
        self._gathered: list[Metric] = []
        self.http = HttpMetrics(self._registry)
        self.live = LiveMetrics(self._registry)
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)
        self._registry.register(self)

    async def render(self, sources: Sources, ask_seconds: float = ASK_SECONDS) -> bytes:
        """Ask all sources, and write down what they and this process count.

        A source that does not answer in `ask_seconds` leaves its series out. The text is made in a thread:
        with hundreds of series it takes tens of milliseconds.
        """
        findings = await gather(sources, ask_seconds)
        rates = self._rates.update(_lines_sent(findings), time.monotonic())
        self._gathered = list(families(findings, rates))
        return await asyncio.to_thread(generate_latest, self._registry)

    def collect(self) -> Iterable[Metric]:
        """For the registry: what was gathered last."""
        return self._gathered


def may_read(scope: Scope, caller: object | None) -> bool:
    """Whether a request may see the metrics: from this host itself, or with any credential.

    Args:
        scope: The request.
        caller: Who calls, if a credential was sent and is good.
    """
    return caller is not None or is_from_this_host(scope)


class _Rates:
    """How fast counters grow, over the time between two looks at them that are not too close together."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[float, float]] = {}
        self._rates: dict[str, float] = {}

    def update(self, counts: Mapping[str, float], now: float) -> Mapping[str, float]:
        """Return the rate of each of them that was seen before."""
        for name, count in counts.items():
            before, at = self._seen.get(name, (count, float("-inf")))
            if now - at < _SHORTEST_GAP_SECONDS:
                continue
            self._seen[name] = count, now
            if at > float("-inf"):
                # A line number that went back has begun anew at about 0.
                self._rates[name] = (count - before if count >= before else count) / (now - at)
        return {name: self._rates[name] for name in counts if name in self._rates}


def _lines_sent(findings: Findings) -> dict[str, float]:
    return {printer: report.link.sent for printer, report in findings.reports.items() if report}
