"""Temperatures of a day, bounded."""

from __future__ import annotations

import pytest

from lezerprint.port.contract.heaters import HeaterReading, Tools
from lezerprint.status import TemperatureSample
from lezerprint.temperature_history import KEPT_SECONDS, TemperatureHistory, averaged


def sample(second, actual=20.0, target=0.0):
    return TemperatureSample(1.8e9 + second, {"tool0": HeaterReading(actual, target)}, Tools())


def test_a_day_is_kept_in_few_samples():
    history = TemperatureHistory()
    for second in range(0, 2 * KEPT_SECONDS, 2):
        history.add(sample(second, second / 1000))
    samples = history.samples()
    assert len(samples) <= 3600 + 2880
    times = [one.time for one in samples]
    assert times == sorted(times)
    assert KEPT_SECONDS - 60 <= times[-1] - times[0] <= KEPT_SECONDS + 60
    for one in samples:
        assert one.temperatures["tool0"].actual == pytest.approx((one.time - 1.8e9) / 1000, abs=0.01)


def test_the_last_samples_are_as_they_were():
    history = TemperatureHistory(dense_samples=10, averaged_seconds=5.0)
    given = [sample(second, second) for second in range(100)]
    for one in given:
        history.add(one)
    assert history.samples()[-10:] == given[-10:]
    older = history.samples()[:-10]
    assert [one.temperatures["tool0"].actual for one in older[:3]] == [2.0, 7.0, 12.0]


def test_a_sensor_that_was_not_read_does_not_count():
    one = averaged([sample(0, None, 200.0), sample(1, 30.0, 210.0)])
    assert one.temperatures["tool0"] == HeaterReading(30.0, 210.0)
    assert averaged([sample(0, None)]).temperatures["tool0"].actual is None


def test_a_clock_that_is_set_back_does_not_fill_it():
    history = TemperatureHistory(dense_samples=5, averaged_seconds=5.0, averaged_samples=3)
    for second in [*range(50), *range(-1000, -950)]:
        history.add(sample(second))
    assert len(history.samples()) <= 8
