"""Longer after each failure."""

import pytest

from lezerprint.base.backoff import Backoff


@pytest.mark.parametrize("backoff", [(0, 10, 2), (20, 10, 2), (1, 10, 0.5), (1, 10, 2, 1), (1, 10, 2, -0.1)])
def test_a_backoff_makes_sense(backoff):
    with pytest.raises(ValueError, match="back-off"):
        Backoff(*backoff)


def test_a_backoff_grows_to_its_cap():
    backoff = Backoff(first_seconds=1, cap_seconds=10, factor=2)
    assert [backoff.delay_seconds(failures) for failures in range(1, 7)] == [1, 2, 4, 8, 10, 10]
    assert backoff.delay_seconds(100_000) == 10


def test_what_failed_together_does_not_come_together_again():
    backoff = Backoff(first_seconds=100, cap_seconds=1000, jitter=0.25)
    delays = {backoff.delay_seconds(1) for _ in range(50)}
    assert len(delays) > 40
    assert all(75 <= delay <= 125 for delay in delays)
    assert [backoff.delay_seconds(1, spread=spread) for spread in (-1, 0, 1)] == [75, 100, 125]
