from __future__ import annotations

import pytest

from lezerprint.marlin.round_trip import RoundTrip


def sample(round_trip: RoundTrip, seconds: float) -> None:
    round_trip.sent(1, 10.0)
    round_trip.acknowledged(1, 10.0 + seconds)


def test_it_settles_on_what_the_link_does():
    round_trip = RoundTrip()
    for _ in range(100):
        sample(round_trip, 0.3)
    assert round_trip.smoothed_seconds == pytest.approx(0.3)
    assert 0.3 <= round_trip.patience_seconds < 0.35


def test_patience_has_bounds():
    quick, slow = RoundTrip(), RoundTrip()
    sample(quick, 0.0001)
    sample(slow, 60.0)
    assert quick.patience_seconds == pytest.approx(0.1)
    assert slow.patience_seconds == pytest.approx(2.0)


def test_a_link_that_varies_is_given_more_time():
    steady, varying = RoundTrip(), RoundTrip()
    for turn in range(50):
        sample(steady, 0.2)
        sample(varying, 0.1 if turn % 2 else 0.3)
    assert varying.patience_seconds > steady.patience_seconds


def test_one_line_is_timed_at_a_time_and_an_older_ok_is_no_sample():
    round_trip = RoundTrip()
    round_trip.sent(5, 10.0)
    round_trip.sent(6, 11.0)
    round_trip.acknowledged(4, 12.0)
    assert round_trip.smoothed_seconds == 0.0
    round_trip.acknowledged(6, 12.0)
    assert round_trip.smoothed_seconds == pytest.approx(2.0)


def test_what_was_sent_twice_is_not_timed():
    round_trip = RoundTrip()
    round_trip.sent(5, 10.0)
    round_trip.abandon()
    round_trip.acknowledged(5, 99.0)
    assert round_trip.smoothed_seconds == 0.0


def test_the_longest_since_it_was_asked_for():
    round_trip = RoundTrip()
    for seconds in (0.1, 2.0, 0.3):
        sample(round_trip, seconds)
    assert round_trip.take_longest() == pytest.approx(2.0)
    assert round_trip.take_longest() == 0.0


def test_every_sample_is_in_the_histogram_and_in_its_sum():
    round_trip = RoundTrip()
    for seconds in (0.0005, 0.3, 0.3, 60.0):
        sample(round_trip, seconds)
    bounds, counts, sum_seconds = round_trip.histogram()
    in_bucket = dict(zip([*bounds, "beyond"], counts, strict=True))
    assert {bound: count for bound, count in in_bucket.items() if count} == {0.001: 1, 0.5: 2, "beyond": 1}
    assert sum_seconds == pytest.approx(60.6005)
