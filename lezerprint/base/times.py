"""Times as the API writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def iso_8601(time: float | datetime) -> str:
    """A time, or seconds since 1970, in UTC: `2026-03-29T12:30:00.250000Z`."""
    moment = time.astimezone(UTC) if isinstance(time, datetime) else datetime.fromtimestamp(time, UTC)
    return moment.isoformat().replace("+00:00", "Z")
