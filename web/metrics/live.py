"""What is counted of messages over the WebSocket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import Counter
from prometheus_client.core import CounterMetricFamily

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client import CollectorRegistry, Metric


class LiveMetrics:
    """Counted on the event loop alone; what is counted for each message costs no lock.

    Attributes:
        superseded: Messages that were never sent since there was a newer one.
        slow_clients: Clients that were disconnected since they took too little.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._sent = 0
        self.superseded = Counter(
            "websocket_messages_superseded",
            "Messages that a newer one took the place of before a slow client had them",
            registry=registry,
        )
        self.slow_clients = Counter(
            "websocket_slow_clients", "Clients that were disconnected for being slow", registry=registry
        )
        registry.register(self)

    def count_sent(self, messages: int) -> None:
        """So many messages were handed to a connection."""
        self._sent += messages

    def collect(self) -> Iterator[Metric]:
        """For the registry."""
        yield CounterMetricFamily("websocket_messages_sent", "Messages sent over WebSockets", self._sent)
