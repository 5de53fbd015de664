"""Times as the API writes them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from lezerprint.base.times import iso_8601


def test_times_are_utc():
    assert iso_8601(0.0) == "1970-01-01T00:00:00Z"
    assert iso_8601(1774787400.25) == "2026-03-29T12:30:00.250000Z"
    summer = datetime(2026, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    assert iso_8601(summer) == "2026-07-01T12:00:00Z"
