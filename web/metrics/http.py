"""What is counted of HTTP requests and WebSocket connections as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prometheus_client import Gauge, Histogram

from web.middleware.route import route_of

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from starlette.types import Scope

_OTHER: Final = "other"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class HttpMetrics:
    """Of bounded size, whatever clients ask for: by method, route template and status.

    A request counts once, when it is over, with the time to its last byte; so a camera's stream counts
    when somebody stops looking. Status 499 is a client that left before the answer began.

    Attributes:
        websocket_connections: The gauge of WebSocket connections that are open.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._durations = Histogram(
            "http_request_duration_seconds",
            "Duration of HTTP requests in seconds",
            ["method", "route", "status"],
            registry=registry,
            buckets=_BUCKETS_SECONDS,
        )
        self._series: dict[tuple[str, str, int], Histogram] = {}
        self.websocket_connections = Gauge(
            "websocket_connections_active", "Number of active WebSocket connections", registry=registry
        )

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request that is over."""
        method = scope["method"]
        key = (method if method in _METHODS else _OTHER, route_of(scope), status)
        series = self._series.get(key)
        if series is None:
            series = self._series[key] = self._durations.labels(*map(str, key))
        series.observe(seconds)
