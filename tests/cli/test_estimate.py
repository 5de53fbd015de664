"""The time left."""

from __future__ import annotations

import pytest

from lezerprint.cli.estimate import Stopwatch, remaining_seconds


def test_the_slicer_is_believed_at_first():
    assert remaining_seconds(0.0, 0.0, 3600.0) == 3600.0


def test_the_measurement_is_believed_at_last():
    slow = remaining_seconds(0.95, 7200.0, 3600.0)
    assert slow == pytest.approx(7200 / 0.95 * 0.05, rel=0.05)
    assert remaining_seconds(1.0, 7200.0, 3600.0) == 0.0


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_a_true_estimate_stays_true(share):
    assert remaining_seconds(share, share * 600, 600.0) == pytest.approx((1 - share) * 600)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_without_an_estimate_there_is_the_measurement(share):
    assert remaining_seconds(share, share * 1000) == pytest.approx((1 - share) * 1000)


@pytest.mark.parametrize(("share", "seconds"), [(0.0, 0.0), (0.0, 100.0), (0.005, 100.0), (0.5, 1.0)])
def test_too_little_to_tell(share, seconds):
    assert remaining_seconds(share, seconds) is None


def test_the_stopwatch_stands_while_the_print_waits():
    watch = Stopwatch(100.0)
    watch.on_time(105.0, running=True)
    watch.on_time(205.0, running=False)
    watch.on_time(207.0, running=True)
    assert watch.seconds == 7.0
