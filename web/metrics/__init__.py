"""What Prometheus is told: requests as they come, printers and actors as they are when it asks."""

from __future__ import annotations

from web.metrics.metrics import Metrics, may_read
from web.metrics.sources import Sources, TaskFigures

__all__ = ["Metrics", "Sources", "TaskFigures", "may_read"]
