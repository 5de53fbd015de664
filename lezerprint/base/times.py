"""Times as the API writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def iso_8601(seconds: float) -> str:
    """A time in seconds since 1970 as UTC: `2026-03-29T12:30:00.250000Z`."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
