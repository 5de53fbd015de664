"""Later and later, for a day."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from lezerprint.notify.notifications import LONGEST_DELAY
from lezerprint.notify.retries import MOST_ATTEMPTS, delay_after


def test_all_attempts_together_take_a_day():
    delays = [delay_after(attempts, spread=0) for attempts in range(1, MOST_ATTEMPTS)]
    assert delays[0] == timedelta(seconds=30)
    assert all(after == 2 * before or after == timedelta(hours=4) for before, after in pairwise(delays))
    assert timedelta(hours=23) < sum(delays, timedelta()) < timedelta(hours=26)


def test_what_failed_together_does_not_come_together_again():
    delays = {delay_after(3) for _ in range(50)}
    assert len(delays) > 40
    assert all(timedelta(seconds=90) <= delay <= timedelta(seconds=150) for delay in delays)


def test_no_delay_looks_like_a_clock_that_was_put_back():
    assert delay_after(MOST_ATTEMPTS, spread=1) < LONGEST_DELAY
